import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { CollabView } from '#schemas/protocol/collab.ts';
import { type Clutch, configureMachine, createClutch } from './clutch.ts';
import { until } from './processes.ts';
import { type Plan, type Stage, withOwnServer } from './stage.ts';

/** A worker: a home, a clone and a server of its own. */
export interface WorkerPc {
  readonly name: string;
  readonly clutch: Clutch;
  readonly root: string;
  git(...args: string[]): string;
}

export interface SeveralPcs {
  /** Main. */
  readonly stage: Stage;
  readonly workers: readonly WorkerPc[];
  readonly share: string;
  views(clutch: Clutch, root: string): Promise<CollabView>;
}

/** As fast as a test wants to see a machine lost. */
export const FAST = {
  collab: {
    beatSeconds: 0.2,
    pollSeconds: 0.05,
    idlePollSeconds: 0.2,
    leaseSeconds: 3,
    leaseSyncedSeconds: 3,
    slots: 2,
  },
};
const DEADLINE_MS = 60_000;

/** Where and how fast the machines meet; `joinAt` is the share as the workers reach it. */
export interface Meeting {
  readonly share?: string;
  readonly joinAt?: string;
  readonly collab?: object;
}

/** Main and workers that share a folder: real servers with homes of their own, invited, joined and confirmed by the command line. */
export function withSeveralPcs(
  names: readonly string[],
  plan: Plan,
  config: object,
  scene: (pcs: SeveralPcs) => Promise<void>,
  meeting: Meeting = {},
): Promise<void> {
  return withOwnServer(plan, config, async (stage) => {
    const { folder, project, clutch } = stage;
    const share = meeting.share ?? path.join(folder, 'share');
    mkdirSync(share, { recursive: true });
    const machine = { collab: { ...FAST.collab, ...meeting.collab } };
    mkdirSync(clutch.home, { recursive: true, mode: 0o700 });
    configureMachine(clutch.home, machine);
    await json(clutch, project.root, 'share', '--folder', share, '--json');
    const workers: WorkerPc[] = [];
    try {
      for (const name of names) workers.push(await joined(stage, meeting.joinAt ?? share, name, machine));
      await until(
        async () => {
          const { peers } = await viewOf(clutch, project.root);
          const there = peers.filter(({ self, role, freshness, capabilities }) => {
            const isReady = role === 'worker' && freshness === 'fresh' && capabilities.includes('agent:playbook');
            return !self && isReady;
          });
          return there.length === names.length;
        },
        { what: 'main sees all workers', deadlineMs: DEADLINE_MS, everyMs: 100 },
      );
      await scene({ stage, workers, share, views: viewOf });
    } finally {
      await Promise.all(workers.map((worker) => worker.clutch.dispose()));
    }
  });
}

async function joined(
  { folder, project, clutch }: Stage,
  share: string,
  name: string,
  machine: object,
): Promise<WorkerPc> {
  const home = path.join(folder, name, 'home');
  const root = path.join(folder, name, 'clone');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  configureMachine(home, machine);
  const own = createClutch(home, { HOME: path.join(folder, name) });
  execFileSync('git', ['clone', '--quiet', project.root, root]);
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trimEnd();
  const { code } = (await json(clutch, project.root, 'invite', '--json')) as { code: string };
  // Where files are synchronised, the invitation is there only after a while.
  await until(async () => (await own.run(root, 'join', share, '--code', code, '--name', name, '--json')).code === 0, {
    what: `${name} finds the invitation`,
    deadlineMs: DEADLINE_MS,
    everyMs: 500,
  });
  const asking = await until(
    async () => (await viewOf(clutch, project.root)).joining.find((one) => one.name === name) ?? null,
    { what: `${name} asks to join`, deadlineMs: DEADLINE_MS, everyMs: 100 },
  );
  await json(clutch, project.root, 'members', 'confirm', asking.machine, '--role', 'worker', '--json');
  return { name, clutch: own, root, git };
}

async function viewOf(clutch: Clutch, root: string): Promise<CollabView> {
  const { projects } = (await json(clutch, root, 'peers', '--json')) as { projects?: CollabView[] };
  const [view] = projects ?? [];
  assert.ok(view, 'the project is not shared');
  return view;
}

async function json(clutch: Clutch, root: string, ...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await clutch.run(root, ...args);
  assert.equal(code, 0, `clutch ${args.join(' ')}: ${stderr}${stdout}`);
  return JSON.parse(stdout);
}
