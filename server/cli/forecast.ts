import os from 'node:os';
import { parseArgs } from 'node:util';
import { clutchHome } from '#schemas/protocol/home.ts';
import { ListRunsMethod, ListRunsResult } from '#schemas/protocol/runs.ts';
import type { Forecast, ForecastPhase } from '#schemas/run/forecast.ts';
import type { RunView } from '#schemas/run/run.ts';
import { describeUse } from '../engine/forecast.ts';
import { forecastPlan } from '../runs/forecast-plan.ts';
import { CliError } from './cli-error.ts';
import { attach } from './connect.ts';
import { printable, type CommandIo } from './io.ts';
import { orRefuse } from './refusal.ts';
import { readTarget } from './target.ts';

/** `clutch forecast`: what a run would come to. Starts nothing, not even the server. */
export async function runForecast(args: string[], io: CommandIo): Promise<number> {
  const options = { json: { type: 'boolean', default: false } } as const;
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  if (positionals.length > 3) throw new CliError(`too many arguments: ${positionals.slice(3).join(' ')}`);
  const runs = await knownRuns();
  const found = await orRefuse(() => forecastPlan(readTarget(positionals, io.cwd), runs));
  io.stdout.write(
    values.json ? `${JSON.stringify(found, null, 2)}\n` : `${describe(found).map(printable).join('\n')}\n`,
  );
  return 0;
}

/** Experience is a help, not a condition: without a server, or with one of another version, there is none. */
async function knownRuns(): Promise<RunView[]> {
  const link = await attach(clutchHome(process.env, process.platform, os.homedir())).catch(() => null);
  if (!link) return [];
  try {
    if (!link.hello.compatible) return [];
    return ListRunsResult.parse(await link.request(ListRunsMethod, { project: null }));
  } catch {
    return [];
  } finally {
    link.close();
  }
}

function describe({ prd, phases, sentence }: Forecast): string[] {
  return [prd, ...phases.flatMap(describePhase), '', sentence];
}

function describePhase({
  id,
  title,
  status,
  session,
  gate,
  mode,
  modeReason,
  expected,
  note,
}: ForecastPhase): string[] {
  const where = session === null ? status.replace('-', ' ') : `session ${session}`;
  const lines = [`  phase ${id}: ${title} (${where})`];
  if (note !== null) lines.push(`    ${status === 'waits' ? 'waits: ' : status === 'stops' ? 'stops: ' : ''}${note}`);
  for (const line of gate?.lines ?? []) lines.push(`    budget: ${line}`);
  if (mode) lines.push(`    decision: ${mode}. ${modeReason ?? ''}`);
  if (expected) lines.push(`    expected: ${describeUse(expected)}`);
  return lines;
}
