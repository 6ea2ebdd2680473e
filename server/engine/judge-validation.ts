import type { EventOf } from '#schemas/journal/events.ts';
import type { Receipt } from '#schemas/run/receipt.ts';
import { commandsOf, passed, waitFor, withPhase, type PhaseState, type RunState } from './state.ts';

const MAX_PASSES = 2;

/**
 * Takes a receipt in. A failed command ends the pass and asks a person. When a pass is through and a command changed
 * the tree on the way (a formatter does), the earlier receipts are for files that no longer exist: one more pass.
 */
export function judgeValidation(state: RunState, phase: PhaseState, event: EventOf<'command-finished'>): RunState {
  const receipts = [...phase.receipts, event.receipt];
  const commandsRun = phase.commandsRun + 1;
  const next: PhaseState = { ...phase, receipts, commandsRun, tree: event.treeAfter };
  if (!passed(event.receipt)) {
    const source = commandsOf(phase)[phase.commandsRun]?.source ?? phase.prp ?? 'the PRP';
    return waitFor(state, next, `Phase ${phase.id}: ${describeFailure(event.receipt, source)}`);
  }
  if (commandsRun < commandsOf(phase).length) return withPhase(state, next);
  if (receipts.every(({ tree }) => tree === event.treeAfter)) return withPhase(state, next);
  if (phase.passes + 1 < MAX_PASSES) {
    return withPhase(state, { ...next, receipts: [], commandsRun: 0, passes: phase.passes + 1 });
  }
  const reason = `Phase ${phase.id}: the validation commands of ${phase.prp ?? 'the PRP'} change the files they check every time they run, so no receipt can stand. Make them leave the files alone, then resume.`;
  return waitFor(state, { ...next, tree: null }, reason);
}

/** One sentence for a person: what failed, where it stands, how it ended, and what can be done. */
export function describeFailure(receipt: Receipt, source: string): string {
  const what = `level ${receipt.level} (${receipt.title}), \`${firstLine(receipt.command)}\` from ${source},`;
  const seconds = `${(receipt.durationMs / 1000).toFixed(1)} s`;
  switch (receipt.stopped) {
    case 'timeout':
      return `${what} was still running after ${seconds} and was stopped. Mend the command or raise validationTimeoutSeconds in .clutch/config.json, then resume.`;
    case 'output-limit':
      return `${what} printed more than ${(receipt.outputBytes / 1_048_576).toFixed(1)} MiB and was stopped. Make it quieter or raise validationOutputMiB in .clutch/config.json, then resume.`;
    case 'not-found':
      return `${what} was not found: ${lastLine(receipt.outputTail)} Install it or mend the PRP, then resume.`;
    case 'aborted':
      return `${what} was stopped. Resume to run it again.`;
    case 'signal':
      return `${what} was killed by a signal after ${seconds}. Resume to run it again.`;
    case null:
      return `${what} exited ${receipt.exitCode} after ${seconds}: ${lastLine(receipt.outputTail)} Resume to send it back to its executor.`;
  }
}

function firstLine(text: string): string {
  const [line = ''] = text.split('\n');
  return line.length === text.length ? line : `${line} …`;
}

function lastLine(text: string): string {
  const line = text.trim().split('\n').at(-1)?.trim() ?? '';
  return line ? `“${line.slice(0, 300)}”.` : 'it printed nothing.';
}
