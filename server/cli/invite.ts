import { parseArgs } from 'node:util';
import { InviteMethod, InviteResult } from '#schemas/protocol/collab.ts';
import { connect } from './connect.ts';
import type { CommandIo } from './io.ts';
import { orRefuse } from './refusal.ts';
import { sharedRoot } from './shared-root.ts';

/** `clutch invite`: a code for one more machine, good once and for a quarter of an hour. */
export async function runInvite(args: string[], io: CommandIo): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { root: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const root = sharedRoot(io.cwd, values.root);
  const link = await connect();
  const made = InviteResult.parse(
    await orRefuse(() => link.request(InviteMethod, { root })).finally(() => link.close()),
  );
  if (values.json) io.stdout.write(`${JSON.stringify(made, null, 2)}\n`);
  else {
    const until = new Date(made.expiresAt).toLocaleTimeString();
    io.stdout.write(
      `Code: ${made.code}   (good once, until ${until})\n\nOn the other machine: clutch join <folder> --code ${made.code}\nThen here: clutch members, compare the fingerprint, and clutch members confirm <machine>.\n`,
    );
  }
  return 0;
}
