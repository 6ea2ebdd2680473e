import path from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import {
  ArmAwayMethod,
  AwayCycle,
  AwayExample,
  AwayLogMethod,
  AwayView,
  ConfirmPresentMethod,
  DisarmAwayMethod,
  ShowAwayMethod,
  TryAwayMethod,
} from '#schemas/protocol/away.ts';
import { describeAway, describeCycle, describeTry } from './away-words.ts';
import { CliError } from './cli-error.ts';
import { connect, type ServerLink } from './connect.ts';
import { printable, type CommandIo } from './io.ts';
import { orRefuse } from './refusal.ts';

interface Call {
  readonly link: ServerLink;
  readonly io: CommandIo;
  readonly project: string;
  readonly json: boolean;
  readonly why: string | null;
  readonly path: string | null;
  /** Behind the verb. */
  readonly words: readonly string[];
}

type Verb = (call: Call) => Promise<number>;

const verbs: Readonly<Record<string, Verb>> = { show, check, arm, disarm, present, report, log, try: tryAction };

/** `clutch away`: the plan for the time in which nobody watches, as policy. */
export async function runAway([name = 'show', ...args]: string[], io: CommandIo): Promise<number> {
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (!verb) throw new CliError(`takes ${Object.keys(verbs).join(', ')}; “${printable(name)}” is none of them.`);
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      project: { type: 'string', default: '.' },
      json: { type: 'boolean', default: false },
      why: { type: 'string' },
      path: { type: 'string' },
    },
  });
  if (name !== 'try' && positionals.length > 0) throw new CliError(`too many arguments: ${positionals.join(' ')}`);
  const link = await connect();
  try {
    const { json, why = null, path: changed = null } = values;
    const given = { project: path.resolve(io.cwd, values.project), json, why, path: changed, words: positionals };
    return await verb({ link, io, ...given });
  } finally {
    link.close();
  }
}

async function ask<T>({ link }: Call, schema: z.ZodType<T>, method: string, params: object): Promise<T> {
  return schema.parse(await orRefuse(() => link.request(method, params)));
}

const look = (call: Call): Promise<AwayView> => ask(call, AwayView, ShowAwayMethod, { project: call.project });

function print({ io, json }: Call, value: unknown, words: string): void {
  io.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : `${printable(words)}\n`);
}

async function show(call: Call): Promise<number> {
  const view = await look(call);
  print(call, view, describeAway(view));
  return 0;
}

/** Exit code 1 where the plan cannot be armed. */
async function check(call: Call): Promise<number> {
  const { blockers, clauses, stopConditions, state } = await look(call);
  const words = clauses.filter(({ understood }) => understood === 'words');
  const shown = stopConditions.filter(({ watched }) => watched === 'shown');
  const lines = [
    ...blockers.map(
      ({ rule, message, line }) => `${line === null ? '' : `line ${line}: `}${rule ?? 'error'}: ${message}`,
    ),
    ...words.map(({ line, text, explanation }) => `line ${line}: note: “${text}”: ${explanation}`),
    ...shown.map(({ line, text, how }) => `line ${line}: note: “${text}”: ${how}`),
    state === 'none' ? 'There is no away plan.' : blockers.length > 0 ? 'It cannot be armed.' : 'It can be armed.',
  ];
  print(call, { state, blockers, words, shown }, lines.join('\n'));
  return state === 'none' || blockers.length > 0 ? 1 : 0;
}

/** What was shown is what is armed. Only a person at a terminal can say yes: there is no option for it. */
async function arm(call: Call): Promise<number> {
  const { io, project } = call;
  const view = await look(call);
  if (view.hash === null) throw new CliError('there is no away plan here. Write one first.');
  io.stderr.write(`${printable(describeAway(view))}\n`);
  if (view.blockers.length > 0) throw new CliError('the away plan cannot be armed; see above why.');
  if (!io.ask) throw new CliError('an away plan is armed by a person at a terminal, or in VS Code. Nothing was armed.');
  const answer = await io.ask('Let agents work by this plan while nobody watches? [y/N] ');
  if (!/^y(?:es)?$/i.test(answer.trim())) throw new CliError('nothing was armed.');
  const armed = await ask(call, AwayView, ArmAwayMethod, { project, confirm: view.hash });
  print(call, armed, `Armed until ${new Date(armed.expires ?? 0).toISOString()}. \`clutch away disarm\` ends it.`);
  return 0;
}

async function disarm(call: Call): Promise<number> {
  const { project, why } = call;
  const view = await ask(call, AwayView, DisarmAwayMethod, { project, why });
  print(call, view, view.report ? `${view.report.markdown}\nThis report is kept in ${view.report.path}.` : 'Disarmed.');
  return 0;
}

async function present(call: Call): Promise<number> {
  const view = await ask(call, AwayView, ConfirmPresentMethod, { project: call.project });
  const { endsAt } = view.deadMan;
  print(call, view, `Noted. Without progress it ends at ${new Date(endsAt ?? 0).toISOString()}.`);
  return 0;
}

/** Exit code 1 where there is none. */
async function report(call: Call): Promise<number> {
  const { report: latest } = await look(call);
  print(call, latest, latest?.markdown ?? 'No away plan of this project has ended yet.');
  return latest ? 0 : 1;
}

async function log(call: Call): Promise<number> {
  const cycles = await ask(call, z.array(AwayCycle), AwayLogMethod, { project: call.project });
  print(call, cycles, cycles.length === 0 ? 'Nothing yet.' : cycles.map(describeCycle).join('\n'));
  return 0;
}

/** Exit code 0 where it would be allowed, 1 where it would be asked or denied. */
async function tryAction(call: Call): Promise<number> {
  const { project, path: changed, words } = call;
  if ((changed === null) === (words.length === 0)) throw new CliError('try takes --path PATH, or -- and a command.');
  const what = changed === null ? { kind: 'command', action: commandOf(words) } : { kind: 'edit', action: changed };
  const example = await ask(call, AwayExample, TryAwayMethod, { project, ...what });
  print(call, example, describeTry(example));
  return example.verdict === 'allow' ? 0 : 1;
}

/** One word is a command line as it is; several were taken apart by the shell of the person. */
function commandOf(words: readonly string[]): string {
  const [only = '', ...more] = words;
  if (more.length === 0) return only;
  return words
    .map((word) => (/^[\w@%+=:,./*-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`))
    .join(' ');
}
