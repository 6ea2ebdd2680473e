import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import {
  client,
  type ClientConnection,
  methods,
  type NewSessionRequest,
  PROTOCOL_VERSION,
  type PromptRequest,
  type RequestPermissionRequest,
  type RequestPermissionResponse,
  type Stream,
} from '@agentclientprotocol/sdk';
import * as z from 'zod';
import { type AgentAnswer, AgentError, type AgentMission, type StopReason } from '../../engine/ports.ts';
import type { AcpQuirks } from './quirks.ts';
import { createMessageStream } from './message-stream.ts';
import { requestOf, responseFor } from './permissions.ts';
import { createUpdateReader, type UpdateReader } from './read-update.ts';
import { createSilence } from './silence.ts';

const StopReasonField = z.enum(['end_turn', 'max_tokens', 'max_turn_requests', 'refusal', 'cancelled']);

/** One connection to one agent: initialize, one session, one prompt. */
export interface Conversation {
  /** Never settles after the connection was lost; `lost` and `onFailure` tell that story. */
  readonly turn: Promise<StopReason>;
  /** The agent's output ended. */
  readonly lost: Promise<void>;
  /** Asks the agent to end the turn and waits until it does, or as long as the quirks allow. */
  cancel(): Promise<void>;
  close(): void;
}

export interface ConversationDeps {
  readonly agentName: string;
  readonly input: Readable;
  readonly output: Writable;
  readonly mission: AgentMission;
  readonly quirks: AcpQuirks;
  onFailure(error: unknown): void;
}

export function converse(deps: ConversationDeps): Conversation {
  const { agentName, mission, quirks, onFailure } = deps;
  const lost = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<null>();
  const silence = createSilence(mission.silenceMs, () => {
    const seconds = mission.silenceMs / 1_000;
    onFailure(new AgentError('silent', `The agent ${agentName} said and did nothing for ${seconds} seconds.`));
  });
  const updates = createUpdateReader();
  const stream = createMessageStream(deps.input, deps.output, {
    onMessage: () => silence.broken(),
    onUpdate(params) {
      const event = updates.read(params);
      if (event !== null) mission.onEvent(event);
    },
    onMalformed: (why) => onFailure(new AgentError('protocol', notProtocol(agentName, why))),
    onError: onFailure,
    onEnd: () => lost.resolve(),
  });
  const connection = connect(deps, stream, updates, (waiting) =>
    silence.during(Promise.race([waiting, ended.promise])),
  );
  let sessionId: string | null = null;
  const turn = exchange(connection, deps, (id) => (sessionId = id)).catch((error: unknown) => {
    // When the connection is lost every open request fails, and how the process ended says more than that.
    if (connection.signal.aborted) return new Promise<never>(() => undefined);
    throw error;
  });
  return {
    turn,
    lost: lost.promise,
    async cancel() {
      ended.resolve(null);
      if (sessionId === null) return;
      const answered = turn.then(
        () => undefined,
        () => undefined,
      );
      await connection.agent.notify(methods.agent.session.cancel, { sessionId }).catch(onFailure);
      await Promise.race([answered, lost.promise, delay(quirks.cancelMs, undefined, { ref: false })]);
    },
    close() {
      ended.resolve(null);
      silence.stop();
      connection.close();
    },
  };
}

function connect(
  { mission, onFailure }: ConversationDeps,
  stream: Stream,
  updates: UpdateReader,
  whileAsking: (waiting: Promise<AgentAnswer | null>) => Promise<AgentAnswer | null>,
): ClientConnection {
  const answer = async (request: RequestPermissionRequest): Promise<RequestPermissionResponse> => {
    const tool = updates.upsertTool(request.toolCall);
    if (tool === null) return responseFor(request.options, null);
    const { id, state } = tool;
    mission.onEvent({ type: 'tool', id, title: state.title, status: state.status });
    return responseFor(request.options, await whileAsking(mission.ask(requestOf(request, state))));
  };
  return client({ name: 'clutch' })
    .onRequest(methods.client.session.requestPermission, async ({ params }) => {
      try {
        return await answer(params);
      } catch (error) {
        onFailure(error);
        return responseFor(params.options, null);
      }
    })
    .connect(stream);
}

async function exchange(
  connection: ClientConnection,
  { agentName, mission, quirks }: ConversationDeps,
  onSession: (id: string) => void,
): Promise<StopReason> {
  const deadline = AbortSignal.timeout(quirks.startupMs);
  const inTime = <Result>(request: Promise<Result>) => Promise.race([request, tooLate(deadline, agentName, quirks)]);
  const { protocolVersion } = await inTime(
    connection.agent.request(methods.agent.initialize, {
      protocolVersion: PROTOCOL_VERSION,
      clientInfo: { name: 'clutch', title: 'CLUTCH', version: '1' },
      // No file system and no terminal: agents bring their own, and what they change is read from git.
      clientCapabilities: {},
    }),
  );
  if (protocolVersion !== PROTOCOL_VERSION) {
    const why = `it speaks version ${protocolVersion} of the Agent Client Protocol, CLUTCH speaks ${PROTOCOL_VERSION}`;
    throw new AgentError('protocol', notProtocol(agentName, why));
  }
  const { phase, workstream, role, task, attempt } = mission;
  const meta = { clutch: { phase, workstream, role, task, attempt } };
  const { sessionId } = await inTime(
    connection.agent.request(methods.agent.session.new, {
      cwd: mission.cwd,
      mcpServers: toolsFor(mission),
      _meta: meta,
    }),
  );
  onSession(sessionId);
  const prompt: PromptRequest = { sessionId, prompt: [{ type: 'text', text: mission.prompt }] };
  const { stopReason } = await connection.agent.request(methods.agent.session.prompt, prompt);
  return StopReasonField.parse(stopReason);
}

function toolsFor({ tools }: AgentMission): NewSessionRequest['mcpServers'] {
  if (tools === null) return [];
  const { name, program, args, env } = tools;
  const variables = Object.entries(env).map(([variable, value]) => ({ name: variable, value }));
  return [{ name, command: program, args: [...args], env: variables }];
}

function tooLate(deadline: AbortSignal, agentName: string, { startupMs }: AcpQuirks): Promise<never> {
  return new Promise((_, reject) => {
    const message = `The agent ${agentName} was not ready within ${startupMs / 1_000} seconds; start it by hand to see why.`;
    deadline.addEventListener('abort', () => reject(new AgentError('not-startable', message)), { once: true });
  });
}

export function notProtocol(agentName: string, why: string): string {
  return `The agent ${agentName} does not follow the Agent Client Protocol: ${why}. Check its version and its settings.`;
}
