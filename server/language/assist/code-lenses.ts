import type { TextRange } from '../line-index.ts';
import { rangeOfLine } from '../line-index.ts';
import type { Here } from '../navigation/here.ts';
import { nameKey } from '../inline-text.ts';
import type { ProjectView } from '../project-view.ts';
import { prpsOfPhase } from '../relations.ts';
import { readValidationLevels } from '../validation-levels.ts';
import type { LivePhase, LivePlans } from './live-plans.ts';
import { prdAt } from './plan-of.ts';

/** What a person can do at a line. It is only offered: whoever performs it asks first. */
export interface CodeLens {
  /** The line, without the blanks around its words. */
  readonly range: TextRange;
  readonly title: string;
  readonly action: 'run-phase' | 'validate' | 'show-task' | 'open-prp' | 'create-prp';
  readonly args: CodeLensArgs;
}

export interface CodeLensArgs {
  /** The document that the action is about, relative to the project: the PRP to open, the PRD of the phase to run. */
  readonly path: string;
  /** Relative to the project; null where nobody knows which PRD a PRP is for. */
  readonly prd: string | null;
  readonly phase: string | null;
  readonly workstream?: string;
  /** The level of a validation loop. */
  readonly level?: number;
  /** Id of the run that has the task. */
  readonly run?: string;
}

/** A document with more has no place for a line of buttons above each. */
const MAX_LENSES = 200;

/** On the phases of a PRD, and on the workstreams and validation levels of a PRP. */
export function codeLensesOf(here: Here, project: ProjectView, live: LivePlans): readonly CodeLens[] {
  if (here.facts.kind === 'prd') return phaseLenses(here, project, live);
  return here.facts.kind === 'prp' ? prpLenses(here, project, live) : [];
}

function phaseLenses(here: Here, project: ProjectView, live: LivePlans): readonly CodeLens[] {
  const { path, facts, document } = here;
  // Where nothing around the document is known, a PRP that is not found may well be there.
  const surrounded = project.document(path) !== null;
  return facts.phases.slice(0, MAX_LENSES).flatMap(({ id, line }): CodeLens[] => {
    const range = rangeOfLine(document.lines, line);
    const args = { path, prd: path, phase: id };
    const running = live.phase(path, id);
    const prp = prpsOfPhase(project, path, id)[0];
    const plan: CodeLens[] = prp
      ? [{ range, title: 'Open PRP', action: 'open-prp', args: { ...args, path: prp.path } }]
      : surrounded
        ? [{ range, title: 'Create PRP', action: 'create-prp', args }]
        : [];
    return isAtWork(running)
      ? [{ range, title: 'Show task', action: 'show-task', args: withRun(args, running) }, ...plan]
      : [{ range, title: `Run phase ${id}`, action: 'run-phase', args }, ...plan];
  });
}

/** A second run of a phase that is at work would only be refused. */
function isAtWork(live: LivePhase | null): live is LivePhase {
  return live !== null && live.status === 'in-progress' && live.runStatus === 'running';
}

function prpLenses(here: Here, project: ProjectView, live: LivePlans): readonly CodeLens[] {
  const { path, facts, document } = here;
  const prd = prdAt(here, 0, project)?.path ?? null;
  const args: CodeLensArgs = { path, prd, phase: facts.phaseId };
  const running = prd !== null && facts.phaseId !== null ? live.phase(prd, facts.phaseId) : null;
  const names = new Set(running?.workstreams.map(({ name }) => nameKey(name)) ?? []);
  const tasks = facts.workstreams
    .filter(({ name }) => names.has(nameKey(name)))
    .map(({ name, line }): CodeLens => {
      const range = rangeOfLine(document.lines, line);
      return { range, title: 'Show task', action: 'show-task', args: { ...withRun(args, running), workstream: name } };
    });
  const levels = readValidationLevels(document)
    .filter(({ commands }) => commands.length > 0)
    .map(({ level, line }): CodeLens => {
      return {
        range: rangeOfLine(document.lines, line),
        title: 'Validate',
        action: 'validate',
        args: { ...args, level },
      };
    });
  return [...tasks, ...levels].slice(0, MAX_LENSES);
}

function withRun(args: CodeLensArgs, live: LivePhase | null): CodeLensArgs {
  return live === null || live.run === null ? args : { ...args, run: live.run };
}
