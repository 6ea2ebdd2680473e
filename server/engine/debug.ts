import type { Gap } from '#schemas/run/reports.ts';
import { describeFailure } from './describe-failure.ts';
import { OPTIONS, raise } from './signals.ts';
import {
  commandsOf,
  passed,
  pendingWorkstream,
  unproven,
  withPhase,
  type PhaseState,
  type RunState,
  type Trouble,
  type WorkstreamState,
} from './state.ts';
import { toMend } from './workers.ts';

/**
 * Sends a phase back to be mended: in a team to the executors that own the files in question, otherwise to a debugger
 * that may touch all of them. After the last cycle a person is asked, with everything that is known.
 */
export function debug(state: RunState, phase: PhaseState, trouble: Trouble): RunState {
  if (phase.debugCycles - phase.debugCyclesAllowed >= state.policy.debugCycles)
    return askForHelp(state, phase, trouble);
  return mend(state, phase, trouble);
}

function mend(state: RunState, phase: PhaseState, trouble: Trouble): RunState {
  const fresh = { ...unproven(phase), compared: false, conflict: null, undebugged: null };
  const next: PhaseState = { ...fresh, debugCycles: phase.debugCycles + 1, failures: [...trouble.failing] };
  return withPhase(state, assign(next, phase.tip ?? phase.chain, trouble));
}

/** Whoever owns the files in question mends them; what no owner is known for goes to one who may touch all of them. */
function assign(phase: PhaseState, tip: string | null, { gaps, failing, owners }: Trouble): PhaseState {
  const finished = phase.workstreams.filter(({ status }) => status === 'completed');
  const known = finished.filter(({ name }) => owners.includes(name));
  const menders = known.length > 0 ? known : finished.length === 1 && phase.workstreams.length === 1 ? finished : [];
  if (menders.length === 0) {
    return { ...phase, debugger: toMend(phase.debugger ?? debuggerOf(phase), tip, gaps, failing) };
  }
  const workstreams = phase.workstreams.map((worker) =>
    menders.includes(worker) ? toMend(worker, tip, gaps, failing) : worker,
  );
  return { ...phase, workstreams };
}

/** A debugger may touch what the executors of the phase may touch. */
function debuggerOf(phase: PhaseState): WorkstreamState {
  const all = phase.workstreams;
  const files = all.some((one) => one.files.length === 0) ? [] : [...new Set(all.flatMap((one) => one.files))];
  const worker = pendingWorkstream({ name: '@debugger', files, dependsOn: [], hash: '', merged: [] }, 'debugger');
  return { ...worker, granted: all.flatMap(({ granted }) => granted) };
}

function askForHelp(state: RunState, phase: PhaseState, trouble: Trouble): RunState {
  const { gaps, failing } = trouble;
  const sources = new Map(commandsOf(phase).map(({ command, source }) => [command, source]));
  const receipts = failing.map((one) => describeFailure(one, sources.get(one.command) ?? phase.prp?.path ?? 'the PRP'));
  const found = [...receipts, ...gaps.map(({ severity, gap }) => `${severity}: ${gap}`)];
  const cycles = phase.debugCycles;
  return raise(withPhase(state, { ...phase, undebugged: trouble }), {
    cause: 'debugging',
    phase: phase.id,
    severity: 'high',
    text: `Phase ${phase.id} was mended ${cycles} ${cycles === 1 ? 'time' : 'times'} and still fails: ${found[0] ?? 'no reason is known'} Say what to do, try again, or defer the phase.`,
    detail: [...found, ...failing.map(({ command, outputTail }) => `$ ${command}\n${outputTail}`)].join('\n\n'),
    options: [OPTIONS.guide, OPTIONS.retry, OPTIONS.defer],
  });
}

/** A person decided that it is to be mended again, whatever the policy says: the cycles count anew. */
export function debugAgain(state: RunState, phase: PhaseState, guidance: string | null): RunState {
  const failing = phase.receipts.filter((receipt) => !passed(receipt));
  const trouble = phase.undebugged ?? { gaps: phase.verification?.gaps ?? [], failing, owners: [] };
  const gaps = guidance === null ? trouble.gaps : [...gapsOf(guidance), ...trouble.gaps];
  return mend(state, { ...phase, debugCyclesAllowed: phase.debugCycles }, { ...trouble, gaps });
}

/** A gap holds so much text; what is longer becomes several. */
const GAP_LENGTH = 2_000;

/** A person's words as gaps, which is what agents mend. */
function gapsOf(words: string): Gap[] {
  const parts = words.match(new RegExp(`[^]{1,${GAP_LENGTH}}`, 'g')) ?? [];
  return parts.map((gap) => ({ gap, expected: '', actual: '', severity: 'CRITICAL', files: [] }));
}
