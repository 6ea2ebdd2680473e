import type { ExecutionMode } from '#schemas/run/phase.ts';

/** How a phase is executed, and the reason that a person reads. */
export function chooseMode(workstreams: readonly { dependsOn: readonly string[] }[]): {
  mode: ExecutionMode;
  reason: string;
} {
  if (workstreams.length === 0)
    return { mode: 'solo', reason: 'The PRP names no workstreams: one executor does it all.' };
  if (workstreams.length === 1) return { mode: 'solo', reason: 'One workstream.' };
  const dependent = workstreams.some(({ dependsOn }) => dependsOn.length > 0);
  const reason = dependent ? 'dependencies first' : 'in the order of the PRP';
  return { mode: 'sequential', reason: `${workstreams.length} workstreams, one after the other, ${reason}.` };
}
