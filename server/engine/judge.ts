import type { EventOf } from '#schemas/journal/events.ts';
import type { Gap, VerificationReport } from '#schemas/run/reports.ts';
import { debug } from './debug.ts';
import { describeFailure } from './describe-failure.ts';
import { OPTIONS, raise } from './signals.ts';
import {
  commandsOf,
  passed,
  unproven,
  withoutReceipts,
  withPhase,
  withSpent,
  type PhaseState,
  type RunState,
} from './state.ts';

const MAX_PASSES = 2;

/**
 * Takes a receipt in. A failed command sends the phase to be mended. When a pass is through and a command changed the
 * tree on the way (a formatter does), the earlier receipts are for files that no longer exist: one more pass.
 */
export function judgeValidation(state: RunState, phase: PhaseState, event: EventOf<'command-finished'>): RunState {
  const receipts = [...phase.receipts, event.receipt];
  const commandsRun = phase.commandsRun + 1;
  const next: PhaseState = { ...phase, receipts, commandsRun, tree: event.treeAfter };
  if (!passed(event.receipt)) return judgeFailure(state, next, event);
  if (commandsRun < commandsOf(phase).length) return withPhase(state, next);
  if (receipts.every(({ tree }) => tree === event.treeAfter)) return withPhase(state, next);
  if (phase.passes + 1 < MAX_PASSES) return withPhase(state, { ...withoutReceipts(next), passes: phase.passes + 1 });
  return raise(withPhase(state, unproven(next)), {
    cause: 'validation',
    phase: phase.id,
    text: `Phase ${phase.id}: the validation commands of ${phase.prp?.path ?? 'the PRP'} change the files they check every time they run, so no receipt can stand. Make them leave the files alone, then try again.`,
    options: [OPTIONS.retry, OPTIONS.defer],
  });
}

/** What an agent can mend goes to one; a missing program or a command that does not end needs a person. */
function judgeFailure(state: RunState, phase: PhaseState, event: EventOf<'command-finished'>): RunState {
  const { receipt, concerns } = event;
  if (receipt.stopped === null) return debug(state, phase, { gaps: [], failing: [receipt], owners: concerns });
  const source = commandsOf(phase)[phase.commandsRun - 1]?.source ?? phase.prp?.path ?? 'the PRP';
  return raise(withPhase(state, phase), {
    cause: 'validation',
    phase: phase.id,
    severity: 'high',
    text: `Phase ${phase.id}: ${describeFailure(receipt, source)}`,
    detail: receipt.outputTail,
    options: [OPTIONS.retry, OPTIONS.debug, OPTIONS.defer],
  });
}

/** PASS needs both: receipts, and an independent validator that finds nothing. */
export function judgeVerification(
  state: RunState,
  phase: PhaseState,
  event: EventOf<'worktree-ready' | 'work-observed' | 'agent-ended' | 'agent-failed' | 'work-collected' | 'work-lost'>,
): RunState {
  switch (event.type) {
    case 'worktree-ready': {
      const worktree = { path: event.path, branch: event.branch, base: phase.commit?.sha ?? '' };
      return withPhase(state, {
        ...withSpent(phase, { path: event.path, branch: event.branch, tip: worktree.base }),
        validatorWorktree: worktree,
        validatorAttempts: phase.validatorAttempts + 1,
      });
    }
    case 'agent-failed': {
      const next = withPhase(state, { ...phase, validatorWorktree: null });
      if (event.code !== 'not-startable' && phase.validatorAttempts < state.policy.attempts) return next;
      return askAboutVerification(next, phase, `no validator could verify it: ${event.message}`, null);
    }
    case 'agent-ended':
      return verified(state, phase, event);
    default:
      return state;
  }
}

function verified(state: RunState, phase: PhaseState, event: EventOf<'agent-ended'>): RunState {
  const { verification, gapOwners } = event;
  if (!verification) {
    const next = withPhase(state, { ...phase, validatorWorktree: null });
    if (phase.validatorAttempts < state.policy.attempts) return next;
    return askAboutVerification(next, phase, 'its validator gave no VERIFICATION REPORT', null);
  }
  const next = { ...phase, verification };
  switch (verification.grade) {
    case 'PASS':
      return withPhase(state, next);
    case 'GAPS_FOUND': {
      const known = gapOwners.every((owner) => owner !== null);
      const owners = known ? [...new Set(gapOwners.flatMap((owner) => owner ?? []))] : [];
      return debug(state, next, { gaps: gapsOf(verification), failing: [], owners });
    }
    case 'HUMAN_NEEDED':
      return askAboutVerification(
        withPhase(state, next),
        next,
        'its validator asks for a person',
        verification.warnings || verification.requirements,
      );
  }
}

/** A report that finds gaps and names none still says something. */
function gapsOf({ gaps, warnings, requirements }: VerificationReport): readonly Gap[] {
  if (gaps.length > 0) return gaps;
  const words = (warnings || requirements || 'The validator found gaps and named none.').slice(0, 2_000);
  return [{ gap: words, expected: 'what the PRP asks for', actual: words, severity: 'MAJOR', files: [] }];
}

function askAboutVerification(state: RunState, phase: PhaseState, why: string, detail: string | null): RunState {
  return raise(state, {
    cause: 'verification',
    phase: phase.id,
    severity: 'high',
    from: 'validator',
    text: `Phase ${phase.id} passes its validation commands, but ${why}. Accept it with a reason, say what is to be mended, or verify it again.`,
    detail,
    options: [OPTIONS.accept, OPTIONS.guide, OPTIONS.retry, OPTIONS.defer],
  });
}

/** Contracts that do not fit go back to the side that left what was agreed. */
export function judgeComparisons(state: RunState, phase: PhaseState, event: EventOf<'contracts-compared'>): RunState {
  const next = { ...phase, comparisons: event.comparisons, compared: true };
  const differences = event.comparisons.flatMap((comparison) =>
    comparison.differences.map((difference) => ({ ...difference, pair: `${comparison.from} → ${comparison.to}` })),
  );
  if (differences.length === 0) return withPhase(state, next);
  const gaps: Gap[] = differences.map(({ message, pair }) => ({
    gap: `Contract ${pair}: ${message}`.slice(0, 2_000),
    expected: 'what the contract says',
    actual: message.slice(0, 2_000),
    severity: 'CRITICAL',
    files: [],
  }));
  const owners = [...new Set(differences.map(({ workstream }) => workstream))];
  return debug(state, next, { gaps, failing: [], owners });
}
