import { setTimeout as delay } from 'node:timers/promises';
import { AgentError } from '../../engine/ports.ts';
import { asProtocolError, notProtocol } from './failures.ts';
import { Hello, PROTOCOL } from './frames.ts';
import type { GatewayAddress } from './gateway-address.ts';
import { GatewayRefusal, openRpcSocket, type RpcSocket } from './rpc-socket.ts';

export interface Limits {
  /** Until a gateway that is still starting is ready. */
  readonly startupMs: number;
  /** Until it answers a single request. */
  readonly answerMs: number;
}

export interface ConnectionDeps {
  readonly name: string;
  readonly address: GatewayAddress;
  readonly limits: Limits;
  /** Gives up connecting. */
  readonly signal: AbortSignal;
  onEvent(event: string, payload: unknown): void;
}

export type Connection = Pick<RpcSocket, 'request' | 'failed' | 'close'>;

const RETRY_MS = 500;
/**
 * The gateway lets a backend on the same machine in by its token alone. To let an agent work in any folder it wants an
 * administrator; `approvals` is what tells us about commands that wait for a word.
 */
const CLIENT = { id: 'gateway-client', version: '1', platform: process.platform, mode: 'backend' };
const SCOPES = ['operator.read', 'operator.write', 'operator.approvals', 'operator.admin'];
const CAPABILITIES = ['tool-events', 'approvals', 'exec-approvals', 'session-scoped-events'];

/** Connects and introduces itself. A gateway that is still starting says so and is asked again until it is ready. */
export async function connectToGateway(deps: ConnectionDeps): Promise<Connection> {
  const { name, address, limits, signal } = deps;
  const deadline = performance.now() + limits.startupMs;
  for (;;) {
    try {
      return await introduce(deps);
    } catch (error) {
      if (!(error instanceof GatewayRefusal)) throw asProtocolError(name, error);
      if (error.code !== 'UNAVAILABLE') throw refused(name, address, error);
      if (performance.now() > deadline) {
        const message = `The gateway of ${name} at ${address.url} was not ready within ${limits.startupMs / 1_000} seconds: ${error.message}`;
        throw new AgentError('not-startable', message, { cause: error });
      }
    }
    await delay(RETRY_MS, undefined, { signal });
  }
}

async function introduce({ name, address, limits, signal, onEvent }: ConnectionDeps): Promise<Connection> {
  const challenged = Promise.withResolvers<void>();
  const socket = openRpcSocket({
    name,
    url: address.url,
    answerMs: limits.answerMs,
    onEvent(event, payload) {
      if (event === 'connect.challenge') challenged.resolve();
      else onEvent(event, payload);
    },
  });
  const giveUp = () => socket.fail(new AgentError('aborted', `The agent ${name} was stopped.`));
  const tooLate = () => socket.fail(new AgentError('protocol', notProtocol(name, 'it did not greet us')));
  const timer = setTimeout(tooLate, limits.answerMs);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    await Promise.race([challenged.promise, socket.failed]);
    const auth = address.token === null ? {} : { auth: { token: address.token } };
    const versions = { minProtocol: PROTOCOL, maxProtocol: PROTOCOL };
    const who = { client: CLIENT, role: 'operator', scopes: SCOPES, caps: CAPABILITIES };
    Hello.parse(await socket.request('connect', { ...versions, ...who, ...auth }));
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}

function refused(name: string, { url }: GatewayAddress, error: GatewayRefusal): AgentError {
  const advice = /unauthorized|token|password/i.test(error.message)
    ? ' Set OPENCLAW_GATEWAY_TOKEN in the `env` of the agent in the settings of this machine.'
    : '';
  const message = `The gateway of ${name} at ${url} refused the connection: ${error.message}.${advice}`;
  return new AgentError('not-startable', message, { cause: error });
}
