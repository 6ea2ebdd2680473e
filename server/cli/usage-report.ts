import { realpathSync } from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { clutchHome } from '#schemas/protocol/home.ts';
import { ListRunsMethod, ListRunsResult } from '#schemas/protocol/runs.ts';
import { groupSpending, GROUPINGS, type Grouping, type SpendingGroup } from '#schemas/run/spending.ts';
import { findProjectRoot } from '../plans/project.ts';
import { readPrices } from '../usage/prices.ts';
import { CliError } from './cli-error.ts';
import { connect } from './connect.ts';
import type { CommandIo } from './io.ts';
import { alignColumns } from './columns.ts';

/** What the agents of a run, or of all runs of this project, used and cost. */
export async function runUsage(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      by: { type: 'string', default: 'model' },
      json: { type: 'boolean', default: false },
      prices: { type: 'boolean', default: false },
    },
  });
  if (values.prices) return showPrices(io, values.json);
  const by = groupingOf(values.by);
  const [id, ...rest] = positionals;
  if (rest.length > 0) throw new CliError('takes one run at most; `clutch status` lists them.');
  const link = await connect();
  const project = findProjectRoot(realpathSync(io.cwd));
  const all = ListRunsResult.parse(await link.request(ListRunsMethod, { project: id === undefined ? project : null }));
  link.close();
  const runs = id === undefined ? all : all.filter((run) => run.id === id);
  if (id !== undefined && runs.length === 0)
    throw new CliError(`There is no run ${id}. \`clutch status\` lists the runs.`);
  const groups = groupSpending(
    runs.flatMap(({ spending }) => spending),
    by,
  );
  if (values.json) io.stdout.write(`${JSON.stringify({ by, runs: runs.map((run) => run.id), groups }, null, 2)}\n`);
  else if (groups.length === 0) io.stdout.write('No agent session is over yet.\n');
  else io.stdout.write(`${tableOf(by, groups)}\n`);
  return 0;
}

function groupingOf(text: string): Grouping {
  const by = GROUPINGS.find((one) => one === text);
  if (by === undefined) throw new CliError(`--by is one of: ${GROUPINGS.join(', ')}; not “${text}”.`);
  return by;
}

function tableOf(by: Grouping, groups: readonly SpendingGroup[]): string {
  const head = [by, 'sessions', 'input', 'cache read', 'cache write', 'output', 'tokens', 'USD'];
  return alignColumns([head, ...groups.map(rowOf)]);
}

function rowOf({ name, sessions, counts, tokens, ...cost }: SpendingGroup): string[] {
  const parts = counts ? [counts.input, counts.cachedRead, counts.cachedWrite, counts.output] : [];
  const told = counts ? parts.map(String) : ['–', '–', '–', '–'];
  return [name, String(sessions), ...told, String(tokens), costWords(cost)];
}

function costWords({
  costUsd,
  estimatedUsd,
  hasUnknownCost,
}: Omit<SpendingGroup, 'name' | 'sessions' | 'counts' | 'tokens' | 'turns'>): string {
  if (costUsd === 0 && hasUnknownCost) return 'unknown';
  const estimated =
    estimatedUsd === 0 ? '' : estimatedUsd === costUsd ? ' estimated' : ` (${estimatedUsd.toFixed(2)} estimated)`;
  return `${costUsd.toFixed(2)}${estimated}${hasUnknownCost ? ', some unknown' : ''}`;
}

function showPrices(io: CommandIo, json: boolean): number {
  const { tables } = readPrices(clutchHome(process.env, process.platform, os.homedir()));
  if (json) {
    io.stdout.write(`${JSON.stringify(tables, null, 2)}\n`);
    return 0;
  }
  for (const { source, table } of tables) {
    io.stdout.write(`${source}, as of ${table.asOf}, US dollars for a million tokens:\n`);
    const head = ['model', 'input', 'cache read', 'cache write', 'output'];
    const rows = table.models.map(({ model, ...price }) => [
      model,
      ...[price.input, price.cachedRead, price.cachedWrite, price.output].map(String),
    ]);
    io.stdout.write(`${alignColumns([head, ...rows])}\n`);
  }
  return 0;
}
