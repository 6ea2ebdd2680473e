import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { diagnose, type Diagnosis } from '../collab/doctor/diagnose.ts';
import { examineFolder, type ExamineDeps } from '../collab/doctor/examine.ts';
import { isCode, newCode } from '../collab/doctor/meet-peer.ts';
import { createScheduler } from '../platform/scheduler.ts';
import { CliError } from './cli-error.ts';
import { printable, type CommandIo } from './io.ts';

/** How long one answer of the other machine is waited for: long enough to walk over to it. */
const PEER_WAIT_MS = 180_000;

const MARKS = { good: '✓', note: 'i', warning: '!', problem: '✗' } as const;

/** `clutch collab doctor`: 0 the folder can be used, 1 it cannot. */
export async function runDoctor(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { peer: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) throw new CliError('name one folder to look at.');
  const peer = values.peer === undefined ? null : peerOf(values.peer);
  if (peer?.side === 'a') {
    const command = `clutch collab doctor <the same folder there> --peer ${peer.code}`;
    io.stderr.write(`Within 3 minutes, run this on the other machine:\n  ${command}\n`);
  }
  const facts = await examineFolder({
    folder: resolve(io.cwd, folder),
    probe: [process.execPath, process.argv[1] ?? '', 'collab', 'probe'],
    peer,
    scheduler: createScheduler(true),
  });
  const diagnosis = diagnose(facts);
  const ok = diagnosis.findings.every(({ severity }) => severity !== 'problem');
  if (values.json) io.stdout.write(`${JSON.stringify({ ok, ...diagnosis, facts }, null, 2)}\n`);
  else io.stdout.write(inWords(diagnosis, facts.folder));
  return ok ? 0 : 1;
}

function peerOf(given: string): ExamineDeps['peer'] {
  if (given === 'wait') return { code: newCode(), side: 'a', waitMs: PEER_WAIT_MS };
  if (!isCode(given)) throw new CliError('--peer is `wait`, or the code that the other machine has printed.');
  return { code: given, side: 'b', waitMs: PEER_WAIT_MS };
}

function inWords({ class: found, findings }: Diagnosis, folder: string): string {
  const lines = [
    `${folder}: class ${found.class === 'unknown' ? 'not known, treated as B' : found.class}. ${found.why}`,
    ...findings.flatMap(({ severity, text, todo }) => [
      `${MARKS[severity]} ${text}`,
      ...(todo === null ? [] : [`    ${todo}`]),
    ]),
  ];
  return `${printable(lines.join('\n'))}\n`;
}
