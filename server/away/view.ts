import type { AwayCycle, AwayReport, AwaySkipped, AwayState, AwayView } from '#schemas/protocol/away.ts';
import type { RunView } from '#schemas/run/run.ts';
import { parseDocument } from '../language/parse-document.ts';
import type { ArmedState } from './armed-state.ts';
import { blockersOf } from './blockers.ts';
import { compilePlan } from './policy/compile.ts';
import { examplesOf, type Ground } from './policy/decide.ts';
import { hashOf, type PlanFile } from './plan-file.ts';
import { capsOf, lastSign } from './reached.ts';

/** What a view of a project's away plan is made of. */
export interface ViewInput {
  readonly project: string;
  readonly file: PlanFile;
  /** As it is in an editor; undefined: as it is on disk. */
  readonly unsaved: string | undefined;
  readonly state: ArmedState | null;
  /** Of this project. */
  readonly runs: readonly RunView[];
  readonly now: number;
  readonly ground: Ground;
  readonly skipped: readonly AwaySkipped[];
  readonly cycles: readonly AwayCycle[];
  readonly report: AwayReport | null;
}

const MAX_SKIPPED = 200;
const MAX_CYCLES = 50;
const MINUTE = 60_000;

export async function viewOf(input: ViewInput): Promise<AwayView> {
  const { project, file, unsaved, state, runs, now, ground, skipped, cycles, report } = input;
  const text = unsaved ?? file.text;
  const exists = file.path !== null || unsaved !== undefined;
  const document = parseDocument(text);
  const compiled = await compilePlan(document);
  const { plan, conditions } = compiled;
  const isArmed = state !== null && state.ended === null;
  const blockers = exists && !isArmed ? blockersOf(document, now) : [];
  return {
    project,
    plan: file.path,
    name: plan.name,
    state: stateOf(state, exists, blockers.length === 0),
    hash: exists ? hashOf(text) : null,
    unsaved: unsaved !== undefined && unsaved !== file.text,
    blockers: [...blockers],
    objective: plan.objective?.text ?? null,
    expires: plan.expires?.at ?? null,
    caps: capsOf(state, conditions, { now, runs }),
    whenAsked: compiled.whenAsked,
    clauses: [...compiled.clauses],
    examples: exists ? await examplesOf(compiled, ground) : [],
    stopConditions: [...conditions.shown],
    checkpoints: plan.checkpointPolicy.map((entry) => entry.text),
    verification: plan.verification.map(({ text: command, range }) => ({ command, line: range.start.line + 1 })),
    armed: state ? { at: state.at, by: state.by, hash: state.hash, ended: state.ended } : null,
    deadMan: {
      limitMinutes: conditions.idleMinutes,
      person: state?.presentAt ?? null,
      progress: state?.progressAt ?? null,
      endsAt: isArmed ? lastSign(state) + conditions.idleMinutes * MINUTE : null,
    },
    skipped: skipped.slice(0, MAX_SKIPPED),
    cycles: cycles.slice(-MAX_CYCLES).toReversed(),
    report,
  };
}

export function stateOf(state: ArmedState | null, exists: boolean, canBeArmed: boolean): AwayState {
  if (state && state.ended === null) return 'armed';
  if (state?.ended && !state.acknowledged) return state.ended.kind === 'expired' ? 'expired' : 'stopped';
  if (!exists) return 'none';
  return canBeArmed ? 'ready' : 'draft';
}
