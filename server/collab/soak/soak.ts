import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scheduler } from '../../platform/scheduler.ts';
import { createKeyPair } from '../../platform/signed-json.ts';
import { createGuardedShare } from '../../transports/file/guarded-share.ts';
import { checkHistory, type SoakVerdict } from './check-history.ts';
import { readHistory } from './history-file.ts';
import type { SoakMachineConfig } from './machine-messages.ts';
import { createMachineProcess, type MachineProcess } from './machine-process.ts';
import { removeForGood, removeTree } from './remove-tree.ts';

export interface SoakOptions {
  /** The shared folder as the machines reach it, absolute: one for all, or a mount or copy for each of them in turn. */
  readonly folders: readonly [string, ...string[]];
  readonly machines: number;
  readonly seconds: number;
  /** Whether machines are ended with SIGKILL, and started again, while they work. */
  readonly kill: boolean;
  /** How long machines may take to catch up at the end. */
  readonly drainMs: number;
  /** What starts a machine, without the file of its configuration. */
  readonly machineCommand: readonly string[];
  readonly scheduler: Scheduler;
  readonly signal?: AbortSignal;
  /** Tells a person how far it is. */
  say(text: string): void;
}

export interface SoakOutcome extends SoakVerdict {
  readonly project: string;
  readonly classes: readonly string[];
  readonly kills: number;
  /** Whether everybody caught up before the limit. */
  readonly drained: boolean;
  /** Machines that went down by themselves, in their own words. */
  readonly crashes: readonly string[];
  /** How long records were published, in seconds. */
  readonly workedSeconds: number;
  /** What lay in the shared folder at the end, before it was removed. */
  readonly left: { readonly bytes: number; readonly files: number };
}

const CALL_MS = 20_000;
const START_MS = 60_000;
const END_MS = 30_000;
const LOOK_MS = 100;
const NOTHING_LEFT = { bytes: 0, files: 0 };

/**
 * Lets machines of a project of its own work in the shared folder, and checks what they did. Removes the project from the
 * folder, and nothing else.
 */
export async function runSoak(options: SoakOptions): Promise<SoakOutcome> {
  const { folders, scheduler, say } = options;
  const project = `soak-${randomBytes(6).toString('hex')}`;
  const local = mkdtempSync(join(tmpdir(), 'clutch-soak-'));
  const tmp = `clutch-collab/${project}-end`;
  const shares = folders.map((folder) => createGuardedShare({ folder, tmp, callMs: CALL_MS }));
  const configs = configsOf(options, project, local);
  const machines = configs.map((config) => {
    const file = join(config.localFolder, '..', `${config.self}.json`);
    writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
    return createMachineProcess(config.self, options.machineCommand, file);
  });
  try {
    for (const machine of machines) machine.start();
    await until(scheduler, START_MS, () => machines.every((one) => one.progress() !== null || one.fault() !== null));
    const startedAt = scheduler.monotonic();
    const kills = await work(options, machines);
    const workedSeconds = (scheduler.monotonic() - startedAt) / 1_000;
    const classes = [...new Set(machines.map((one) => one.progress()?.class ?? 'unknown'))];
    for (const machine of machines) machine.order('drain');
    say('All machines catch up.');
    const drained = await until(
      scheduler,
      options.drainMs,
      () => haveCaughtUp(machines) || machines.some((one) => one.fault()),
    );
    for (const machine of machines) machine.order('end');
    await Promise.all(machines.map((one) => one.ended(END_MS)));
    const histories = configs.map(({ self, historyFile }) => ({ machine: self, lines: readHistory(historyFile) }));
    const verdict = checkHistory(histories);
    const crashes = machines.flatMap((one) => one.fault() ?? []);
    const [left = NOTHING_LEFT] = await Promise.all(
      shares.map((share) => removeTree(share, `clutch-collab/${project}`)),
    );
    return {
      ...verdict,
      project,
      classes,
      kills,
      drained: drained && crashes.length === 0,
      crashes,
      workedSeconds,
      left,
    };
  } finally {
    await Promise.all(machines.map((one) => one.kill()));
    await Promise.all(
      shares.map(async (share) => {
        await removeForGood(share, `clutch-collab/${project}`, scheduler).catch(() => undefined);
        await share.removeFolder('clutch-collab').catch(() => undefined);
        await share.close();
      }),
    );
    rmSync(local, { recursive: true, force: true });
  }
}

function configsOf({ folders, machines }: SoakOptions, project: string, local: string): readonly SoakMachineConfig[] {
  const pairs = Array.from({ length: machines }, (_, index) => ({ id: `soak-pc-${index}`, pair: createKeyPair() }));
  const everybody = pairs.map(({ id, pair }) => ({ id, key: pair.publicKey }));
  return pairs.map(({ id, pair }, index) => {
    const folder = folders[index % folders.length] ?? folders[0];
    const localFolder = join(local, id);
    mkdirSync(localFolder, { recursive: true });
    const historyFile = join(local, `${id}.history.jsonl`);
    return {
      folder,
      project,
      self: id,
      machines: everybody,
      seed: pair.seed,
      localFolder,
      historyFile,
      callMs: CALL_MS,
    };
  });
}

/** Waits for the time that was asked for, and ends machines meanwhile; resolves to how many. */
async function work(options: SoakOptions, machines: readonly MachineProcess[]): Promise<number> {
  const { scheduler, seconds, kill, signal, say } = options;
  const deadline = scheduler.monotonic() + seconds * 1_000;
  let kills = 0;
  const isOver = (): boolean => scheduler.monotonic() > deadline || signal?.aborted === true;
  while (!isOver() && machines.every((one) => one.fault() === null)) {
    const left = deadline - scheduler.monotonic();
    await scheduler.sleep(Math.min(left, kill ? 300 + scheduler.random() * 1_200 : LOOK_MS), signal);
    const victim = machines[Math.floor(scheduler.random() * machines.length)];
    if (!kill || !victim || isOver()) continue;
    await victim.kill();
    kills += 1;
    await scheduler.sleep(scheduler.random() * 300, signal);
    victim.start();
    if (kills % 10 === 0) say(`${kills} machines were killed.`);
  }
  await until(scheduler, START_MS, () => machines.every((one) => one.progress() !== null || one.fault() !== null));
  return kills;
}

function haveCaughtUp(machines: readonly MachineProcess[]): boolean {
  return machines.every((receiver) =>
    machines.every((sender) => {
      if (sender === receiver) return true;
      const said = sender.progress();
      const got = receiver.progress()?.applied[sender.id] ?? 0;
      return said !== null && said.hasSaidAll && got >= said.acknowledged;
    }),
  );
}

async function until(scheduler: Scheduler, limitMs: number, condition: () => unknown): Promise<boolean> {
  const deadline = scheduler.monotonic() + limitMs;
  while (!condition()) {
    if (scheduler.monotonic() > deadline) return false;
    await scheduler.sleep(LOOK_MS);
  }
  return true;
}
