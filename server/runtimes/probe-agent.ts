import type { InitializeRequest } from '@agentclientprotocol/sdk';
import * as z from 'zod';
import type { AgentKind, AgentSettings } from '#schemas/agents.ts';
import { AgentError } from '../engine/ports.ts';
import type { BriefProcesses } from '../platform/processes/brief-processes.ts';
import { ProcessError } from '../platform/processes/spawn-group.ts';
import { type Answer, askInJson } from './dialogue.ts';
import { FETCH_MS, type FoundAgent } from './find-agent.ts';

/** How agents of one kind are greeted: one message that costs nothing, and what answers it. */
interface Greeting {
  /** Behind the agent's own arguments. */
  readonly args: readonly string[];
  readonly message: object;
  read(message: unknown): Answer | null;
}

const TIMEOUT_MS = 15_000;
const clientInfo = { name: 'clutch', title: 'CLUTCH', version: '1' };
const ACP_VERSION = 1;

const RpcAnswer = z.object({
  id: z.literal(1),
  result: z.looseObject({ protocolVersion: z.unknown().optional() }).optional(),
  error: z.object({ message: z.string() }).optional(),
});
const ControlAnswer = z.object({
  type: z.literal('control_response'),
  response: z.object({ subtype: z.string(), error: z.string().optional() }),
});

const greetings: Readonly<Partial<Record<AgentKind, Greeting>>> = {
  acp: {
    args: [],
    message: {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: ACP_VERSION, clientInfo, clientCapabilities: {} } satisfies InitializeRequest,
    },
    read: (message) => readRpc(message, ({ protocolVersion }) => protocolVersion === ACP_VERSION),
  },
  claude: {
    args: [
      '-p',
      '--verbose',
      '--input-format=stream-json',
      '--output-format=stream-json',
      // The program alone is asked: hooks and servers of the person's are not started, and no session is kept.
      '--setting-sources=',
      '--strict-mcp-config',
      '--no-session-persistence',
    ],
    message: { type: 'control_request', request_id: 'hello', request: { subtype: 'initialize' } },
    read(message) {
      const answer = ControlAnswer.safeParse(message);
      if (!answer.success) return null;
      const { subtype, error } = answer.data.response;
      return subtype === 'success' ? { answers: true } : refuses(error ?? subtype);
    },
  },
  codex: {
    args: ['app-server'],
    message: { id: 1, method: 'initialize', params: { clientInfo } },
    read: (message) => readRpc(message, () => true),
  },
};

/** An agent as it was found, and how it is driven. */
export interface ProbedAgent {
  readonly name: string;
  readonly kind: AgentKind;
  readonly settings: AgentSettings;
  readonly found: FoundAgent;
}

/**
 * Starts an agent in an empty folder, greets it and ends it: no session, no prompt, no money. A gateway that a person
 * runs is greeted where it is. Null for a kind that has nothing to be greeted by.
 */
export async function probeAgent(
  agent: ProbedAgent,
  processes: BriefProcesses,
  timeoutMs = agent.found.source === 'npx' ? FETCH_MS : TIMEOUT_MS,
): Promise<Answer | null> {
  const { kind, found } = agent;
  if (kind === 'openclaw') return greetGateway(agent, timeoutMs);
  const { program, args, env } = found;
  const greeting = greetings[kind === 'playbook' ? 'acp' : kind];
  if (!greeting || program === null) return null;
  const command = { program, args: [...args, ...greeting.args], env };
  try {
    const answer = await processes.run(command, timeoutMs, (group) =>
      askInJson(group, greeting.message, greeting.read),
    );
    return answer ?? { answers: false, why: `it did not answer within ${timeoutMs / 1_000} seconds` };
  } catch (error) {
    if (error instanceof ProcessError) return { answers: false, why: error.message.replace(/\.$/, '') };
    throw error;
  }
}

async function greetGateway({ name, settings, found }: ProbedAgent, timeoutMs: number): Promise<Answer> {
  const { connectToGateway } = await import('./openclaw/connect.ts');
  const { gatewayAddress } = await import('./openclaw/gateway-address.ts');
  // It may be starting, then it greets us, then we greet it.
  const stepMs = timeoutMs / 3;
  try {
    const connection = await connectToGateway({
      name,
      address: gatewayAddress(name, settings, found.env),
      limits: { startupMs: stepMs, answerMs: stepMs },
      signal: new AbortController().signal,
      onEvent: () => undefined,
    });
    connection.close();
    return { answers: true };
  } catch (error) {
    if (error instanceof AgentError) return { answers: false, why: error.message.replace(/\.$/, '') };
    throw error;
  }
}

function readRpc(message: unknown, fits: (result: { protocolVersion?: unknown }) => boolean): Answer | null {
  const answer = RpcAnswer.safeParse(message);
  if (!answer.success) return null;
  const { result, error } = answer.data;
  if (result === undefined) return refuses(error?.message ?? 'no result');
  return fits(result) ? { answers: true } : { answers: false, why: 'it speaks another version of the protocol' };
}

function refuses(why: string): Answer {
  return { answers: false, why: `it refuses: ${why.replaceAll(/\p{Cc}/gu, ' ').slice(0, 300)}` };
}
