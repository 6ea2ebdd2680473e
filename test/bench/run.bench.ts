/** What CLUTCH adds to the work of agents and validation commands, over a whole run of the sample project. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ServerInfo } from '#schemas/protocol/handshake.ts';
import { stopClutchServer } from '../../scripts/lib/clutch-server.ts';
import { runOrThrow } from '../../scripts/lib/process.ts';
import { inRepository } from '../../scripts/lib/repository.ts';
import { createSampleProject } from '../../scripts/lib/sample-project.ts';
import { withTempDir } from '../helpers/temp.ts';
import { median, note, noteSamples, report } from './lib/figure.ts';
import { readGitTrace, traceGit, type TracedGit } from './lib/git-trace.ts';
import { readRss } from './lib/proc.ts';
import { clutchScript } from './lib/product.ts';
import { engineTimeOf, lengthOf, overheadOf, readEvents, timesOf, type RunTimes } from './lib/run-journal.ts';

const RUNS = 3;
const RUN_DEADLINE_MS = 120_000;
/** A server that has finished a run, left alone for this long, is idle. */
const SETTLE_MS = 5_000;
const GIT_STARTS = 40;
const startGit = promisify(execFile);

interface Measured {
  readonly wallMs: number;
  readonly times: RunTimes;
  /** What the engine and the journal take for the events of this run. */
  readonly engineMs: number;
  readonly git: readonly TracedGit[];
  /** What the smallest git process took, measured beside this run. */
  readonly gitStartMs: number;
  /** MiB; null where /proc does not say. */
  readonly rss: number | null;
}

const measured: Measured[] = [];
for (let round = 0; round < RUNS; round += 1) measured.push(await withTempDir(measureRun));

const walls = measured.map(({ wallMs }) => wallMs);
const overheads = measured.map(({ times }) => overheadOf(times));
noteSamples('runs, ms', walls);
noteSamples('overheads, ms', overheads);
report({ name: 'demo-run', value: median(walls), unit: 'ms', bound: 60_000 });
report({ name: 'engine-overhead', value: median(overheads), unit: 'ms', bound: 1000 });
noteSamples(
  'engine and journal, ms',
  measured.map(({ engineMs }) => engineMs),
);
report({
  name: 'engine-share',
  value: median(measured.map(({ engineMs, wallMs }) => engineMs / wallMs)),
  unit: 'ratio',
  bound: 0.02,
});
report({
  name: 'engine-overhead-to-run',
  value: median(measured.map(({ times }) => overheadOf(times) / lengthOf(times.whole))),
  unit: 'ratio',
  bound: 0.1,
});
report({
  name: 'engine-overhead-to-git-start',
  value: median(measured.map(({ times, gitStartMs }) => overheadOf(times) / gitStartMs)),
  unit: 'ratio',
  bound: 400,
});
report({ name: 'engine-overhead-git-part', value: median(measured.map(gitPart)), unit: 'ratio', bound: 1 });
note(`git processes in the overhead: ${measured.map((run) => gitInOverhead(run).length).join(' ')}`);
if (process.env['CLUTCH_BENCH_VERBOSE'] !== undefined) noteGitCalls();
const memory = measured.flatMap(({ rss }) => (rss === null ? [] : [rss]));
if (memory.length > 0) {
  noteSamples('resident memory after a run, MiB', memory);
  report({ name: 'server-idle-rss-after-run', value: median(memory), unit: 'MiB', bound: 110 });
}

async function measureRun(folder: string): Promise<Measured> {
  const home = path.join(folder, 'home');
  const trace = path.join(folder, 'git');
  const project = createSampleProject(path.join(folder, 'waypoints'));
  const env = {
    ...process.env,
    ...traceGit(trace),
    CLUTCH_HOME: home,
    // The sample's commands need a Node that runs TypeScript, whatever the terminal has.
    PATH: [inRepository('node_modules', '.bin'), process.env['PATH']].join(path.delimiter),
  };
  try {
    const { milliseconds } = await runOrThrow(
      process.execPath,
      [clutchScript, 'run', 'PRDs/PRD-waypoints.md', '--yes'],
      {
        cwd: project,
        env,
        timeoutMs: RUN_DEADLINE_MS,
      },
    );
    const gitStartMs = await measureGitStart(project);
    await delay(SETTLE_MS);
    const rss = process.platform === 'linux' ? readRss(serverPid(home)) : null;
    const events = readEvents(home);
    const engineMs = engineTimeOf(events, path.join(folder, 'replayed'));
    return { wallMs: milliseconds, times: timesOf(events), engineMs, git: readGitTrace(trace), gitStartMs, rss };
  } finally {
    await stopClutchServer(home);
  }
}

function serverPid(home: string): number {
  return ServerInfo.parse(JSON.parse(readFileSync(path.join(home, 'server.json'), 'utf8'))).pid;
}

function gitInOverhead({ git, times: { whole, work } }: Measured): readonly TracedGit[] {
  const inOverhead = ({ from, to }: TracedGit): boolean =>
    from >= whole.from && to <= whole.to && !work.some((span) => from >= span.from && to <= span.to);
  return git.filter(inOverhead);
}

/** The share of the overhead that these processes would take if each were the smallest possible. */
function gitPart(run: Measured): number {
  return (gitInOverhead(run).length * run.gitStartMs) / overheadOf(run.times);
}

/** What the smallest git process costs on this machine at this moment. */
async function measureGitStart(folder: string): Promise<number> {
  const samples: number[] = [];
  for (let sample = 0; sample < GIT_STARTS; sample += 1) {
    const before = performance.now();
    await startGit('git', ['rev-parse', 'HEAD'], { cwd: folder });
    samples.push(performance.now() - before);
  }
  return median(samples);
}

function noteGitCalls(): void {
  const [run] = measured;
  if (run === undefined) return;
  for (const call of gitInOverhead(run)) {
    const [subject = ''] = call.arguments.join(' ').split('\n');
    note(`${(call.from - run.times.whole.from).toFixed(0)} ms: git ${subject}`);
  }
}
