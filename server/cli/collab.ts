import { CliError } from './cli-error.ts';
import { runBridge } from './collab-bridge.ts';
import { runDoctor } from './collab-doctor.ts';
import { runSoakCommand, runSoakMachineCommand } from './collab-soak.ts';
import type { CommandIo } from './io.ts';
import { runProbe } from '../collab/doctor/probe.ts';

const USAGE = `clutch collab doctor <folder> [--peer wait|CODE] [--json]
clutch collab soak <folder> --machines N --seconds S [--kill] [--json]
clutch collab bridge <old share> [--once] [--json]`;

/** `clutch collab …`: what is done about the folder itself. `probe` and `soak-machine` are started by the others. */
export async function runCollab([verb, ...args]: string[], io: CommandIo): Promise<number> {
  switch (verb) {
    case 'doctor':
      return runDoctor(args, io);
    case 'bridge':
      return runBridge(args, io);
    case 'soak':
      return runSoakCommand(args, io);
    case 'soak-machine':
      return runSoakMachineCommand(args);
    case 'probe':
      runProbe(args[0] ?? '', (line) => io.stdout.write(`${JSON.stringify(line)}\n`));
      return 0;
    default:
      throw new CliError(`say what to do:\n${USAGE}`);
  }
}
