import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { collect, createClutch, type Clutch } from '../helpers/clutch.ts';
import { createPlanProject, type PlanProject, type PlannedPhase } from '../helpers/plan-project.ts';
import { until } from '../helpers/processes.ts';
import { withTempDir } from '../helpers/temp.ts';

const KILLS = 20;
const KILLS_PER_RUN = 2;
/** A moment may come after the end of its run and kill nothing; so many runs must be enough all the same. */
const MAX_RUNS = 60;

const slowStart = { delay: { seconds: 0.08 } };
const writes = (file: string): object[] => [
  slowStart,
  { write: { path: file, content: 'one\n' } },
  slowStart,
  { append: { path: file, content: 'two\n' } },
  { report: { auto: true } },
];
const plan: PlannedPhase[] = [
  { workstreams: [{ name: 'alpha', steps: writes('1-alpha.txt') }] },
  {
    workstreams: [
      { name: 'beta', steps: writes('2-beta.txt') },
      { name: 'gamma', steps: writes('2-gamma.txt'), dependsOn: ['beta'] },
    ],
    commands: ['sleep 0.1', 'test "$(cat 2-beta.txt)" = "$(printf "one\\ntwo")"'],
  },
  { workstreams: [{ name: 'delta', steps: writes('3-delta.txt') }] },
];

test(
  'a run whose server is killed at random moments ends as an undisturbed one does',
  { timeout: 600_000 },
  async () => {
    const undisturbed = await runOnce([]);
    // The first one also pays for what is cold, and the machine may have been busy.
    const durationMs = Math.min(undisturbed.durationMs, (await runOnce([])).durationMs);
    const random = seeded(20_261_121);
    let kills = 0;
    for (let run = 0; kills < KILLS; run += 1) {
      assert.ok(run < MAX_RUNS, `only ${kills} kills in ${run} runs met a living server`);
      const moments = Array.from({ length: KILLS_PER_RUN }, () => random() * durationMs * 0.8);
      const disturbed = await runOnce(moments);
      kills += disturbed.kills;
      const when = `killed ${moments.map((ms) => `${ms.toFixed(0)} ms`).join(' and ')} after a start`;
      assert.deepEqual(disturbed.history, undisturbed.history, when);
      assert.equal(disturbed.tracker, undisturbed.tracker, when);
      assert.deepEqual(disturbed.finishedWork, undisturbed.finishedWork, `${when}: no workstream is finished twice`);
    }
  },
);

interface Ending {
  readonly history: readonly string[];
  readonly tracker: string;
  readonly finishedWork: readonly string[];
  readonly durationMs: number;
  readonly kills: number;
}

function runOnce(moments: readonly number[]): Promise<Ending> {
  return withTempDir(async (folder) => {
    const project = createPlanProject(folder, plan);
    const clutch = createClutch(path.join(folder, 'home'));
    try {
      return await disturb(clutch, project, moments);
    } finally {
      await clutch.dispose();
    }
  });
}

/** The command that follows the run is the client that starts the server again. */
async function disturb(clutch: Clutch, project: PlanProject, moments: readonly number[]): Promise<Ending> {
  const startedAt = performance.now();
  const follower = clutch.start(project.root, 'run', project.prd, '--playbook', project.playbook);
  const ended = collect(follower);
  let kills = 0;
  for (const moment of moments) {
    const pid = await until(() => follower.exitCode !== null || clutch.serverPid(), { what: 'a server runs' });
    if (typeof pid !== 'number') break;
    // The moment is what this test varies; nothing is waited for here.
    await delay(moment);
    if (follower.exitCode !== null) break;
    await clutch.killServer();
    kills += 1;
    await until(() => follower.exitCode !== null || clutch.serverPid() !== pid, { what: 'a new server runs' });
  }
  const { code, stdout, stderr } = await ended;
  assert.equal(code, 0, `${stdout}\n${stderr}\n${serverLog(clutch)}`);
  const durationMs = performance.now() - startedAt;
  assert.equal(project.git('status', '--porcelain'), '');
  assert.equal(project.git('worktree', 'list').split('\n').length, 1, 'no worktree is left');
  const finishedWork = finishedWorkstreams(clutch.home);
  await until(() => agentsOf(project).length === 0, { what: 'no agent process is left' });
  return { history: historyOf(project), tracker: trackerOf(project), finishedWork, durationMs, kills };
}

/** Messages and trees, without what differs between any two runs: hashes of commits and times. */
function historyOf(project: PlanProject): string[] {
  const commits = project.git('log', '--reverse', '--format=%H').split('\n');
  return commits.map((commit) => {
    // The tracker names commits, so its own hash differs; its text is compared apart.
    const files = project
      .git('ls-tree', '-r', commit)
      .split('\n')
      .filter((line) => !line.endsWith('WORKFLOW.md'));
    return [project.git('log', '-1', '--format=%B', commit), ...files].join('\n');
  });
}

function trackerOf(project: PlanProject): string {
  return readFileSync(path.join(project.root, 'WORKFLOW.md'), 'utf8')
    .replaceAll(/\b[0-9a-f]{12,40}\b/g, '<sha>')
    .replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, '<date>');
}

function finishedWorkstreams(home: string): string[] {
  const database = new DatabaseSync(path.join(home, 'journal.db'), { readOnly: true });
  try {
    const rows = database
      .prepare(
        "SELECT json_extract(body, '$.changes') AS changes FROM event WHERE json_extract(body, '$.type') = 'work-collected' ORDER BY rowid",
      )
      .all();
    return rows.map((row) => String(row['changes']));
  } finally {
    database.close();
  }
}

/** Agents carry the playbook's path, which is this test's own, in their command line. */
function agentsOf(project: PlanProject): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && existsSync(`/proc/${name}/cmdline`))
    .filter((name) => commandLine(name).includes(project.playbook) && commandLine(name).includes('playbook-agent'));
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function serverLog(clutch: Clutch): string {
  const file = path.join(clutch.home, 'logs/server.log');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Mulberry32: a small generator whose seed makes a failure repeatable. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
