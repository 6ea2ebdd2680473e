import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CollabMethod, CollabResult, type CollabView, JoinMethod, JoinResult } from '#schemas/protocol/collab.ts';
import { MachineRole } from '#schemas/wire/machine.ts';
import { CliError } from './cli-error.ts';
import { connect, type ServerLink } from './connect.ts';
import { printable, type CommandIo } from './io.ts';
import { orRefuse } from './refusal.ts';
import { joiningRoot, placeOf } from './shared-root.ts';

const WAIT_MS = 15 * 60_000;
const LOOK_MS = 500;

/** `clutch join <folder> --code CODE`: asks main to be let in, and waits for its person where that is asked for. */
export async function runJoin(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      code: { type: 'string' },
      nats: { type: 'string' },
      role: { type: 'string', default: 'worker' },
      name: { type: 'string' },
      root: { type: 'string' },
      capability: { type: 'string', multiple: true, default: [] },
      slots: { type: 'string' },
      wait: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  if (positionals.length > 1) throw new CliError(`too many arguments: ${positionals.slice(1).join(' ')}`);
  if (values.code === undefined) throw new CliError('needs --code CODE; clutch invite on main makes one.');
  const role = MachineRole.safeParse(values.role).data;
  if (role === undefined) throw new CliError(`there is no role ${values.role}; a machine joins as worker or observer.`);
  const root = joiningRoot(io.cwd, values.root);
  const params = {
    root,
    place: placeOf(io.cwd, positionals[0], values.nats),
    code: values.code,
    role,
    name: values.name ?? null,
    capabilities: values.capability,
    slots: values.slots === undefined ? null : Number(values.slots),
  };
  const link = await connect();
  try {
    const joined = JoinResult.parse(await orRefuse(() => link.request(JoinMethod, params)));
    if (!values.json) io.stdout.write(describe(joined.view, joined.fingerprint));
    const view = values.wait ? await waitForMain(link, root, io) : joined.view;
    if (values.json) io.stdout.write(`${JSON.stringify({ ...joined, view }, null, 2)}\n`);
    return values.wait && view.role === null ? 1 : 0;
  } finally {
    link.close();
  }
}

function describe({ project, main, role }: CollabView, fingerprint: string): string {
  if (role !== null) return `This machine is ${role} of ${project} already.\n`;
  return `Asked to join ${project}. Fingerprint of this machine: ${fingerprint}\nA person on main (${main}) compares it and confirms: clutch members confirm, or Needs You in VS Code.\n`;
}

/** Says for what it waits, and never waits longer than a code is good for. */
async function waitForMain(link: ServerLink, root: string, io: CommandIo): Promise<CollabView> {
  const deadline = performance.now() + WAIT_MS;
  io.stderr.write('Waiting until main confirms this machine; Ctrl-C leaves the request where it is.\n');
  for (;;) {
    const [view] = CollabResult.parse(await orRefuse(() => link.request(CollabMethod, { root }))).projects;
    if (view === undefined) throw new CliError('this machine left the project meanwhile.');
    if (view.role !== null) {
      io.stderr.write(`Confirmed: this machine is ${view.role} of ${printable(view.project)}.\n`);
      return view;
    }
    if (performance.now() > deadline) {
      io.stderr.write('Nobody confirmed this machine within 15 minutes. The request stays; ask main’s person.\n');
      return view;
    }
    await delay(LOOK_MS);
  }
}
