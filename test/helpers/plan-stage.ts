import path from 'node:path';
import { createClutch, type Clutch } from './clutch.ts';
import { createPlanProject, type PlannedPhase, type PlanProject } from './plan-project.ts';
import { withTempDir } from './temp.ts';

export interface PlanStage {
  readonly clutch: Clutch;
  readonly project: PlanProject;
  /** A folder of the test's own; the project and CLUTCH_HOME lie in it. */
  readonly folder: string;
}

/** Plays with a small plan in a repository and a `clutch` of its own; afterwards no server is left. */
export function withPlanStage(
  phases: readonly PlannedPhase[],
  play: (stage: PlanStage) => Promise<void>,
  { config = {}, consents = true }: { readonly config?: object; readonly consents?: boolean } = {},
): Promise<void> {
  return withTempDir(async (folder) => {
    const clutch = createClutch(path.join(folder, 'home'), {}, { consents });
    try {
      await play({ clutch, project: createPlanProject(folder, phases, config), folder });
    } finally {
      await clutch.dispose();
    }
  });
}

/** As many phases of one workstream each. */
export function simplePhases(count: number): PlannedPhase[] {
  return ['alpha', 'beta', 'gamma', 'delta'].slice(0, count).map((name) => ({ workstreams: [{ name }] }));
}
