import { realpathSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  AnalyticsMethod,
  AnalyticsParams,
  AnalyticsResult,
  Bucket,
  ModelAnalyticsMethod,
  ModelAnalyticsResult,
  PromptAnalyticsMethod,
  PromptAnalyticsResult,
} from '#schemas/protocol/analytics.ts';
import { findProjectRoot } from '../plans/project.ts';
import { modelTable, promptTable, totalTable } from './analytics-tables.ts';
import { CliError } from './cli-error.ts';
import { connect } from './connect.ts';
import type { CommandIo } from './io.ts';

/** What the runs of this project came to, of all projects with `--all` or outside of one. */
export async function runAnalytics(args: string[], io: CommandIo): Promise<number> {
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args,
    options: {
      since: { type: 'string', default: '30d' },
      bucket: { type: 'string', default: 'day' },
      all: flag,
      json: flag,
    },
  });
  const now = Date.now();
  const project = values.all ? null : findProjectRoot(realpathSync(io.cwd));
  const params: AnalyticsParams = {
    folders: project === null ? [] : [project],
    from: sinceOf(values.since, now),
    to: now,
    bucket: bucketOf(values.bucket),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
  const link = await connect();
  try {
    const overTime = AnalyticsResult.parse(await link.request(AnalyticsMethod, params));
    const models = ModelAnalyticsResult.parse(await link.request(ModelAnalyticsMethod, params));
    const prompts = PromptAnalyticsResult.parse(await link.request(PromptAnalyticsMethod, params));
    if (values.json) io.stdout.write(`${JSON.stringify({ project, overTime, models, prompts }, null, 2)}\n`);
    else print({ overTime, models, prompts }, io);
    return 0;
  } finally {
    link.close();
  }
}

interface Answers {
  readonly overTime: AnalyticsResult;
  readonly models: ModelAnalyticsResult;
  readonly prompts: PromptAnalyticsResult;
}

function print({ overTime, models, prompts }: Answers, io: CommandIo): void {
  const { from, total, before } = overTime;
  io.stdout.write(`Since ${new Date(from).toLocaleString('sv').slice(0, 16)}\n\n${totalTable(total, before)}\n`);
  if (models.rows.length > 0) io.stdout.write(`\n${modelTable(models.rows)}\n`);
  const used = promptTable(prompts.prompts);
  if (used !== null) io.stdout.write(`\n${used}\n`);
  for (const problem of prompts.problems) io.stderr.write(`${problem}\n`);
}

const UNITS = { h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** Null: since the first run. */
function sinceOf(text: string, now: number): number | null {
  if (text === 'all') return null;
  const [, count = '', unit] = /^([1-9]\d{0,4})([hdw])$/.exec(text) ?? [];
  if (unit === 'h' || unit === 'd' || unit === 'w') return Math.max(0, now - Number(count) * UNITS[unit]);
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00`).getTime() : Number.NaN;
  if (date >= 0 && date < now) return date;
  throw new CliError(
    `--since is a time such as 12h, 30d or 8w, a past date such as 2026-11-01, or all; not “${text}”.`,
  );
}

function bucketOf(text: string): Bucket {
  const bucket = Bucket.safeParse(text).data;
  if (bucket === undefined) throw new CliError(`--bucket is one of: ${Bucket.options.join(', ')}; not “${text}”.`);
  return bucket;
}
