import type { PrpContent } from '#schemas/journal/effects.ts';
import type { Rehearsal, RehearsalFinding, RehearsedPhase } from '#schemas/run/rehearsal.ts';
import type { TrackerStatus } from '../language/tracker/read-trackers.ts';

/** Everything that a fresh clone says of a plan, and what only the original has. */
export interface RehearsalFacts {
  readonly project: string;
  readonly prd: string;
  readonly branch: string | null;
  readonly head: string;
  readonly phases: readonly {
    readonly id: string;
    readonly title: string;
    /** Of its heading in the PRD, one-based. */
    readonly line: number | null;
    /** The commit by which a run would know it completed. */
    readonly completed: string | null;
    readonly prp: PrpContent | null;
    readonly problem: string | null;
  }[];
  /** What WORKFLOW.md says of the PRD's phases; lines are one-based. */
  readonly tracked: readonly {
    readonly id: string;
    readonly line: number;
    readonly status: TrackerStatus | null;
    readonly written: string;
    readonly commit: string | null;
    readonly commitIs: 'ancestor' | 'elsewhere' | 'unknown' | null;
    readonly reason: string | null;
  }[];
  readonly config: {
    /** Why `.clutch/config.json` cannot be used. */
    readonly problem: string | null;
    readonly research: boolean;
    readonly needsPlaybook: boolean;
    readonly playbook: { readonly path: string; readonly state: 'there' | 'missing' | 'outside' } | null;
  };
  /** Programs that validation commands start and this machine does not have. */
  readonly missingPrograms: readonly { readonly program: string; readonly path: string; readonly line: number }[];
  /** What lies in the original and not in the clone, or lies there otherwise. */
  readonly uncommitted: readonly { readonly path: string; readonly state: 'changed' | 'new' | 'ignored' }[];
}

/** Whether somebody who has only the clone could go on, and what they would miss. */
export function judgeRehearsal(facts: RehearsalFacts): Rehearsal {
  const ahead = facts.phases.filter(({ completed }) => completed === null);
  const [first] = ahead;
  const findings = [
    ...facts.uncommitted.map(strangersMiss),
    ...facts.tracked.flatMap((tracked) => trackedFindings(facts, tracked)),
    ...ahead.flatMap((phase) => planFindings(facts, phase)),
    ...(first ? configFindings(facts) : []),
    ...facts.missingPrograms.map(({ program, path, line }) => ({
      path,
      line,
      message: `${program} is not on the PATH of this machine, so the phase could not be validated`,
      fix: `Install ${program}, or say in README.md how to.`,
    })),
  ];
  const command = first ? `clutch run ${quoted(facts.prd)} ${first.id}` : '';
  const next = first ? { phase: first.id, title: first.title, command } : null;
  const { project, prd, branch, head } = facts;
  const phases = facts.phases.map((phase) => rehearsed(facts, phase));
  return { project, prd, branch, head, phases, next, findings, sentence: sentenceOf(facts, next, findings.length) };
}

function strangersMiss({ path, state }: RehearsalFacts['uncommitted'][number]): RehearsalFinding {
  const messages = {
    changed: 'was changed and not committed, so another clone has its earlier text',
    new: 'is not committed, so no other clone has it',
    ignored: 'is ignored by git, so no other clone has it',
  };
  const how = state === 'ignored' ? `Take it out of .gitignore, then run git add ${path} and commit it.` : `Commit it.`;
  return { path, line: null, message: messages[state], fix: how };
}

const TRACKER = 'WORKFLOW.md';

