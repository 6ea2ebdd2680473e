import { parseArgs } from 'node:util';
import { ShareMethod, ShareResult } from '#schemas/protocol/collab.ts';
import { CliError } from './cli-error.ts';
import { connect } from './connect.ts';
import { printable, type CommandIo } from './io.ts';
import { orRefuse } from './refusal.ts';
import { placeOf, sharedRoot } from './shared-root.ts';

/** `clutch share --folder FOLDER | --nats URL`: this machine is main from now on. */
export async function runShare(args: string[], io: CommandIo): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      folder: { type: 'string' },
      nats: { type: 'string' },
      root: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const place = placeOf(io.cwd, values.folder, values.nats);
  const root = sharedRoot(io.cwd, values.root);
  const link = await connect();
  const { view, recoveryCode } = ShareResult.parse(
    await orRefuse(() => link.request(ShareMethod, { root, place })).finally(() => link.close()),
  );
  if (view.role !== 'main') throw new CliError(view.problems.at(0) ?? 'the project is not attached yet.');
  if (values.json) io.stdout.write(`${JSON.stringify({ view, recoveryCode }, null, 2)}\n`);
  else io.stdout.write(describe(view.project, view.place, recoveryCode));
  return 0;
}

function describe(project: string, place: string, recoveryCode: string | null): string {
  return `${project} is shared in ${printable(place)}; this machine is main.

Recovery code: ${recoveryCode ?? ''}
It is shown now and never again. Keep it on paper or in a password manager: with it, another machine
becomes main when this one is dead. Whoever has it can do the same.

Let a machine in with: clutch invite
`;
}
