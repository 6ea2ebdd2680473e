import { randomUUID } from 'node:crypto';
import { AgentError } from '../../engine/ports.ts';
import { asProtocolError, notProtocol } from './failures.ts';
import { Frame } from './frames.ts';
import { nestsTooDeep } from '../process/nesting.ts';

export interface RpcSocket {
  /** Resolves to the payload. Rejects with a `GatewayRefusal`, or with an `AgentError` when no answer comes. */
  request(method: string, params: object): Promise<unknown>;
  /** Rejects when the connection is lost or speaks another protocol; never resolves. */
  readonly failed: Promise<never>;
  fail(error: unknown): void;
  close(): void;
}

export interface RpcSocketDeps {
  readonly name: string;
  readonly url: string;
  /** How long an answer may take. */
  readonly answerMs: number;
  onEvent(event: string, payload: unknown): void;
}

/** The gateway understood and said no. */
export class GatewayRefusal extends Error {
  override readonly name = 'GatewayRefusal';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** More than the gateway itself says that it sends. */
const MAX_FRAME = 32 * 1024 * 1024;

/** Requests with their answers, and events, over one WebSocket. */
export function openRpcSocket({ name, url, answerMs, onEvent }: RpcSocketDeps): RpcSocket {
  const socket = new WebSocket(url);
  const waiting = new Map<string, PromiseWithResolvers<unknown>>();
  const failed = Promise.withResolvers<never>();
  // It may be settled when nobody waits for it any more.
  failed.promise.catch(() => undefined);
  const fail = (error: unknown) => failed.reject(asProtocolError(name, error));
  const take = (data: unknown) => {
    const text = textOf(data);
    if (nestsTooDeep(text)) throw new AgentError('protocol', notProtocol(name, 'it sent a frame that nests too deep'));
    const frame = Frame.parse(JSON.parse(text));
    if (frame.type === 'event') return onEvent(frame.event, frame.payload);
    const { code = 'UNKNOWN', message = 'it gave no reason' } = frame.error ?? {};
    if (frame.ok) waiting.get(frame.id)?.resolve(frame.payload);
    else waiting.get(frame.id)?.reject(new GatewayRefusal(code, message));
  };
  let isUp = false;
  socket.addEventListener('open', () => (isUp = true));
  socket.addEventListener('message', ({ data }) => {
    try {
      take(data);
    } catch (error) {
      fail(error);
      socket.close();
    }
  });
  // What the gateway answered before it closed is told first; a microtask is not enough for that.
  socket.addEventListener('close', () => setImmediate(() => fail(isUp ? lost(name, url) : absent(name, url))));
  return {
    failed: failed.promise,
    fail,
    close: () => socket.close(),
    async request(method, params) {
      const id = randomUUID();
      const answer = Promise.withResolvers<unknown>();
      const tooLate = () => answer.reject(new AgentError('protocol', notProtocol(name, `it did not answer ${method}`)));
      const timer = setTimeout(tooLate, answerMs);
      waiting.set(id, answer);
      try {
        socket.send(JSON.stringify({ type: 'req', id, method, params }));
        return await Promise.race([answer.promise, failed.promise]);
      } finally {
        clearTimeout(timer);
        waiting.delete(id);
      }
    },
  };
}

function textOf(data: unknown): string {
  if (typeof data !== 'string') throw new SyntaxError('a message is not text');
  if (data.length > MAX_FRAME) throw new SyntaxError(`a message is longer than ${MAX_FRAME} characters`);
  return data;
}

function absent(name: string, url: string): AgentError {
  const message = `No gateway of ${name} answers at ${url}. Start it with \`openclaw gateway\`, or set \`url\` of the agent ${name} to where it listens.`;
  return new AgentError('not-startable', message);
}

function lost(name: string, url: string): AgentError {
  return new AgentError('crashed', `The gateway of ${name} at ${url} closed the connection in the middle of the turn.`);
}
