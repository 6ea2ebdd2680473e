import { parseArgs } from 'node:util';
import { SendMethod, type SendParams, SendResult } from '#schemas/protocol/collab.ts';
import { RequestKind } from '#schemas/wire/bodies.ts';
import { CliError } from './cli-error.ts';
import { connect } from './connect.ts';
import type { CommandIo } from './io.ts';
import { orRefuse } from './refusal.ts';
import { author, machineOf, nameOf, sharedHere, shortId } from './shared-projects.ts';

const KINDS = [...RequestKind.options, 'note'] as const;
const TITLE = 80;

/** `clutch send MACHINE|all text…`: says something to a machine, or asks it for something. */
export async function runSend(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      kind: { type: 'string', default: 'note' },
      title: { type: 'string' },
      needs: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
    },
  });
  const [word, ...words] = positionals;
  const text = words.join(' ').trim();
  if (word === undefined || text === '') throw new CliError('needs a machine, or all, and what to say to it.');
  const kind = KINDS.find((one) => one === values.kind);
  if (kind === undefined) throw new CliError(`--kind is one of: ${KINDS.join(', ')}; not “${values.kind}”.`);
  const link = await connect();
  try {
    const project = await sharedHere(link, io.cwd);
    const to = machineOf(project, word);
    const title = values.title ?? (kind === 'note' ? '' : titleOf(text));
    const params: SendParams = { root: project.root, to, kind, title, text, needs: values.needs, author: author() };
    const sent = SendResult.parse(await orRefuse(() => link.request(SendMethod, params)));
    if (values.json) io.stdout.write(`${JSON.stringify(sent, null, 2)}\n`);
    else io.stdout.write(describe(sent, kind, nameOf(project.peers, to)));
    return 0;
  } finally {
    link.close();
  }
}

/** The first line, as far as it fits. */
function titleOf(text: string): string {
  const [line = ''] = text.split('\n');
  return line.length <= TITLE ? line : `${line.slice(0, TITLE - 1).trimEnd()}…`;
}

function describe({ id, delivery }: SendResult, kind: string, to: string): string {
  const what = kind === 'note' ? 'The note' : `The ${kind} ${shortId(id)}`;
  const lies = `lies where ${to === 'all' ? 'all find' : `${to} finds`} it`;
  const kept = 'is kept on this machine and sent as soon as the shared place takes it';
  const next = kind === 'note' ? '' : ` clutch requests show ${shortId(id)} shows what becomes of it.`;
  return `${what} ${delivery === 'acknowledged' ? lies : kept}.${next}\n`;
}
