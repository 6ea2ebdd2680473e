/**
 * `clutch check` against markdownlint-cli2 with its default rules, on the same files, each a process of its own. The
 * files are generated; CLUTCH_CORPUS names a folder with others.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inRepository } from '../../scripts/lib/repository.ts';
import { median, noteSamples, report } from './lib/figure.ts';
import { writePlanWorkspace } from './lib/plan-workspace.ts';
import { clutchScript } from './lib/product.ts';

const ROUNDS = 5;
/** Writes the most resident memory that the process ever had, in KiB. */
const PEAK =
  'data:text/javascript,import{writeFileSync}from"node:fs";process.on("exit",()=>writeFileSync(process.env.CLUTCH_BENCH_PEAK,String(process.resourceUsage().maxRSS)))';

const scratch = mkdtempSync(join(tmpdir(), 'clutch-bench-'));
try {
  const folder = process.env['CLUTCH_CORPUS'] ?? join(scratch, 'plans');
  if (process.env['CLUTCH_CORPUS'] === undefined)
    writePlanWorkspace(folder, { projects: 4, prds: 9, phases: 10, detailed: true });
  const markdownlint = inRepository('node_modules', 'markdownlint-cli2', 'markdownlint-cli2-bin.mjs');
  const ours: number[] = [];
  const theirs: number[] = [];
  const peaks: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const check = time(folder, clutchScript, ['check', '.']);
    ours.push(check.milliseconds);
    peaks.push(check.peakMiB);
    theirs.push(time(folder, markdownlint, ['**/*.md']).milliseconds);
  }
  noteSamples('clutch check, ms', ours);
  noteSamples('markdownlint-cli2, ms', theirs);
  noteSamples('most memory of clutch check, MiB', peaks);
  report({ name: 'check-vs-markdownlint', value: median(ours) / median(theirs), unit: 'ratio', bound: 0.25 });
  report({ name: 'check-peak-rss', value: Math.max(...peaks), unit: 'MiB', bound: 200 });
} finally {
  rmSync(scratch, { recursive: true });
}

function time(folder: string, script: string, args: readonly string[]): { milliseconds: number; peakMiB: number } {
  const file = join(scratch, 'peak');
  const started = performance.now();
  const { status } = spawnSync(process.execPath, ['--import', PEAK, script, ...args], {
    cwd: folder,
    env: { ...process.env, CLUTCH_BENCH_PEAK: file },
    stdio: 'ignore',
  });
  // 1 says that there are findings; 2 that something could not be read, which a corpus may well hold.
  if (status === null || status > 2) throw new Error(`${script} ended with ${status}.`);
  return { milliseconds: performance.now() - started, peakMiB: Number(readFileSync(file, 'utf8')) / 1024 };
}
