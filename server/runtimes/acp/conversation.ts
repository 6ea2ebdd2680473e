import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { client, type ClientContext, methods, type RequestPermissionRequest } from '@agentclientprotocol/sdk';
import * as z from 'zod';
import {
  type AgentAnswer,
  AgentError,
  type AgentEvent,
  type AgentMission,
  type StopReason,
} from '../../engine/ports.ts';
import { createMessageStream } from './message-stream.ts';
import { notProtocol, openSession } from './open-session.ts';
import { requestOf, responseFor } from './permissions.ts';
import type { AcpQuirks } from './quirks.ts';
import { readUpdate } from './read-update.ts';
import { createRejections, type Rejections } from './rejections.ts';
import { createSilence } from './silence.ts';
import { createToolCalls, type ToolCalls } from './tool-calls.ts';
import { createTurns } from './turns.ts';
import { createUsageReader, type UsageReader } from './usage.ts';

const TurnEnd = z.object({
  stopReason: z.enum(['end_turn', 'max_tokens', 'max_turn_requests', 'refusal', 'cancelled']),
});
/** Permissions that are asked for at once; the others wait their turn. */
const MAX_ASKED = 32;
/** A session that is loaded tells what it had been. Without a word for so long, it has told everything. */
const REPLAYED_MS = 250;

/** One connection to one agent: initialize, one session, one turn. */
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

/** What is known of the conversation while it goes on. */
interface State {
  readonly tools: ToolCalls;
  readonly usage: UsageReader;
  readonly rejections: Rejections;
  /** Null until there is one. */
  sessionId: string | null;
  /** What is told from now on is the mission's, no longer what a resumed session had been before. */
  begun: boolean;
  updates: number;
}

export function converse(deps: ConversationDeps): Conversation {
  const { agentName, mission, quirks, onFailure } = deps;
  const lost = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<null>();
  const silence = createSilence(mission.silenceMs, () => {
    const seconds = mission.silenceMs / 1_000;
    onFailure(new AgentError('silent', `The agent ${agentName} said and did nothing for ${seconds} seconds.`));
  });
  const state: State = {
    tools: createToolCalls(),
    usage: createUsageReader(quirks, mission.resume !== null),
    rejections: createRejections(quirks),
    sessionId: null,
    begun: mission.resume === null,
    updates: 0,
  };
  const stream = createMessageStream(deps.input, deps.output, {
    onMessage: () => silence.broken(),
    onUpdate: (params) => hear(params, state, mission),
    onMalformed: (why) => onFailure(new AgentError('protocol', notProtocol(agentName, why))),
    onError: onFailure,
    onEnd: () => lost.resolve(),
  });
  const answer = answerer(deps, state, ended.promise, silence.during);
  const connection = client({ name: 'clutch' })
    .onRequest(methods.client.session.requestPermission, ({ params }) => answer(params))
    .connect(stream);
  const turn = exchange(connection.agent, deps, state).catch((error: unknown) => {
    // When the connection is lost every open request fails, and how the process ended says more than that.
    if (connection.signal.aborted) return new Promise<never>(() => undefined);
    throw error;
  });
  return {
    turn,
    lost: lost.promise,
    async cancel() {
      ended.resolve(null);
      const { sessionId } = state;
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

function hear(params: unknown, state: State, mission: AgentMission): void {
  state.updates += 1;
  const event = readUpdate(params, { tools: state.tools, usage: state.usage, before: !state.begun });
  if (event === null) return;
  if (event.type === 'text') state.rejections.spoke();
  mission.onEvent(event);
}

/** Answers requests for permission, so many at once. */
function answerer(
  { mission, quirks, onFailure }: ConversationDeps,
  { tools, rejections }: State,
  ended: Promise<null>,
  duringSilence: (waiting: Promise<AgentAnswer | null>) => Promise<AgentAnswer | null>,
) {
  const inTurn = createTurns(MAX_ASKED);
  let over = false;
  void ended.then(() => (over = true));
  const decide = async ({ toolCall, options }: RequestPermissionRequest): Promise<AgentAnswer | null> => {
    const tool = tools.upsert(toolCall);
    if (tool === null || over) return null;
    const { id, state } = tool;
    mission.onEvent({ type: 'tool', id, title: state.title, status: state.status });
    const once = options.find(({ kind }) => kind === 'allow_once');
    // What CLUTCH's own tools may do is decided where they are served, call by call.
    const own = mission.tools !== null && quirks.callsTool(state, mission.tools.name);
    if (own && once !== undefined) return { option: once.optionId, text: null };
    return duringSilence(Promise.race([mission.ask(requestOf(options, state, quirks, mission.cwd)), ended]));
  };
  return async (request: RequestPermissionRequest) => {
    try {
      const answer = await inTurn(() => decide(request));
      const chosen = request.options.find(({ optionId }) => optionId === answer?.option);
      if (answer !== null && chosen?.kind.startsWith('reject')) rejections.note(answer);
      return responseFor(request.options, answer);
    } catch (error) {
      onFailure(error);
      return responseFor(request.options, null);
    }
  };
}

async function exchange(agent: ClientContext, deps: ConversationDeps, state: State): Promise<StopReason> {
  const { mission, agentName, quirks } = deps;
  const opening = openSession(agent, deps).then(async (session) => {
    if (session.replays) await allReplayed(state);
    return session;
  });
  const session = await Promise.race([opening, tooLate(agentName, quirks)]);
  state.sessionId = session.id;
  state.begun = true;
  if (session.resumable) mission.onEvent({ type: 'session', id: session.id });
  if (session.model !== null) mission.onEvent(modelOnly(session.model));
  for (let text: string | null = mission.prompt; ;) {
    const prompt = { sessionId: session.id, prompt: [{ type: 'text' as const, text }] };
    const response: unknown = await agent.request(methods.agent.session.prompt, prompt);
    const used = state.usage.turn(response);
    if (used !== null) mission.onEvent(used);
    const { stopReason } = TurnEnd.parse(response);
    text = mission.signal.aborted ? null : state.rejections.goOn(stopReason);
    if (text === null) return stopReason;
  }
}

async function allReplayed(state: State): Promise<void> {
  for (let seen = -1; seen !== state.updates; await delay(REPLAYED_MS)) seen = state.updates;
}

const modelOnly = (model: string): AgentEvent => ({
  type: 'usage',
  model,
  tokens: null,
  costUsd: null,
  context: null,
});

async function tooLate(agentName: string, { startupMs }: AcpQuirks): Promise<never> {
  await delay(startupMs, undefined, { ref: false });
  const seconds = startupMs / 1_000;
  const message = `The agent ${agentName} was not ready within ${seconds} seconds; start it by hand to see why.`;
  throw new AgentError('not-startable', message);
}
