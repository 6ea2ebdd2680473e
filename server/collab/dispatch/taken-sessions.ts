import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { Offer, Result } from '#schemas/wire/bodies.ts';
import { FencingToken, MachineId, Sha256, WireName } from '#schemas/wire/names.ts';
import { writeAtomically } from '../../platform/write-atomically.ts';
import { parsed } from './assignments.ts';

/**
 * A session that this machine does for main: `accepted` until the code is there, `working` under `token`, `finished`
 * from when its result was written until main has said that it needs nothing more.
 */
export const TakenSession = z.strictObject({
  v: z.literal(1),
  task: WireName,
  main: MachineId,
  state: z.enum(['accepted', 'working', 'finished']),
  /** Id of the record that offered it, and of the one that accepted it. */
  offerId: z.string(),
  acceptId: z.string(),
  offer: Offer,
  token: FencingToken.nullable(),
  bundle: Sha256.nullable(),
  result: z.strictObject({ id: z.string(), body: Result }).nullable(),
  /** Nonces of approvals that were used. */
  used: z.array(z.string()),
});
export type TakenSession = z.infer<typeof TakenSession>;

/** On disk, so that a restart of this machine neither forgets what it took nor says a result in other words. */
export interface TakenSessions {
  get(task: string): TakenSession | null;
  put(session: TakenSession): void;
  change(task: string, change: Partial<TakenSession>): TakenSession;
  remove(task: string): void;
  all(): TakenSession[];
}

export function createTakenSessions(folder: string): TakenSessions {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fileOf = (task: string): string => path.join(folder, `${task}.json`);
  const known = new Map<string, TakenSession>();
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.json'))) {
    const read = TakenSession.safeParse(parsed(readFileSync(path.join(folder, name), 'utf8')));
    // Main gives it to somebody else when its lease has run out.
    if (read.success) known.set(read.data.task, read.data);
    else rmSync(path.join(folder, name), { force: true });
  }
  const put = (session: TakenSession): void => {
    writeAtomically(fileOf(session.task), `${JSON.stringify(session)}\n`);
    known.set(session.task, session);
  };
  return {
    get: (task) => known.get(task) ?? null,
    put,
    change(task, change) {
      const before = known.get(task);
      if (!before) throw new Error(`there is no session ${task}`);
      const after = { ...before, ...change };
      put(after);
      return after;
    },
    remove(task) {
      known.delete(task);
      rmSync(fileOf(task), { force: true });
    },
    all: () => [...known.values()],
  };
}
