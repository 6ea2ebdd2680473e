import type { AwayPageState, ToAway } from './away.ts';

type Changes = Extract<ToAway, { type: 'delta' }>['changes'];

/** The parts of `after` that are other than before; null where only the clock went on. */
export function awayDelta(before: AwayPageState, after: AwayPageState): Changes | null {
  const changed = Object.entries(after).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(before, key)),
  );
  return changed.every(([key]) => key === 'now') ? null : Object.fromEntries(changed);
}

export const applyAwayDelta = (before: AwayPageState, changes: Changes): AwayPageState => ({
  server: changes.server ?? before.server,
  trusted: changes.trusted ?? before.trusted,
  now: changes.now ?? before.now,
  document: changes.document ?? before.document,
  form: changes.form === undefined ? before.form : changes.form,
  away: changes.away === undefined ? before.away : changes.away,
  problem: changes.problem === undefined ? before.problem : changes.problem,
});
