import os from 'node:os';
import { parseArgs } from 'node:util';
import {
  CollabMethod,
  CollabResult,
  type CollabView,
  MembershipMethod,
  type MembershipParams,
  MembershipResult,
} from '#schemas/protocol/collab.ts';
import { clutchHome } from '#schemas/protocol/home.ts';
import { openIdentity, renewIdentity } from '../collab/identity.ts';
import { openAttachments } from '../collab/members/attachments.ts';
import { fingerprint } from '../collab/members/codes.ts';
import { CliError } from './cli-error.ts';
import { alignColumns } from './columns.ts';
import { connect } from './connect.ts';
import { printable, type CommandIo } from './io.ts';
import { orRefuse } from './refusal.ts';
import { sharedRoot } from './shared-root.ts';

interface Options {
  readonly role?: string | undefined;
  readonly 'recovery-code'?: string | undefined;
}

/** `clutch members`: who takes part, and what main's person decides about it. */
export async function runMembers(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      role: { type: 'string' },
      'recovery-code': { type: 'string' },
      root: { type: 'string' },
      keep: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const [verb = 'list', ...rest] = positionals;
  if (verb === 'new-identity') return newIdentity(values.keep, io);
  const root = sharedRoot(io.cwd, values.root);
  if (verb === 'list') return list(root, values.json, io);
  const params = await decisionOf(verb, rest, root, values, io);
  const link = await connect();
  const answer = await orRefuse(() => link.request(MembershipMethod, params)).finally(() => link.close());
  const { view } = MembershipResult.parse(answer);
  if (values.json) io.stdout.write(`${JSON.stringify(view, null, 2)}\n`);
  else io.stdout.write(view === null ? 'This machine takes part no more.\n' : describe(view));
  return 0;
}

async function decisionOf(
  verb: string,
  [machine, ...rest]: readonly string[],
  root: string,
  options: Options,
  io: CommandIo,
): Promise<MembershipParams> {
  const id = (): string => {
    if (machine !== undefined && rest.length === 0) return machine;
    throw new CliError(`${verb} needs exactly one machine; clutch members shows them.`);
  };
  const role = (word: string | undefined): 'worker' | 'observer' => {
    if (word === 'worker' || word === 'observer') return word;
    throw new CliError('the role is worker or observer; main changes by hand-over or take-over.');
  };
  switch (verb) {
    case 'confirm':
      return { verb, root, machine: id(), role: role(options.role ?? (await roleAskedFor(root, id()))) };
    case 'role':
      if (machine === undefined || rest.length !== 1) throw new CliError('role needs a machine and its new role.');
      return { verb, root, machine, role: role(rest[0]) };
    case 'reject':
    case 'revoke':
    case 'hand-over':
      return { verb, root, machine: id() };
    case 'take-over': {
      const given = options['recovery-code'] ?? (await io.ask?.('Recovery code: '));
      if (!given)
        throw new CliError('take-over needs --recovery-code CODE, which was shown when the project was shared.');
      return { verb, root, recoveryCode: given };
    }
    case 'leave':
      return { verb, root };
    default:
      throw new CliError(
        `there is no “${printable(verb)}”; list, confirm, reject, role, revoke, hand-over, take-over, leave, new-identity.`,
      );
  }
}

/** What a machine that joins said that it wants to be. */
async function roleAskedFor(root: string, machine: string): Promise<string> {
  const joining = (await viewOf(root))?.joining ?? [];
  return joining.find((one) => one.machine === machine)?.role ?? 'worker';
}

async function viewOf(root: string): Promise<CollabView | undefined> {
  const link = await connect();
  const answer = await orRefuse(() => link.request(CollabMethod, { root })).finally(() => link.close());
  return CollabResult.parse(answer).projects[0];
}

async function list(root: string, json: boolean, io: CommandIo): Promise<number> {
  const view = await viewOf(root);
  if (json) io.stdout.write(`${JSON.stringify(view ?? null, null, 2)}\n`);
  else
    io.stdout.write(
      view === undefined ? 'Not shared with other machines; clutch share begins that.\n' : describe(view),
    );
  return 0;
}

function describe({ project, role, peers, joining, problems, health }: CollabView): string {
  const rows = peers.map((peer) => [
    `${peer.id}${peer.self ? ' (this machine)' : ''}`,
    peer.revoked ? 'revoked' : peer.role,
    peer.self ? '' : peer.freshness,
    peer.name,
  ]);
  const asking = joining.map(
    (one) =>
      `${one.machine} (${one.name}) asks to be ${one.role}; fingerprint ${one.fingerprint}\n  clutch members confirm ${one.machine} --role ${one.role}   or   clutch members reject ${one.machine}`,
  );
  const head = role === null ? `${project}: ${health.text}` : `${project}: this machine is ${role}.`;
  const parts = [
    head,
    ...(rows.length > 0 ? [alignColumns(rows)] : []),
    ...asking,
    ...problems.map((one) => `! ${one}`),
  ];
  return `${printable(parts.join('\n'))}\n`;
}

/** Without the server: it attaches nothing as long as the identity is not this machine's. */
async function newIdentity(keep: boolean, io: CommandIo): Promise<number> {
  const home = clutchHome(process.env, process.platform, os.homedir());
  const mine = await orRefuse(() => ownProjects(home));
  if (mine.length > 0) {
    throw new CliError(`this machine takes part in ${mine.join(', ')}. Leave first: clutch members leave.`);
  }
  const { machine, keys } = await orRefuse(() => renewIdentity(home, keep));
  io.stdout.write(`This machine is ${machine}, fingerprint ${fingerprint(keys.publicKey)}.\n`);
  return 0;
}

/** None where this home is a copy: the projects are the original's. */
function ownProjects(home: string): readonly string[] {
  let machine: string;
  try {
    ({ machine } = openIdentity(home));
  } catch {
    return [];
  }
  const mine = openAttachments(home)
    .get()
    .filter((one) => one.machine === machine);
  return mine.map(({ project }) => project);
}
