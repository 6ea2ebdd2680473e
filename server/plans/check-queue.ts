import { setImmediate as nextTurn } from 'node:timers/promises';
import { createSlices } from '../platform/slices.ts';

/** Documents that wait to be checked, each once, in slices that let everything else go on. */
export interface CheckQueue {
  /** `isUrgent` for what somebody looks at: it waits neither for the others nor for `readyForOthers`. */
  add(file: string, isUrgent: boolean): void;
  remove(file: string): void;
  isBusy(): boolean;
  /** Resolves when what is waiting now has been checked. */
  settled(): Promise<void>;
  clear(): void;
}

/** A check that throws is a bug; it goes to `failed`, and the other documents are checked all the same. */
export function createCheckQueue(
  check: (file: string) => void,
  readyForOthers: () => Promise<void>,
  failed: (file: string, error: unknown) => void,
): CheckQueue {
  const guarded = (file: string): void => {
    try {
      check(file);
    } catch (error) {
      failed(file, error);
    }
  };
  const urgent = createLine(guarded, async () => undefined);
  const others = createLine(guarded, readyForOthers);
  return {
    add(file, isUrgent) {
      others.files.delete(file);
      if (isUrgent) urgent.add(file);
      else if (!urgent.files.has(file)) others.add(file);
    },
    remove(file) {
      urgent.files.delete(file);
      others.files.delete(file);
    },
    isBusy: () => urgent.isBusy() || others.isBusy(),
    async settled() {
      await urgent.settled();
      await others.settled();
    },
    clear() {
      urgent.files.clear();
      others.files.clear();
    },
  };
}

interface Line {
  readonly files: Set<string>;
  add(file: string): void;
  isBusy(): boolean;
  settled(): Promise<void> | null;
}

function createLine(check: (file: string) => void, ready: () => Promise<void>): Line {
  const files = new Set<string>();
  let work: Promise<void> | null = null;
  const checkAll = async (): Promise<void> => {
    // Whatever one change sets off is in the queue before the first of it is checked.
    await nextTurn();
    const slices = createSlices();
    for (const file of files) {
      await ready();
      if (!files.delete(file)) continue;
      check(file);
      await slices.breathe();
    }
    work = null;
  };
  return {
    files,
    add(file) {
      files.add(file);
      work ??= checkAll();
    },
    isBusy: () => work !== null,
    settled: () => work,
  };
}
