import { CALL_MAX_BYTES } from '#schemas/agent-tools.ts';
import type { RecordBody } from '#schemas/journal/records.ts';
import { ToolRefusal } from './caller.ts';

const CALLS_A_SECOND = 20;
const BURST = 40;
const MAX_DEPTH = 64;

/** How often one session may ask a person. */
const MAX_QUESTIONS = 30;
/** How much of each kind one session may leave in the journal; together contracts stay below what is read of a text. */
const MAX_RECORDS: Readonly<Partial<Record<RecordBody['kind'], number>>> = {
  contract: 15,
  'execution-report': 20,
  'verification-report': 20,
  'fix-report': 20,
  refused: 20,
};
const MAX_OTHER_RECORDS = 200;

/** Lets bursts through and holds what goes on and on to the sustained rate. */
export interface Meter {
  /** Throws a `ToolRefusal`. */
  call(): void;
}

export function createMeter(now: () => number): Meter {
  let left = BURST;
  let at = now();
  return {
    call() {
      const time = now();
      left = Math.min(BURST, left + ((time - at) / 1000) * CALLS_A_SECOND);
      at = time;
      if (left < 1) {
        throw new ToolRefusal('slow-down', `More than ${CALLS_A_SECOND} calls a second. Slow down and call again.`);
      }
      left -= 1;
    },
  };
}

/** Counts what one session leaves behind. */
export interface Allowance {
  /** Throws a `ToolRefusal` when there is nothing left. */
  spend(what: RecordBody['kind'] | 'question'): void;
}

export function createAllowance(): Allowance {
  const spent = new Map<string, number>();
  return {
    spend(what) {
      const most = what === 'question' ? MAX_QUESTIONS : (MAX_RECORDS[what] ?? MAX_OTHER_RECORDS);
      const so = spent.get(what) ?? 0;
      if (so >= most)
        throw new ToolRefusal('too-many', `A session has at most ${most} of these (${what}). Go on without.`);
      spent.set(what, so + 1);
    },
  };
}

/** Refuses what is too large or nested too deeply to be looked at. Takes what `JSON.parse` returns. */
export function requireModest(input: unknown): void {
  for (let level: unknown[] = [input], depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) throw new ToolRefusal('too-large', `The arguments nest deeper than ${MAX_DEPTH} levels.`);
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  const bytes = Buffer.byteLength(JSON.stringify(input) ?? '');
  if (bytes > CALL_MAX_BYTES) {
    const most = `${CALL_MAX_BYTES / 1024} KiB`;
    throw new ToolRefusal('too-large', `The arguments are ${Math.ceil(bytes / 1024)} KiB; at most ${most} are taken.`);
  }
}
