import type { ProjectView, ReceiptState } from '../language/project-view.ts';
import { createDependencies, type Dependencies } from './dependencies.ts';
import type { GitFacts } from './git-facts.ts';
import type { PlanIndex } from './plan-index.ts';
import { createSessionProject, keys, type SessionProject } from './session-project.ts';

/** What rules may ask of the machine; what is left out is unknown. `root` is that of a project. */
export interface SurroundingPorts {
  git?(root: string, onAnswer: (shas: readonly string[]) => void): GitFacts | null;
  receipts?(root: string, prd: string, phase: string): ReceiptState;
  records?(root: string): ReturnType<ProjectView['records']>;
  program?(name: string): boolean | null;
  /** Milliseconds since the epoch; where it is left out nothing expires. */
  now?(): number;
}

/** A project as one client sees it, with all that its documents have asked for. */
export interface Surroundings {
  readonly project: SessionProject;
  readonly dependencies: Dependencies;
  readonly git: GitFacts | null;
  /** Has those documents checked again that asked for this, but not the one that changed it. */
  tellAskers(key: string, except?: string): void;
  recordsChanged(): void;
}

export function createSurroundings(
  root: string,
  index: PlanIndex,
  ports: SurroundingPorts,
  recheck: (file: string) => void,
): Surroundings {
  const dependencies = createDependencies();
  const tellAskers = (key: string, except?: string): void => {
    for (const file of dependencies.of(key)) if (file !== except) recheck(file);
  };
  const git = ports.git?.(root, (shas) => shas.forEach((sha) => tellAskers(keys.commit(sha)))) ?? null;
  let records: ReturnType<ProjectView['records']> = null;
  let hasRecords = false;
  const project = createSessionProject(root, index, {
    commit: (sha) => git?.commit(sha) ?? null,
    receipts: (prd, phase) => ports.receipts?.(root, prd, phase) ?? 'unheard',
    program: (name) => ports.program?.(name) ?? null,
    records() {
      if (!hasRecords) records = ports.records?.(root) ?? null;
      hasRecords = true;
      return records;
    },
    now: () => ports.now?.() ?? null,
  });
  return {
    project,
    dependencies,
    git,
    tellAskers,
    recordsChanged() {
      hasRecords = false;
      tellAskers(keys.records);
    },
  };
}
