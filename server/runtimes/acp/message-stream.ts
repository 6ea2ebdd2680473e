import { type AnyMessage, type AnyNotification, methods, type Stream } from '@agentclientprotocol/sdk';
import { readMessages } from '../process/read-messages.ts';
import type { AgentLink } from '../process/run-agent-process.ts';

/** Requests of the agent that may be unanswered; nothing more is read until there are fewer, or they are smaller. */
const MAX_UNANSWERED = 256;
const MAX_UNANSWERED_BYTES = 16 * 1024 * 1024;

export interface StreamListener {
  /** Params of a `session/update`, unchecked. */
  onUpdate(params: unknown): void;
  onEnd(): void;
}

/**
 * JSON-RPC messages, one a line. The SDK's own stream answers a malformed line and goes on; here it ends the
 * conversation. Updates never reach the SDK: it would print its own error for each one that a newer agent sends, and
 * handle them later than the answer that ends the turn.
 */
export function createMessageStream(link: AgentLink, { onUpdate, onEnd }: StreamListener): Stream {
  const unanswered = createUnanswered();
  let wanted = true;
  return {
    readable: new ReadableStream<AnyMessage>({
      start(controller) {
        const take = (message: object, bytes: number) => {
          if (!isMessage(message)) throw link.breach(`printed ${JSON.stringify(message).slice(0, 120)}`);
          if (isUpdate(message)) return onUpdate(message.params);
          if (wanted) controller.enqueue(message);
          if ('method' in message && 'id' in message) unanswered.add(message.id, bytes);
          return unanswered.room();
        };
        void readMessages(link, take).finally(() => {
          onEnd();
          if (wanted) controller.close();
        });
      },
      cancel: () => void (wanted = false),
    }),
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
  let freed = Promise.withResolvers<void>();
  const isFull = () => sizes.size >= MAX_UNANSWERED || total >= MAX_UNANSWERED_BYTES;
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

/** The envelope only; the SDK checks what is in it. */
function isMessage(value: object): value is AnyMessage {
  if (!('jsonrpc' in value) || value.jsonrpc !== '2.0') return false;
  if ('method' in value) return typeof value.method === 'string';
  return 'id' in value && ('result' in value || 'error' in value);
}

function isUpdate(message: AnyMessage): message is AnyNotification {
  return 'method' in message && message.method === methods.client.session.update && !('id' in message);
}
