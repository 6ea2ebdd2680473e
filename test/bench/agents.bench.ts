/** Eight agents at once, each saying a thousand things a second, through the real server: what an event costs, and whether any is lost. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createClutch, type Clutch } from '../helpers/clutch.ts';
import type { PlanProject } from '../helpers/plan-project.ts';
import { withTempDir } from '../helpers/temp.ts';
import { note, report } from './lib/figure.ts';
import { readRss } from './lib/proc.ts';
import { SECONDS } from './lib/streaming-time.ts';
import { createStreamingProjects, isOver, PROJECTS, RATE, TEAM } from './lib/streaming.ts';

const SENT = RATE * SECONDS;
const DEADLINE_MS = 120_000;
const TICKS_PER_SECOND = 100;

await withTempDir(async (folder) => {
  const clutch = createClutch(path.join(folder, 'home'));
  const projects = createStreamingProjects(folder);
  try {
    await measure(clutch, projects);
  } finally {
    await clutch.dispose();
  }
});

async function measure(clutch: Clutch, projects: readonly PlanProject[]): Promise<void> {
  const followers = projects.map(({ root, prd }) => clutch.run(root, 'run', prd));
  const pid = await serverOf(clutch);
  const seen = new Map<string, number>();
  let peak = 0;
  let cpu: { startedAt: number; before: number } | null = null;
  let spentMs = Number.NaN;
  const startedAt = performance.now();
  while (performance.now() - startedAt < DEADLINE_MS) {
    const runs = (await Promise.all(projects.map(({ root }) => clutch.runs(root)))).flat();
    for (const { id, agents } of runs) {
      for (const { executor, events } of agents) seen.set(`${id} ${executor}`, events);
    }
    peak = Math.max(peak, readRss(pid));
    const all = [...seen.values()].reduce((sum, events) => sum + events, 0);
    if (!cpu && seen.size === PROJECTS * TEAM.length) cpu = { startedAt: all, before: cpuMsOf(pid) };
    if (cpu && Number.isNaN(spentMs) && all >= SENT * seen.size) {
      spentMs = (cpuMsOf(pid) - cpu.before) / (all - cpu.startedAt);
    }
    if (runs.length === PROJECTS && runs.every(isOver)) break;
    await delay(250);
  }
  const results = await Promise.all(followers);
  for (const { code, stderr } of results) if (code !== 0) throw new Error(`A run ended with ${code}: ${stderr}`);
  note(
    `${seen.size} agents, ${RATE} events a second each for ${SECONDS} s; events seen: ${[...seen.values()].join(' ')}`,
  );
  const lost = [...seen.values()].reduce((sum, events) => sum + Math.abs(SENT - events), 0);
  report({ name: 'agent-event', value: spentMs * 1000, unit: 'µs', bound: 200 });
  report({ name: 'agent-events-lost', value: lost / (SENT * PROJECTS * TEAM.length), unit: 'ratio', bound: 0 });
  report({ name: 'server-rss-streaming', value: peak, unit: 'MiB', bound: 250 });
}

async function serverOf(clutch: Clutch): Promise<number> {
  for (;;) {
    const pid = clutch.serverPid();
    if (pid !== null) return pid;
    await delay(20);
  }
}

/** User and system time of all threads of a process so far. */
function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
}
