import { l10n } from 'vscode';
import type { Receipt } from '#schemas/run/receipt.ts';
import type { ExecutionResult } from './executions.ts';

/** How a command is shown in the Testing view; `message` is a sentence, with the end of what was printed. */
export type Outcome =
  | { readonly state: 'passed'; readonly durationMs: number }
  | { readonly state: 'cancelled' }
  | { readonly state: 'failed' | 'errored'; readonly message: string; readonly durationMs: number | undefined };

export function outcomeOf({ problem, result }: ExecutionResult): Outcome {
  if (result === null) {
    return { state: 'errored', message: problem ?? l10n.t('It could not be run.'), durationMs: undefined };
  }
  return outcomeOfResult(result);
}

export function outcomeOfResult({
  exitCode,
  stopped,
  durationMs,
  outputTail,
}: Pick<Receipt, 'exitCode' | 'stopped' | 'durationMs' | 'outputTail'>): Outcome {
  if (stopped === 'aborted') return { state: 'cancelled' };
  if (stopped === null && exitCode === 0) return { state: 'passed', durationMs };
  const message = [reasonOf(exitCode, stopped), outputTail.trim()].filter((part) => part !== '').join('\n\n');
  return { state: stopped === null ? 'failed' : 'errored', message, durationMs };
}

function reasonOf(exitCode: number | null, stopped: Exclude<Receipt['stopped'], 'aborted'>): string {
  switch (stopped) {
    case null:
      return l10n.t('It ended with exit code {0}.', exitCode ?? '?');
    case 'timeout':
      return l10n.t(
        'It took too long and was ended with everything that it had started. `validationTimeoutSeconds` in .clutch/config.json says how long it may take.',
      );
    case 'output-limit':
      return l10n.t(
        'It printed too much and was ended. `validationOutputMiB` in .clutch/config.json says how much it may print.',
      );
    case 'not-found':
      return l10n.t('A program that it names is not installed on this machine, or is not on the PATH of the server.');
    case 'signal':
      return l10n.t('It was ended by a signal that did not come from CLUTCH.');
  }
}
