import { AgentError, type AgentMission, type AgentOutcome, type AgentRuntime } from '../../engine/ports.ts';
import { type Connection, connectToGateway, type Limits } from './connect.ts';
import { asProtocolError } from './failures.ts';
import { gatewayAddress } from './gateway-address.ts';
import { GatewayRefusal } from './rpc-socket.ts';
import { enterSession } from './session.ts';
import { takeTurn, type Turn } from './turn.ts';

export interface OpenclawRuntimeSpec {
  readonly name: string;
  /** See `agentEnvironment`. `OPENCLAW_GATEWAY_TOKEN` and `OPENCLAW_GATEWAY_PORT` are read from it. */
  readonly environment: NodeJS.ProcessEnv;
  readonly limits?: Limits;
}

const USUAL_LIMITS: Limits = { startupMs: 60_000, answerMs: 30_000 };

/**
 * A runtime for the gateway of OpenClaw that a person runs on this machine. Each mission is a session of its own there,
 * rooted in the worktree and in the mode in which OpenClaw asks before any command. The gateway and what an agent leaves
 * running in it belong to the person: nothing is started here, and nothing but the turn is ended.
 */
export function createOpenclawRuntime({ name, environment, limits = USUAL_LIMITS }: OpenclawRuntimeSpec): AgentRuntime {
  return {
    name,
    resumes: 'session',
    async run(mission) {
      if (mission.signal.aborted) throw aborted(name);
      const address = gatewayAddress(name, mission.settings, environment);
      let turn: Turn | null = null;
      // What comes before the prompt was sent is about nothing that we asked for.
      const onEvent = (event: string, payload: unknown) => turn?.onEvent(event, payload);
      try {
        const connection = await connectToGateway({ name, address, limits, signal: mission.signal, onEvent });
        try {
          const key = await Promise.race([enterSession(connection, mission), connection.failed, stopped(mission)]);
          turn = takeTurn({ name, connection, mission, key });
          return await settle(turn, connection);
        } finally {
          connection.close();
        }
      } catch (error) {
        throw mission.signal.aborted ? aborted(name, error) : explain(name, error);
      }
    },
  };
}

/** Rejects when the mission is ended; never resolves. */
function stopped({ signal }: AgentMission): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
    if (signal.aborted) reject(new Error('stopped'));
  });
}

/** However it ends, the run is over in the gateway, too. */
async function settle(turn: Turn, connection: Connection): Promise<AgentOutcome> {
  try {
    return await Promise.race([turn.outcome(), connection.failed]);
  } finally {
    await turn.end();
  }
}

function explain(name: string, error: unknown): unknown {
  if (!(error instanceof GatewayRefusal)) return asProtocolError(name, error);
  return new AgentError('not-startable', `The agent ${name} refused the mission: ${error.message}.`, { cause: error });
}

function aborted(name: string, cause?: unknown): AgentError {
  return new AgentError('aborted', `The agent ${name} was stopped.`, { cause });
}
