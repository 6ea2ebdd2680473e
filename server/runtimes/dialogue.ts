import { stripVTControlCharacters } from 'node:util';
import { createByteTail } from '../platform/processes/byte-tail.ts';
import type { ProcessGroup } from '../platform/processes/spawn-group.ts';

/** The longest line that is read, in characters. */
const LONGEST_LINE = 4 * 1024 * 1024;

export type Answer = { readonly answers: true } | { readonly answers: false; readonly why: string };

/**
 * Writes one line of JSON to a program and waits for the one that answers it, passing over the others. `read` gives null
 * for a line that is no answer to this. Has no limit in time of its own.
 */
export async function askInJson(
  { child, exited }: ProcessGroup,
  question: object,
  read: (message: unknown) => Answer | null,
): Promise<Answer> {
  const complaints = createByteTail(2048);
  child.stderr?.on('data', (bytes: Buffer) => complaints.push(bytes));
  const answered = new Promise<Answer>((resolve) => {
    let open = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (open + text).split('\n');
      open = lines.pop() ?? '';
      if (open.length > LONGEST_LINE) resolve({ answers: false, why: 'it says a line that has no end' });
      for (const line of lines) {
        const answer = read(parse(line));
        if (answer) resolve(answer);
      }
    });
  });
  const closed = new Promise<void>((resolve) => child.stdout?.once('close', () => resolve()));
  child.stdin?.write(`${JSON.stringify(question)}\n`);
  const left = Promise.all([exited, closed]).then(([{ code, signal }]): Answer => {
    const last = lastLine(complaints.text());
    return { answers: false, why: `it ended (${signal ?? `exit code ${code}`})${last && `: ${last}`}` };
  });
  return Promise.race([answered, left]);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Not a message: a banner, a warning.
    return null;
  }
}

function lastLine(text: string): string {
  const line = stripVTControlCharacters(text).trim().split('\n').at(-1) ?? '';
  return line.replaceAll(/\p{Cc}/gu, ' ').slice(0, 300);
}
