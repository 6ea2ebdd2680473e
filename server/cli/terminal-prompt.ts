import { createInterface } from 'node:readline';

/** Asks a person. */
export interface Prompt {
  /** What was typed or pasted, without the last line break; null when the person leaves (Ctrl-C, Ctrl-D). */
  ask(question: string): Promise<string | null>;
  close(): void;
}

/** Lines that come faster than anybody types were pasted, and are one answer. */
const PASTE_MS = 30;

/** Null where nobody sits in front of it: then nothing may be asked. */
export function terminalPrompt(input = process.stdin, output = process.stdout): Prompt | null {
  if (!input.isTTY || !output.isTTY) return null;
  const reader = createInterface({ input, output });
  let closed = false;
  let onLine: (line: string) => void = () => undefined;
  let onClose: () => void = () => undefined;
  reader.on('line', (line) => onLine(line));
  reader.on('SIGINT', () => reader.close());
  reader.on('close', () => {
    closed = true;
    onClose();
  });
  return {
    close: () => reader.close(),
    ask: (question) =>
      new Promise((resolve) => {
        if (closed) {
          resolve(null);
          return;
        }
        const lines: string[] = [];
        let timer: NodeJS.Timeout | undefined;
        const finish = (): void => {
          // The last line of what was pasted waits for its Enter.
          if (reader.line === '') resolve(lines.join('\n'));
        };
        onLine = (line) => {
          lines.push(line);
          clearTimeout(timer);
          timer = setTimeout(finish, PASTE_MS);
        };
        onClose = () => {
          clearTimeout(timer);
          resolve(null);
        };
        reader.setPrompt(question);
        reader.prompt();
      }),
  };
}
