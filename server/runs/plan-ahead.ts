import type { PrpContent } from '#schemas/journal/effects.ts';
import { idsToRun } from '../engine/forecast.ts';
import { createGit } from '../platform/git.ts';
import { EffectError } from './effect-error.ts';
import { plannedPhases } from './effects/inspect-project.ts';
import { readPrp } from './effects/read-prp.ts';
import { PREFLIGHT } from './preflight.ts';

export interface PlanTarget {
  readonly root: string;
  /** Relative to the project root. */
  readonly prd: string;
  readonly start: string | null;
  readonly end: string | null;
}

export interface PhaseAhead {
  readonly id: string;
  readonly title: string;
  /** The commit that completed it. */
  readonly completed: string | null;
  /** Null when there is none, or when it cannot be read. */
  readonly prp: PrpContent | null;
  /** Why its PRP cannot be read; null where it can, and where there is none. */
  readonly problem: string | null;
}

/** Every phase of a plan as a run would read it, before there is one. Needs no clean checkout, and no git at all. */
export async function planAhead({ root, prd, start, end }: PlanTarget): Promise<PhaseAhead[]> {
  const git = createGit(root);
  const head = await git.ask('rev-parse', '--verify', '--quiet', 'HEAD');
  const phases = await plannedPhases({ git, root, prd, start, end, head });
  return Promise.all(phases.map(async (phase) => ({ ...phase, ...(await readAhead(root, prd, phase.id)) })));
}

/** Those of them that a run from `start` to `end` would execute. */
export function phasesToRun(
  phases: readonly PhaseAhead[],
  range: Pick<PlanTarget, 'start' | 'end'>,
): readonly PhaseAhead[] {
  const ids = idsToRun(phases, range);
  return phases.filter(({ id }) => ids.has(id));
}

async function readAhead(root: string, prd: string, phase: string): Promise<Pick<PhaseAhead, 'prp' | 'problem'>> {
  try {
    const outcome = await readPrp({ id: 'ahead', type: 'read-prp', root, prd, phase }, PREFLIGHT);
    return { prp: outcome.type === 'prp-read' ? outcome.prp : null, problem: null };
  } catch (error) {
    if (error instanceof EffectError) return { prp: null, problem: error.message };
    throw error;
  }
}
