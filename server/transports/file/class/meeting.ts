import * as z from 'zod';
import type { Scheduler } from '../../../platform/scheduler.ts';
import type { ShareFiles } from '../share-files.ts';

/** A said thing is small. */
const MAX_BYTES = 65_536;
const MAX_PAUSE_MS = 1_000;

/**
 * Two machines in one folder of the share, who answer each other by files. Every file has one writer, a name of its own
 * and is found by listing. Nothing is signed: what is said here proves something about the folder, nothing about who
 * says it.
 */
export interface Meeting {
  readonly side: Side;
  readonly files: ShareFiles;
  readonly folder: string;
  readonly scheduler: Scheduler;
  say(topic: string, value: unknown): Promise<void>;
  /** What the other one says about it; null when it does not within the limit. */
  hear<T>(topic: string, shape: z.ZodType<T>): Promise<T | null>;
  /**
   * The end. The first side waits until the second one is through and removes the folder with all that lies in it;
   * after a meeting that came to nothing, each does.
   */
  part(bothAreThrough: boolean): Promise<void>;
}

export type Side = 'a' | 'b';
export const otherSide = (side: Side): Side => (side === 'a' ? 'b' : 'a');

export interface MeetingDeps {
  readonly files: ShareFiles;
  /** Relative to the share; of this meeting alone. It is made, and those above it. */
  readonly folder: string;
  readonly side: Side;
  readonly scheduler: Scheduler;
  /** How long one answer is waited for. */
  readonly waitMs: number;
  /** The first pause between two looks; it grows to a second. */
  readonly pollMs: number;
  readonly signal?: AbortSignal;
}

export async function openMeeting(deps: MeetingDeps): Promise<Meeting> {
  const { files, folder, side, scheduler } = deps;
  const path = (topic: string, by: Side): string => `${folder}/${topic}-${by}.json`;
  const say = async (topic: string, value: unknown): Promise<void> => {
    await files.publish(path(topic, side), Buffer.from(JSON.stringify(value)));
  };
  const hear = async <T>(topic: string, shape: z.ZodType<T>): Promise<T | null> => {
    const name = `${topic}-${otherSide(side)}.json`;
    const start = scheduler.monotonic();
    for (;;) {
      const names = await files.list(folder);
      if (names?.includes(name)) {
        const said = parse(await files.read(path(topic, otherSide(side)), MAX_BYTES), shape);
        if (said !== null) return said;
      }
      const waited = scheduler.monotonic() - start;
      if (deps.signal?.aborted || waited > deps.waitMs) return null;
      // Soon enough that two who wait for each other begin nearly at once.
      const pause = Math.min(deps.pollMs + waited / 10, MAX_PAUSE_MS);
      await scheduler.sleep(pause * (0.5 + scheduler.random()), deps.signal);
    }
  };
  const names = folder.split('/');
  await files.makeFolders(names.map((_, index) => names.slice(0, index + 1).join('/')));
  return {
    side,
    files,
    folder,
    scheduler,
    say,
    hear,
    async part(bothAreThrough) {
      if (bothAreThrough) {
        await say('through', {});
        if (side === 'b') return;
        await hear('through', z.object({}));
      }
      const left = (await files.list(folder)) ?? [];
      await files.remove(left.map((name) => `${folder}/${name}`));
      await files.removeFolder(folder);
    },
  };
}

/** Null for what is not there yet, is half of something, or is something else. */
export function parse<T>(bytes: Uint8Array | null, shape: z.ZodType<T>): T | null {
  if (bytes === null) return null;
  try {
    return shape.safeParse(JSON.parse(Buffer.from(bytes).toString())).data ?? null;
  } catch {
    return null;
  }
}
