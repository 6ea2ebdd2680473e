import { realpathSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { RecordKind, type SessionRecord } from '#schemas/journal/records.ts';
import { ListRecordsMethod, ListRecordsResult, ListRunsMethod, ListRunsResult } from '#schemas/protocol/runs.ts';
import { findProjectRoot } from '../plans/project.ts';
import { CliError } from './cli-error.ts';
import { connect, type ServerLink } from './connect.ts';
import { type CommandIo, printable } from './io.ts';
import { nameOf, sharedHere } from './shared-projects.ts';

/** What the sessions of a run asked, said and delivered beside their work, and what became of it. */
export async function runLog(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      kind: { type: 'string', multiple: true },
      machines: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.machines) return await logMachines(positionals, values, io);
  if (positionals.length > 1) throw new CliError('takes one run at most; `clutch status` lists them.');
  const kinds = values.kind?.map(kindOf) ?? null;
  const link = await connect();
  const run = positionals[0] ?? (await newestRun(link, io));
  const records = run === null ? [] : ListRecordsResult.parse(await link.request(ListRecordsMethod, { run, kinds }));
  link.close();
  if (values.json) io.stdout.write(`${JSON.stringify(records, null, 2)}\n`);
  else if (records.length === 0) io.stdout.write('Nothing is recorded.\n');
  else for (const record of records) io.stdout.write(`${printable(lineOf(record))}\n`);
  return 0;
}

/** What the machines of the shared project said to each other, oldest first. */
async function logMachines(
  positionals: readonly string[],
  { kind, json }: { readonly kind?: readonly string[] | undefined; readonly json: boolean },
  io: CommandIo,
): Promise<number> {
  if (positionals.length > 0) throw new CliError('--machines is about the project and takes no run.');
  const link = await connect();
  try {
    const { timeline, peers } = await sharedHere(link, io.cwd);
    const entries = timeline.filter(({ type }) => kind?.includes(type) ?? true).toReversed();
    if (json) io.stdout.write(`${JSON.stringify(entries, null, 2)}\n`);
    else if (entries.length === 0) io.stdout.write('Nothing is recorded.\n');
    for (const { at, from, to, text } of json ? [] : entries) {
      const who = `${nameOf(peers, from)} to ${nameOf(peers, to)}`;
      io.stdout.write(`${printable(`${new Date(at).toISOString()}  ${who}  ${text}`)}\n`);
    }
    return 0;
  } finally {
    link.close();
  }
}

function kindOf(text: string): RecordKind {
  const kind = RecordKind.safeParse(text);
  if (!kind.success) throw new CliError(`--kind is one of: ${RecordKind.options.join(', ')}; not “${text}”.`);
  return kind.data;
}

async function newestRun(link: ServerLink, io: CommandIo): Promise<string | null> {
  const project = findProjectRoot(realpathSync(io.cwd));
  return ListRunsResult.parse(await link.request(ListRunsMethod, { project }))[0]?.id ?? null;
}

function lineOf({ at, phase, workstream, role, body }: SessionRecord): string {
  const who = workstream.startsWith('@') ? role : `${role} ${workstream}`;
  return `${new Date(at).toISOString()}  phase ${phase}, ${who}  ${wordsOf(body)}`.replaceAll(/\s*\n\s*/g, ' ');
}

function wordsOf(body: SessionRecord['body']): string {
  switch (body.kind) {
    case 'permission': {
      const { outcome, command, title, class: what, clause } = body.decision;
      return `permission: ${outcome} ${command ?? title} (${what}; ${clause})`;
    }
    case 'message':
      return `message: ${body.from} to ${body.to}: ${body.text}`;
    case 'refused':
      return `refused: ${body.what}: ${body.why}`;
    case 'artifact':
      return `artifact: ${body.name} in ${body.path}: ${body.description}`;
    case 'prompt':
      return `prompt: ${body.template}@${body.version}`;
    case 'session':
      return `session: ${body.session}`;
    case 'read':
      return `read: ${body.reader} has read its messages`;
    case 'execution-report':
    case 'fix-report':
      return `${body.kind}: ${body.report.status}`;
    case 'verification-report':
      return `${body.kind}: ${body.report.grade}`;
    case 'claim':
      return `claim: ${body.task} is ${body.status}: ${body.comment}`;
    case 'contract':
      return 'contract: published';
  }
}
