import type { AgentMission } from '../../server/engine/ports.ts';
import { createOpenclawRuntime } from '../../server/runtimes/openclaw/create-openclaw-runtime.ts';
import { perform, type Performance } from '../contract/runtime/contract.ts';
import { until } from './processes.ts';
import { type Peer, startWebSocketServer } from './web-socket-server.ts';

export const KEY = 'agent:main:dashboard:1';

export interface Request {
  readonly id: string;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** What a gateway of a test can do while it answers a request. */
export interface Gate {
  readonly peer: Peer;
  answer(payload?: unknown): void;
  refuse(code: string, message: string): void;
  event(event: string, payload: object): void;
  /** An event of the run that the prompt began. */
  chat(state: string, more?: object): void;
  say(delta: string): void;
}

export type Answers = Readonly<Record<string, (gate: Gate, request: Request) => void>>;

/** A gateway that lets everybody in and ends every turn at once. */
export const usual: Answers = {
  connect: ({ answer }) => answer({ type: 'hello-ok', protocol: 4 }),
  'sessions.create': ({ answer }) => answer({ key: KEY }),
  'sessions.describe': ({ answer }) => answer({ session: { key: KEY } }),
  'sessions.messages.subscribe': ({ answer }) => answer({}),
  'chat.send'({ answer, chat }, { params }) {
    answer({ runId: params['idempotencyKey'] });
    chat('final');
  },
  'chat.abort'({ answer, chat }) {
    chat('aborted');
    answer({});
  },
  'chat.history': ({ answer }) => answer({ messages: [] }),
  'exec.approval.resolve': ({ answer }) => answer({}),
};

export interface Stage {
  readonly requests: readonly Request[];
  connections(): number;
  start(changes?: Partial<AgentMission>): Performance;
}

/** Plays with a gateway that differs from the usual in some answers. */
export async function withGateway(
  answers: Answers,
  play: (stage: Stage) => Promise<void>,
  greets = true,
): Promise<void> {
  const requests: Request[] = [];
  const server = await startWebSocketServer((peer) => {
    let run: unknown = null;
    const event = (name: string, payload: object) =>
      void peer.send(JSON.stringify({ type: 'event', event: name, payload: { sessionKey: KEY, ...payload } }));
    if (greets) event('connect.challenge', { nonce: 'n', ts: 1 });
    return (text) => {
      const request: Request = JSON.parse(text);
      requests.push(request);
      if (request.method === 'chat.send') run = request.params['idempotencyKey'];
      const respond = (result: object) => void peer.send(JSON.stringify({ type: 'res', id: request.id, ...result }));
      const gate: Gate = {
        peer,
        event,
        answer: (payload) => respond({ ok: true, payload }),
        refuse: (code, message) => respond({ ok: false, error: { code, message } }),
        chat: (state, more = {}) => event('chat', { runId: run, state, ...more }),
        say: (delta) => event('agent', { stream: 'assistant', data: { delta, itemId: '1' } }),
      };
      ({ ...usual, ...answers })[request.method]?.(gate, request);
    };
  });
  const runtime = createOpenclawRuntime({
    name: 'openclaw',
    environment: { OPENCLAW_GATEWAY_TOKEN: 'tok-123' },
    limits: { startupMs: 1_500, answerMs: 1_000 },
  });
  try {
    const start = (changes: Partial<AgentMission> = {}) =>
      perform(runtime, { cwd: '/tree', settings: { url: server.url }, ...changes });
    await play({ requests, start, connections: server.connections });
    await until(() => server.connections() === 0, { what: 'the connection was closed' });
  } finally {
    await server.close();
  }
}

/** Answers the prompt, then does something else than ending the turn. */
export const onPrompt = (next: (gate: Gate) => void): Answers => ({
  'chat.send'(gate, { params }) {
    gate.answer({ runId: params['idempotencyKey'] });
    next(gate);
  },
});
