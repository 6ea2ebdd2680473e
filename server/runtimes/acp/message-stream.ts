import { type AnyMessage, type AnyNotification, methods, type Stream } from '@agentclientprotocol/sdk';
import { MAX_NESTING, nestsTooDeep } from '../process/nesting.ts';
import type { AgentLink } from '../process/run-agent-process.ts';

/** The longest message that an agent may send, in bytes. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;
/** Requests of the agent that may be unanswered; nothing more is read until there are fewer, or they are smaller. */
const MAX_UNANSWERED = 256;
const MAX_UNANSWERED_BYTES = 16 * 1024 * 1024;
const NEWLINE = 0x0a;

export interface StreamListener {
  /** Params of a `session/update`, unchecked. */
  onUpdate(params: unknown): void;
  onEnd(): void;
}

/**
 * JSON-RPC messages, one a line. The SDK's own stream answers a malformed line and goes on; here it ends the
 * conversation, because whoever prints other things on this channel cannot be believed in the rest. Updates never reach
 * the SDK: it would print its own error for each one that a newer agent sends, and handle them later than the answer
 * that ends the turn. Reading waits for the reader, so that an agent that floods is slowed down instead of filling our
 * memory.
 */
export function createMessageStream(link: AgentLink, listener: StreamListener): Stream {
  const unanswered = createUnanswered();
  return {
    readable: readableOf(messagesOf(link, listener, unanswered)),
    writable: new WritableStream<AnyMessage>({
      write(message) {
        if (!('method' in message)) unanswered.remove(message.id);
        return new Promise((resolve, reject) => {
          link.output.write(`${JSON.stringify(message)}\n`, (error) => (error ? reject(error) : resolve()));
        });
      },
    }),
  };
}

/** Each request that waits for an answer is kept in memory as it came. */
interface Unanswered {
  add(id: unknown, bytes: number): void;
  remove(id: unknown): void;
  /** Resolves when there is room for another one. */
  room(): Promise<void>;
}

function createUnanswered(): Unanswered {
  const sizes = new Map<unknown, number>();
  let total = 0;
  const isFull = () => sizes.size >= MAX_UNANSWERED || total >= MAX_UNANSWERED_BYTES;
  let freed = Promise.withResolvers<void>();
  return {
    add(id, bytes) {
      total += bytes - (sizes.get(id) ?? 0);
      sizes.set(id, bytes);
    },
    remove(id) {
      total -= sizes.get(id) ?? 0;
      sizes.delete(id);
      freed.resolve();
      freed = Promise.withResolvers();
    },
    async room() {
      while (isFull()) await freed.promise;
    },
  };
}

function readableOf(messages: AsyncGenerator<AnyMessage, void>): ReadableStream<AnyMessage> {
  return new ReadableStream<AnyMessage>(
    {
      async pull(controller) {
        const next = await messages.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
      async cancel() {
        await messages.return();
      },
    },
    { highWaterMark: 0 },
  );
}

async function* messagesOf(
  link: AgentLink,
  listener: StreamListener,
  unanswered: Unanswered,
): AsyncGenerator<AnyMessage, void> {
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
        const message = parseMessage(line);
        if (message === null) throw link.breach(`printed ${excerpt(line)}`);
        link.silence.broken();
        if (isUpdate(message)) {
          listener.onUpdate(message.params);
          continue;
        }
        if ('method' in message && 'id' in message) unanswered.add(message.id, line.length);
        yield message;
        await unanswered.room();
      }
      if (start < chunk.length) parts.push(chunk.subarray(start));
      size += chunk.length - start;
      if (size > MAX_LINE_BYTES) throw link.breach(`printed a line of more than ${MAX_LINE_BYTES} bytes`);
    }
  } catch (error) {
    // A pipe that was destroyed at the end of the mission ends here as well; nobody waits for it then.
    link.fail(error);
  } finally {
    listener.onEnd();
  }
}

function parseMessage(line: string): AnyMessage | null {
  try {
    const value: unknown = JSON.parse(line);
    return isMessage(value) ? value : null;
  } catch {
    return null;
  }
}

/** The envelope only; the SDK checks what is in it. */
function isMessage(value: unknown): value is AnyMessage {
  if (typeof value !== 'object' || value === null || !('jsonrpc' in value) || value.jsonrpc !== '2.0') return false;
  if ('method' in value) return typeof value.method === 'string';
  return 'id' in value && ('result' in value || 'error' in value);
}

function isUpdate(message: AnyMessage): message is AnyNotification {
  return 'method' in message && message.method === methods.client.session.update && !('id' in message);
}

function excerpt(line: string): string {
  return JSON.stringify(line.length > 120 ? `${line.slice(0, 120)}…` : line);
}
