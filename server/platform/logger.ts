import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { createRedactor } from './redact.ts';

export interface Logger {
  readonly file: string;
  info(message: string): void;
  warn(message: string, error?: unknown): void;
  error(message: string, error?: unknown): void;
}

const MAX_BYTES = 2 * 1_048_576;
const OLD_FILES = 3;

/**
 * Appends to `file`; at 2 MiB it becomes `.1`, `.1` becomes `.2`, up to `.3`. A log that cannot be written is dropped,
 * and no secret is written to it.
 */
export function createLogger(file: string, maxBytes = MAX_BYTES): Logger {
  const redactor = createRedactor(process.env);
  mkdirSync(path.dirname(file), { recursive: true });
  let size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const write = (level: string, message: string, error?: unknown): void => {
    const text = error === undefined ? message : `${message}: ${describe(error)}`;
    const line = `${new Date().toISOString()} ${level} ${redactor.text(text)}\n`;
    const bytes = Buffer.byteLength(line);
    try {
      if (size + bytes > maxBytes) {
        rotate(file);
        size = 0;
      }
      appendFileSync(file, line, { mode: 0o600 });
      size += bytes;
    } catch {
      // A full disk must not take the server down because it cannot say so; the run itself reports it.
    }
  };
  return {
    file,
    info: (message) => write('info', message),
    warn: (message, error) => write('warn', message, error),
    error: (message, error) => write('error', message, error),
  };
}

function rotate(file: string): void {
  for (let i = OLD_FILES - 1; i >= 1; i -= 1) {
    if (statSync(`${file}.${i}`, { throwIfNoEntry: false })) renameSync(`${file}.${i}`, `${file}.${i + 1}`);
  }
  if (statSync(file, { throwIfNoEntry: false })) renameSync(file, `${file}.1`);
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\n  caused by ${describe(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
