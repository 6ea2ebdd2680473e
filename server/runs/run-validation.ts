import { stripVTControlCharacters } from 'node:util';
import type { ValidationEnded } from '#schemas/protocol/validations.ts';
import { commandEnvironment } from '../platform/processes/environment.ts';
import { runCommand } from '../platform/processes/run-command.ts';
import { ProcessError } from '../platform/processes/spawn-group.ts';
import { createRedactor } from '../platform/redact.ts';
import { readProjectConfig } from './project-config.ts';

/** How much of the output is told while it is printed. */
const TOLD_BYTES = 1_048_576;
const TELL_MS = 100;

export interface ValidationRun {
  /** Absolute path of the project. */
  readonly root: string;
  readonly command: string;
  readonly signal: AbortSignal;
  /** Told at most ten times a second, whole lines where there are lines. */
  onOutput(text: string): void;
}

/** Runs a validation command in the person's own folder, with the bounds that it has in a run. Never rejects. */
export async function runValidation(run: ValidationRun): Promise<Omit<ValidationEnded, 'id'>> {
  const clean = createRedactor(process.env).text;
  const lines = createLines(clean, run.onOutput);
  try {
    const config = readProjectConfig(run.root);
    const { exitCode, stopped, durationMs, outputBytes, outputTail } = await runCommand({
      script: run.command,
      cwd: run.root,
      env: commandEnvironment(process.env),
      timeoutMs: config.validationTimeoutSeconds * 1000,
      outputLimitBytes: config.validationOutputMiB * 1_048_576,
      signal: run.signal,
      onStarted: () => undefined,
      onOutput: lines.push,
      clean,
    });
    return { problem: null, result: { exitCode, stopped, durationMs, outputBytes, outputTail } };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return {
      problem: error instanceof ProcessError ? error.message : `It could not be run: ${error.message}`,
      result: null,
    };
  } finally {
    lines.end();
  }
}

/**
 * Gathers what is printed and hands it on in whole lines, so that a secret on a line is known as one. What comes after
 * the first MiB is counted by the result and not told.
 */
function createLines(clean: (text: string) => string, tell: (text: string) => void) {
  const decoder = new TextDecoder();
  let waiting = '';
  let told = 0;
  let timer: NodeJS.Timeout | null = null;
  const flush = (whole: boolean): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    const end = whole ? waiting.length : waiting.lastIndexOf('\n') + 1;
    const text = clean(stripVTControlCharacters(waiting.slice(0, end)));
    waiting = waiting.slice(end);
    if (text !== '') tell(text);
  };
  return {
    push(bytes: Uint8Array): void {
      const accepted = bytes.subarray(0, Math.max(0, TOLD_BYTES - told));
      if (accepted.length === 0) return;
      told += accepted.length;
      waiting += decoder.decode(accepted, { stream: true });
      timer ??= setTimeout(() => flush(false), TELL_MS);
    },
    end: () => flush(true),
  };
}
