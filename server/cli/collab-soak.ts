import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runSoakMachine, type SoakMachineDeps } from '../collab/soak/machine.ts';
import { SoakMachineConfig, SoakOrder } from '../collab/soak/machine-messages.ts';
import { reportOf, soakInWords } from '../collab/soak/report.ts';
import { createSharedClock } from '../collab/soak/shared-clock.ts';
import { runSoak } from '../collab/soak/soak.ts';
import { CliError } from './cli-error.ts';
import { printable, type CommandIo } from './io.ts';

const DRAIN_MS = 120_000;

/** `clutch collab soak`: 0 nothing was lost, doubled or doubly owned; 1 something was, or it could not be told. */
export async function runSoakCommand(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      machines: { type: 'string', default: '4' },
      seconds: { type: 'string', default: '30' },
      kill: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const [given] = positionals;
  if (given === undefined || positionals.length > 1) throw new CliError('name one folder to work in.');
  const folders = [resolve(io.cwd, given)] as const;
  const machines = numberIn(values.machines, '--machines', 2, 64);
  const stopped = new AbortController();
  process.once('SIGINT', () => stopped.abort());
  const outcome = await runSoak({
    folders,
    machines,
    seconds: numberIn(values.seconds, '--seconds', 1, 86_400),
    kill: values.kill,
    drainMs: DRAIN_MS,
    machineCommand: [process.execPath, process.argv[1] ?? '', 'collab', 'soak-machine'],
    scheduler: createSharedClock(),
    signal: stopped.signal,
    say: (text) => io.stderr.write(`${text}\n`),
  });
  const report = reportOf({ folders, machines }, outcome);
  io.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : printable(soakInWords(report)));
  return report.ok ? 0 : 1;
}

function numberIn(text: string, option: string, least: number, most: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new CliError(`${option} is a whole number from ${least} to ${most}.`);
}

/** The other end of it: this process is one machine, and ends with whoever started it. */
export async function runSoakMachineCommand(
  [configFile = '']: readonly string[],
  consume?: SoakMachineDeps['consume'],
): Promise<number> {
  const config = SoakMachineConfig.parse(JSON.parse(readFileSync(configFile, 'utf8')));
  process.on('SIGINT', () => undefined);
  const orphaned = (): void => process.exit(1);
  process.on('disconnect', orphaned);
  await runSoakMachine({
    config,
    scheduler: createSharedClock(),
    report: (progress) => void process.send?.(progress, () => undefined),
    onOrder: (handle) => void process.on('message', (order) => handle(SoakOrder.parse(order))),
    ...(consume ? { consume } : {}),
  });
  process.off('disconnect', orphaned);
  process.disconnect();
  return 0;
}
