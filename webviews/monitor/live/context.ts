import { phaseChoices, workstreamChoices } from '#schemas/run/choices.ts';
import type { PhaseView, WorkstreamView } from '#schemas/run/phase.ts';
import type { RunView } from '#schemas/run/run.ts';

/**
 * What VS Code's own context menu offers on a phase or workstream, as its attribute `data-vscode-context`: `clutchRow` is
 * matched by the menu's when clauses as `viewItem` is in trees, and `target` is what the command acts on.
 */
export function contextOf(run: RunView, phase: PhaseView, workstream: WorkstreamView | null): string {
  const place = { run: run.id, phase: phase.id };
  const target =
    workstream === null ? { kind: 'phase', ...place } : { kind: 'workstream', ...place, workstream: workstream.name };
  const verbs = workstream === null ? phaseChoices(run, phase) : workstreamChoices(run, phase, workstream);
  const shows = workstream?.contract?.text ? ['contract'] : [];
  return JSON.stringify({
    preventDefaultContextMenuItems: true,
    clutchRow: `;${['steer', target.kind, ...verbs, ...shows].join(';')};`,
    target,
  });
}
