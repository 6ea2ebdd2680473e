import * as z from 'zod';
import { readMessages } from '../process/read-messages.ts';
import type { AgentLink } from '../process/run-agent-process.ts';

const RequestId = z.union([z.string(), z.number()]);
/** JSON-RPC without its version. */
const Envelope = z.union([
  z.object({ id: RequestId, method: z.string(), params: z.unknown().optional() }),
  z.object({ method: z.string(), params: z.unknown().optional() }),
  z.object({ id: RequestId, error: z.object({ message: z.string() }) }),
  z.object({ id: RequestId, result: z.unknown() }),
]);

/** The program says that it cannot do what it was asked for. */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest';
}

export interface Connection {
  /** What the program prints has ended, and was read. */
  readonly lost: Promise<void>;
  /** Rejects with a `RefusedRequest`. Never settles after the connection was lost. */
  request<Answer>(method: string, params: object, shape: z.ZodType<Answer>): Promise<Answer>;
  notify(method: string): void;
}

export interface ConnectionListener {
  onNotification(message: { readonly method: string; readonly params?: unknown }): void;
  /** Resolves to the result; null for what is not known here. */
  onRequest(method: string, params: unknown): Promise<object | null>;
}

export function connect(link: AgentLink, { onNotification, onRequest }: ConnectionListener): Connection {
  const open = new Map<string | number, PromiseWithResolvers<unknown>>();
  let requests = 0;
  const send = (message: object) => void link.output.write(`${JSON.stringify(message)}\n`);

  const respond = async (id: string | number, method: string, params: unknown) => {
    const result = await onRequest(method, params);
    send(
      result === null ? { id, error: { code: -32_601, message: `CLUTCH does not know ${method}.` } } : { id, result },
    );
  };

  const receive = (raw: object) => {
    const envelope = Envelope.safeParse(raw);
    if (!envelope.success)
      throw link.breach(`sent a message that is no JSON-RPC: ${JSON.stringify(raw).slice(0, 120)}`);
    const message = envelope.data;
    if (!('method' in message)) {
      const answered = open.get(message.id);
      open.delete(message.id);
      if ('error' in message) answered?.reject(new RefusedRequest(message.error.message));
      else answered?.resolve(message.result);
    } else if ('id' in message) {
      const { id, method, params } = message;
      respond(id, method, params).catch((error: unknown) =>
        link.fail(error instanceof z.ZodError ? link.breach(`asks for ${method} in another shape`) : error),
      );
    } else onNotification(message);
  };

  return {
    lost: readMessages(link, receive),
    async request(method, params, shape) {
      requests += 1;
      const answered = Promise.withResolvers<unknown>();
      open.set(requests, answered);
      send({ id: requests, method, params });
      const answer = shape.safeParse(await answered.promise);
      if (!answer.success) throw link.breach(`answers ${method} in another shape`);
      return answer.data;
    },
    notify: (method) => send({ method }),
  };
}
