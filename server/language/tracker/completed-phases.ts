import { trackedPhases } from './tracked-phases.ts';

export interface CompletedPhase {
  readonly id: string;
  /** As the tracker names it, 7 to 64 hexadecimal digits; null where it names none. */
  readonly commit: string | null;
  /** A person committed what was staged; the tracker cannot name that commit. */
  readonly byPerson: boolean;
}

/**
 * The phases that a WORKFLOW.md calls completed, each id once. With `prd` (a path relative to the project) trackers of
 * other PRDs in the same file are left out. Whether the commits exist is for git to say.
 */
export function completedPhases(text: string, prd?: string): readonly CompletedPhase[] {
  return [...trackedPhases(text, prd)]
    .filter(([, { status }]) => status === 'completed')
    .map(([id, { commit, byPerson }]) => ({ id, commit, byPerson }));
}
