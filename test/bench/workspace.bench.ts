/** How long a workspace of 2,000 plan documents takes to open, and a change in it to reach the one document it affects. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPlanIndex } from '../../server/plans/plan-index.ts';
import { createPlanSession } from '../../server/plans/plan-session.ts';
import { watchFolders } from '../../server/platform/watch-folders.ts';
import { median, note, noteSamples, report } from './lib/figure.ts';
import { prp, writePlanWorkspace, type WorkspaceShape } from './lib/plan-workspace.ts';
import { readRss } from './lib/proc.ts';

const ROUNDS = 21;

const monorepo = await measure({ projects: 20, prds: 9, phases: 10, detailed: false });
const alone = await measure({ projects: 1, prds: 181, phases: 10, detailed: false });
report({ name: 'workspace-open', value: monorepo.openMs, unit: 'ms', bound: 3000 });
report({ name: 'workspace-open-one-project', value: alone.openMs, unit: 'ms', bound: 3000 });
report({ name: 'workspace-change', value: median(monorepo.changes), unit: 'ms', bound: 20 });
report({ name: 'workspace-change-one-project', value: median(alone.changes), unit: 'ms', bound: 20 });
report({ name: 'workspace-longest-block', value: monorepo.longestBlockMs, unit: 'ms', bound: 50 });

interface Measured {
  readonly openMs: number;
  readonly longestBlockMs: number;
  readonly changes: readonly number[];
}

async function measure(shape: WorkspaceShape): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'clutch-bench-'));
  const documents = writePlanWorkspace(folder, shape);
  const index = createPlanIndex({ watch: watchFolders, warn: note });
  let checked: string[] = [];
  const found = new Map<string, number>();
  const session = createPlanSession(index, {
    onFailure: (file, error) => note(`${file} could not be checked: ${String(error)}`),
    onCheck: (file) => void checked.push(file),
    onFindings: (file, findings) => void found.set(file, findings.length),
  });
  try {
    const before = readRss(process.pid);
    const watch = watchLoop();
    const opened = performance.now();
    session.setFolders([folder]);
    await session.settle();
    const openMs = performance.now() - opened;
    const longestBlockMs = watch.stop();
    if (checked.length !== documents.length) throw new Error(`${checked.length} of ${documents.length} were checked.`);
    const memory = readRss(process.pid) - before;
    const findings = [...found.values()].reduce((sum, count) => sum + count, 0);
    note(
      `${documents.length} documents in ${shape.projects} projects, ${findings} findings, ${memory.toFixed(0)} MiB more`,
    );
    const changes = await change(folder);
    noteSamples('change, ms', changes);
    return { openMs, longestBlockMs, changes };
  } finally {
    session.dispose();
    index.dispose();
    rmSync(folder, { recursive: true });
  }

  /** A PRP gets a workstream more and loses it again: the tracker of its project depends on that. */
  async function change(top: string): Promise<readonly number[]> {
    const file = join(top, 'area-1', 'PRPs', 'PRP-PRD-quay1-phase-1.md');
    const workflow = join(top, 'area-1', 'WORKFLOW.md');
    const samples: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      checked = [];
      const started = performance.now();
      session.setText(file, prp('quay1', 1, { workstreams: round % 2 === 0 ? 4 : 3 }));
      await session.settle();
      samples.push(performance.now() - started);
      if (!checked.includes(workflow)) throw new Error('The tracker was not checked again.');
      if (round === 0) note(`checked again: ${checked.length}`);
    }
    return samples;
  }
}

/** The longest time for which nothing else could happen, in milliseconds. */
function watchLoop(): { stop(): number } {
  let longest = 0;
  let last = performance.now();
  let running = true;
  const tick = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (running) setImmediate(tick);
  };
  setImmediate(tick);
  return {
    stop() {
      running = false;
      return longest;
    },
  };
}
