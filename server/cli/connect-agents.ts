import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type AgentConnection, ConnectableAgent } from '#schemas/protocol/connect-agents.ts';
import { ConfigError } from '../connect-agents/config-file.ts';
import { type Connections, createConnections, launchOf } from '../connect-agents/connections.ts';
import { CliError } from './cli-error.ts';
import { printable, type CommandIo } from './io.ts';
import { lineDiff } from './line-diff.ts';

/** `clutch connect-agents`: shows what it would change in the configurations of a person's agents, and writes it then. */
export async function runConnectAgents(args: string[], io: CommandIo): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      agent: { type: 'string', multiple: true },
      write: { type: 'boolean', default: false },
      remove: { type: 'boolean', default: false },
    },
  });
  const connections = createConnections(
    { home: os.homedir(), platform: process.platform, env: process.env },
    launchOf({ node: process.execPath, program: path.join(import.meta.dirname, 'clutch.mjs'), env: process.env }),
  );
  const wanted = wantedIn(connections.plan(values.remove), values.agent);
  let done = true;
  for (const one of wanted) done = (await connectOne(one, connections, values, io)) && done;
  return done ? 0 : 1;
}

function wantedIn(all: readonly AgentConnection[], names: readonly string[] | undefined): AgentConnection[] {
  const known = ConnectableAgent.options.join(', ');
  if (names === undefined) {
    const found = all.filter((one) => one.found);
    if (found.length > 0) return found;
    throw new CliError(`finds none of the agents it knows. Name one with --agent: ${known}.`);
  }
  return names.map((name) => {
    const named = all.find(({ agent }) => agent === name);
    if (!named) throw new CliError(`knows no agent “${printable(name)}”. It knows: ${known}.`);
    return named;
  });
}

/** Resolves to whether nothing is left to do. */
async function connectOne(
  { agent, title, file, before, after, problem, seen }: AgentConnection,
  { apply }: Connections,
  { write, remove }: { readonly write: boolean; readonly remove: boolean },
  io: CommandIo,
): Promise<boolean> {
  if (problem !== null) {
    io.stderr.write(`${title}: ${printable(problem)}\n`);
    return false;
  }
  if (after === null) {
    io.stdout.write(`${title}: ${remove ? 'does not have' : 'has'} CLUTCH's tools already (${printable(file)}).\n`);
    return true;
  }
  io.stdout.write(`${title}:\n${printable(lineDiff(file, before, after))}`);
  if (!write && !(await agrees(io))) {
    io.stdout.write(`Nothing was written${io.ask ? '' : '; --write writes it'}.\n`);
    return true;
  }
  try {
    const written = await apply({ agent, remove, seen });
    const copy = written.backup === null ? '' : ` What it was is in ${printable(written.backup)}.`;
    io.stdout.write(`Written to ${printable(written.file)}.${copy}\n`);
    return true;
  } catch (error) {
    if (!(error instanceof ConfigError) && !(error instanceof Error && 'errno' in error)) throw error;
    io.stderr.write(`${title}: ${printable(error.message)}\n`);
    return false;
  }
}

async function agrees({ ask }: CommandIo): Promise<boolean> {
  return ask !== undefined && /^y(?:es)?$/i.test((await ask('Write this? [y/N] ')).trim());
}
