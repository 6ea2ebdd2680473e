import { parseArgs } from 'node:util';
import {
  AllowAgentMethod,
  AllowAgentResult,
  ListAgentsMethod,
  ListAgentsResult,
  type ListAgentsParams,
  UseAgentMethod,
  UseAgentResult,
} from '#schemas/protocol/agents.ts';
import { AgentRole } from '#schemas/run/policy.ts';
import { describeAgents } from './agent-table.ts';
import { CliError } from './cli-error.ts';
import { connect, type ServerLink } from './connect.ts';
import { printable, type CommandIo } from './io.ts';
import { orRefuse } from './refusal.ts';
import { selectorOf } from './select.ts';

interface AgentOptions {
  readonly json: boolean;
  readonly probe: boolean;
  readonly role?: string;
  readonly model?: string;
  readonly allow?: string;
  readonly forbid?: string;
}

/** `clutch agents`: what there is, who has which role, and what may be fetched. */
export async function runAgents(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      probe: { type: 'boolean', default: false },
      role: { type: 'string' },
      model: { type: 'string' },
      allow: { type: 'string' },
      forbid: { type: 'string' },
    },
  });
  const task = taskOf(positionals, values);
  const link = await connect();
  try {
    return await orRefuse(() => task(link, io));
  } finally {
    link.close();
  }
}

type Task = (link: ServerLink, io: CommandIo) => Promise<number>;

function taskOf([verb, name, ...more]: readonly string[], options: AgentOptions): Task {
  const { allow, forbid, role, model } = options;
  if (verb === undefined && allow !== undefined && forbid === undefined) return setDownload(allow, true);
  if (verb === undefined && forbid !== undefined && allow === undefined) return setDownload(forbid, false);
  if (verb === 'use' && name !== undefined && more.length === 0) return use(name, role, model);
  const isList = verb === undefined && [allow, role, model].every((one) => one === undefined);
  if (isList) return list(options);
  throw new CliError('takes nothing, `use NAME`, `--allow NAME` or `--forbid NAME`; see `clutch --help`.');
}

const list =
  ({ json, probe }: AgentOptions): Task =>
  async (link, io) => {
    const { project } = selectorOf(undefined, io.cwd);
    const params: ListAgentsParams = { project, look: probe ? 'greeting' : 'version' };
    const result = ListAgentsResult.parse(await link.request(ListAgentsMethod, params));
    io.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : describeAgents(result, probe));
    return 0;
  };

const use =
  (name: string, roleName: string | undefined, model: string | undefined): Task =>
  async (link, io) => {
    const role = roleName === undefined ? null : AgentRole.safeParse(roleName).data;
    if (role === undefined) throw new CliError(`there is no role ${roleName}. Roles: ${AgentRole.options.join(', ')}.`);
    const { project } = selectorOf(undefined, io.cwd);
    const params = { project: project ?? io.cwd, name, role, model };
    const { config, agent } = UseAgentResult.parse(await link.request(UseAgentMethod, params));
    const what = agent.roles.map((one) => one.role).join(', ') || 'no role: each has an agent of its own';
    io.stdout.write(`${name} has now: ${what}. Written to ${printable(config)}; commit it before the next run.\n`);
    if (agent.problem !== null) io.stdout.write(`${printable(agent.problem)}\n`);
    return 0;
  };

const setDownload =
  (name: string, allowed: boolean): Task =>
  async (link, io) => {
    const answer = AllowAgentResult.parse(await link.request(AllowAgentMethod, { name, allowed }));
    const words = allowed ? 'may be fetched with npx and started' : 'is not fetched any more';
    io.stdout.write(`${answer.package} ${words} where no program of ${name} is found on this machine.\n`);
    if (allowed) io.stdout.write('`clutch agents --probe` fetches it now; otherwise its first session does.\n');
    return 0;
  };
