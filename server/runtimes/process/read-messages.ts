import { MAX_NESTING, nestsTooDeep } from './nesting.ts';
import type { AgentLink } from './run-agent-process.ts';

/** The longest message that an agent may send, in bytes. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * Reads JSON objects, one a line, until the agent closes its output. Whoever prints other things on this channel cannot
 * be believed in the rest, so a malformed line fails the mission, as an error of `onMessage` does, and nothing is read
 * after it. Reading waits for `onMessage`, so that an agent that floods is slowed down instead of filling our memory.
 */
export async function readMessages(
  link: Pick<AgentLink, 'input' | 'silence' | 'fail' | 'breach'>,
  onMessage: (message: object, length: number) => void | Promise<void>,
): Promise<void> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of link.input as AsyncIterable<Buffer>) {
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        const line = Buffer.concat([...parts.splice(0), chunk.subarray(start, end)]).toString('utf8');
        start = end + 1;
        size = 0;
        if (line.trim() === '') continue;
        if (nestsTooDeep(line)) throw link.breach(`printed a message of more than ${MAX_NESTING} levels`);
        const message = parseObject(line);
        if (message === null) throw link.breach(`printed ${excerpt(line)}`);
        link.silence.broken();
        await onMessage(message, line.length);
      }
      if (start < chunk.length) parts.push(chunk.subarray(start));
      size += chunk.length - start;
      if (size > MAX_LINE_BYTES) throw link.breach(`printed a line of more than ${MAX_LINE_BYTES} bytes`);
    }
  } catch (error) {
    // A pipe that was destroyed at the end of the mission ends here as well; nobody waits for it then.
    link.fail(error);
  }
}

function parseObject(line: string): object | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function excerpt(line: string): string {
  return JSON.stringify(line.length > 120 ? `${line.slice(0, 120)}…` : line);
}