function trackedFindings(
  { phases, branch }: RehearsalFacts,
  { id, line, status, written, commit, commitIs, reason }: RehearsalFacts['tracked'][number],
): RehearsalFinding[] {
  const at = (message: string, fix: string): RehearsalFinding[] => [{ path: TRACKER, line, message, fix }];
  if (!phases.some((phase) => phase.id === id)) {
    return at(`Phase ${id} is in no PRD that this tracker is of`, 'Correct its number, or remove it.');
  }
  const again = 'Name the commit that holds its work, or set its status to pending';
  if (status === null) {
    return written === ''
      ? []
      : at(`Phase ${id} has the status “${written}”, which says nothing`, 'Write completed, deferred or pending.');
  }
  if (status === 'deferred' && reason === null) {
    return at(`Phase ${id} is deferred without a reason`, 'Write the reason behind it: deferred (reason: …).');
  }
  if (status !== 'completed') return [];
  if (commit === null) {
    return at(`Phase ${id} is called completed without a commit, so it would be executed again`, `${again}.`);
  }
  if (commitIs === 'unknown') {
    const what = `Phase ${id} names the commit ${commit.slice(0, 12)}, which the history of a fresh clone does not hold`;
    return at(`${what}, so it would be executed again`, `Bring the branch with it into this one. ${again}.`);
  }
  if (commitIs === 'elsewhere') {
    const what = `Phase ${id} names the commit ${commit.slice(0, 12)}, which is no part of ${branch ?? 'HEAD'}`;
    return at(`${what}, so it would be executed again`, `Merge the branch that holds it. ${again}.`);
  }
  return [];
}

function planFindings(
  { prd, config }: RehearsalFacts,
  { id, line, prp, problem }: RehearsalFacts['phases'][number],
): RehearsalFinding[] {
  if (problem !== null) return [{ path: prd, line, message: `Phase ${id}: ${problem}`, fix: 'Mend it and commit it.' }];
  if (prp) {
    return prp.problems.map((message) => ({
      path: prp.path,
      ...placeIn(prp.path, message),
      fix: 'Mend and commit it.',
    }));
  }
  if (config.research) return [];
  const message = `Phase ${id} has no PRP, and research is switched off, so nobody could execute it`;
  return [{ path: prd, line, message, fix: 'Write its PRP and commit it, or set "research" to true.' }];
}

/** Problems of a PRP begin with their place. */
function placeIn(path: string, problem: string): { line: number | null; message: string } {
  const found = problem.startsWith(`${path}:`) ? /^(\d+)\s+(.*)$/s.exec(problem.slice(path.length + 1)) : null;
  return found ? { line: Number(found[1]), message: found[2] ?? problem } : { line: null, message: problem };
}

function configFindings({ config }: RehearsalFacts): RehearsalFinding[] {
  const { problem, needsPlaybook, playbook } = config;
  const at = (message: string, fix: string): RehearsalFinding[] => [
    { path: '.clutch/config.json', line: null, message, fix },
  ];
  if (problem !== null) return at(problem, 'Mend and commit it.');
  if (!needsPlaybook) return [];
  if (!playbook) {
    const fix = 'Name a committed one as "playbook", or another agent as "runtime".';
    return at('names no playbook, and the runtime playbook cannot start without one', fix);
  }
  if (playbook.state === 'outside') {
    const what = `names the playbook ${playbook.path}, which is not part of the repository`;
    return at(what, 'Move it into the repository and commit it.');
  }
  if (playbook.state === 'missing') {
    return at(`names the playbook ${playbook.path}, which a fresh clone does not have`, `Commit ${playbook.path}.`);
  }
  return [];
}

function rehearsed(
  { tracked }: RehearsalFacts,
  { id, title, completed, prp }: RehearsalFacts['phases'][number],
): RehearsedPhase {
  const known = tracked.find((one) => one.id === id);
  const said = known?.status === 'completed' ? 'pending' : (known?.status ?? 'pending');
  const status = completed === null ? said : 'completed';
  return { id, title, status, commit: completed, reason: known?.reason ?? null, prp: prp?.path ?? null };
}

function sentenceOf({ prd, phases }: RehearsalFacts, next: Rehearsal['next'], missing: number): string {
  const state = phases.filter(({ completed }) => completed !== null).length;
  const where = next
    ? `${state} of ${phases.length} phases of ${prd} are completed; another clone would go on with phase ${next.phase}: ${next.command}`
    : phases.length === 0
      ? `Another clone does not have ${prd}`
      : `Every phase of ${prd} is completed`;
  if (missing === 0) return `${where}. Nothing is missing.`;
  return `${where}. ${missing === 1 ? 'One thing is' : `${missing} things are`} missing there.`;
}

function quoted(path: string): string {
  return /\s/.test(path) ? `"${path}"` : path;
}
