import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { Result } from '#schemas/wire/bodies.ts';
import { FencingToken, MachineId, Sha256, WireName } from '#schemas/wire/names.ts';
import { writeAtomically } from '../../platform/write-atomically.ts';

/** Ids of records that were heard; a sender repeats only its newest ones. */
const MOST_SEEN = 300;
const KEPT_MS = 14 * 24 * 3600_000;

/** What a worker said about a task, until it was dealt with. */
export const Heard = z.strictObject({
  id: z.string(),
  type: z.enum(['accept', 'refuse', 'ask', 'session-note', 'result']),
  body: z.unknown(),
});
export type Heard = z.infer<typeof Heard>;

/**
 * A session that main has somebody else do. `offered` until the worker has answered, `working` under `token`, `here`
 * where nobody else does it, `over` with or without a result.
 */
export const Assignment = z.strictObject({
  v: z.literal(1),
  task: WireName,
  run: z.string(),
  base: z.string(),
  state: z.enum(['choosing', 'offered', 'working', 'here', 'over']),
  machine: MachineId.nullable(),
  /** Ids of the records that offer it and that begin the lease: said again after a restart, they are the same. */
  offer: z.string().nullable(),
  code: z.strictObject({ id: z.string(), bundle: Sha256.nullable() }).nullable(),
  /** The last one that was granted. */
  token: FencingToken.nullable(),
  refused: z.array(z.strictObject({ machine: MachineId, why: z.string(), at: z.number() })),
  inbox: z.array(Heard),
  seen: z.array(z.string()),
  /** Questions that stand before a person. */
  asks: z.array(z.strictObject({ id: z.string(), body: z.unknown() })),
  result: Result.nullable(),
  /** Milliseconds since the epoch. */
  changedAt: z.number(),
});
export type Assignment = z.infer<typeof Assignment>;

/** What main has given away, on disk: after a restart it goes on waiting instead of giving it to a second one. */
export interface Assignments {
  get(task: string): Assignment | null;
  open(task: string, about: Pick<Assignment, 'run' | 'base'>): Assignment;
  change(task: string, change: Partial<Assignment>): Assignment;
  /** False where this record was heard before. */
  hear(task: string, heard: Heard): boolean;
  /** How many other sessions the machine has of us that are not over. */
  given(machine: string, besides: string): number;
  /** Called when anything of a task has changed; returns how to end that. */
  onChange(listener: () => void): () => void;
}

export function createAssignments(folder: string, now: () => number): Assignments {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const known = new Map(readAll(folder, now).map((one) => [one.task, one]));
  const listeners = new Set<() => void>();
  const save = (one: Assignment): Assignment => {
    writeAtomically(path.join(folder, `${one.task}.json`), `${JSON.stringify(one)}\n`);
    known.set(one.task, one);
    for (const listener of listeners) listener();
    return one;
  };
  const change = (task: string, over: Partial<Assignment>): Assignment => {
    const before = known.get(task);
    if (!before) throw new Error(`there is no assignment ${task}`);
    return save({ ...before, ...over, changedAt: now() });
  };
  return {
    get: (task) => known.get(task) ?? null,
    open: (task, about) => known.get(task) ?? save({ ...BLANK, task, ...about, changedAt: now() }),
    change,
    hear(task, heard) {
      const { seen, inbox } = known.get(task) ?? BLANK;
      if (seen.includes(heard.id)) return false;
      change(task, { seen: [...seen, heard.id].slice(-MOST_SEEN), inbox: [...inbox, heard] });
      return true;
    },
    given: (machine, besides) =>
      [...known.values()].filter(
        (one) =>
          one.machine === machine && one.task !== besides && (one.state === 'offered' || one.state === 'working'),
      ).length,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const BLANK: Omit<Assignment, 'task' | 'run' | 'base' | 'changedAt'> = {
  v: 1,
  state: 'choosing',
  machine: null,
  offer: null,
  code: null,
  token: null,
  refused: [],
  inbox: [],
  seen: [],
  asks: [],
  result: null,
};

/** What is long over is removed; what cannot be read is begun anew, under a token that is higher than the one in it. */
function readAll(folder: string, now: () => number): Assignment[] {
  return readdirSync(folder).flatMap((name) => {
    if (!name.endsWith('.json')) return [];
    const file = path.join(folder, name);
    const read = Assignment.safeParse(parsed(readFileSync(file, 'utf8')));
    const isOld = read.success && now() - read.data.changedAt > KEPT_MS;
    if (read.success && !isOld) return [read.data];
    rmSync(file, { force: true });
    return [];
  });
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
