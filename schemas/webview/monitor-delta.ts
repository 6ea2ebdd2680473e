import type { MonitorDelta, MonitorState, RunHead } from '#schemas/webview/monitor.ts';

/** The shortest message that turns `before` into `after`, or null where only a snapshot does. */
export function monitorDelta(before: MonitorState, after: MonitorState, seq: number): MonitorDelta | null {
  if (before.run?.id !== after.run?.id) return null;
  const { run: runBefore, ...stateBefore } = before;
  const { run: runAfter, ...stateAfter } = after;
  const { phases: phasesBefore = [], ...headBefore } = runBefore ?? {};
  const { phases = [], ...head } = runAfter ?? {};
  const known = new Map(phasesBefore.map((phase) => [phase.id, JSON.stringify(phase)]));
  return {
    type: 'delta',
    seq,
    state: changedFields(stateBefore, stateAfter),
    run: runAfter === null ? null : changedFields(headBefore, head),
    order: phases.map((phase) => phase.id),
    phases: phases.filter((phase) => known.get(phase.id) !== JSON.stringify(phase)),
  };
}

function changedFields<T extends object>(before: T, after: T): Partial<T> {
  const keys = Object.keys(after) as (keyof T)[];
  const changed = keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  return Object.fromEntries(changed.map((key) => [key, after[key]])) as Partial<T>;
}

/** The state after `delta`, or null where it does not fit `before` and a snapshot is needed. */
export function applyMonitorDelta(before: MonitorState, delta: MonitorDelta): MonitorState | null {
  const { run } = before;
  if ((run === null) !== (delta.run === null)) return null;
  const phases = new Map([...(run?.phases ?? []), ...delta.phases].map((phase) => [phase.id, phase]));
  const ordered = delta.order.flatMap((id) => phases.get(id) ?? []);
  if (ordered.length !== delta.order.length) return null;
  return {
    ...merged(before, delta.state),
    run: run && { ...merged<RunHead>(run, delta.run ?? {}), phases: ordered },
  };
}

/** A field that is there but undefined does not take away what is known. */
const merged = <T extends object>(before: T, changed: { readonly [K in keyof T]?: T[K] | undefined }): T => ({
  ...before,
  ...Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined)),
});
