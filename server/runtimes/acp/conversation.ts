import { setTimeout as delay } from 'node:timers/promises';
import { client, type ClientContext, methods, type RequestPermissionRequest } from '@agentclientprotocol/sdk';
import * as z from 'zod';
import type { AgentAnswer, AgentEvent, AgentMission, StopReason } from '../../engine/ports.ts';
import { readyInTime } from '../process/ready-in-time.ts';
import type { AgentLink, Conversation } from '../process/run-agent-process.ts';
import { createMessageStream } from './message-stream.ts';
import { openSession } from './open-session.ts';
import { requestOf, responseFor } from './permissions.ts';
import type { AcpQuirks } from './quirks.ts';
import { readUpdate } from './read-update.ts';
import { createRejections, type Rejections } from './rejections.ts';
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

/** One connection to one agent: initialize, one session, one turn. */
export function converse(link: AgentLink, quirks: AcpQuirks): Conversation {
  const { mission, fail } = link;
  const lost = Promise.withResolvers<void>();
  const state: State = {
    tools: createToolCalls(),
    usage: createUsageReader(quirks, mission.resume !== null),
    rejections: createRejections(quirks),
    sessionId: null,
    begun: mission.resume === null,
    updates: 0,
  };
  const stream = createMessageStream(link, {
    onUpdate: (params) => hear(params, state, mission),
    onEnd: () => lost.resolve(),
  });
  const connection = client({ name: 'clutch' })
    .onRequest(methods.client.session.requestPermission, answerer(link, quirks, state))
    .connect(stream);
  const turn = exchange(connection.agent, link, quirks, state).catch((error: unknown) => {
    // When the connection is lost every open request fails, and how the process ended says more than that.
    if (connection.signal.aborted) return new Promise<never>(() => undefined);
    throw error;
  });
  return {
    turn,
    lost: lost.promise,
    async cancel() {
      const { sessionId } = state;
      if (sessionId === null) return;
      const answered = turn.then(
        () => undefined,
        () => undefined,
      );
      await connection.agent.notify(methods.agent.session.cancel, { sessionId }).catch(fail);
      await answered;
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
function answerer({ mission, fail }: AgentLink, quirks: AcpQuirks, { tools, rejections }: State) {
  const inTurn = createTurns(MAX_ASKED);
  const decide = async ({ toolCall, options }: RequestPermissionRequest): Promise<AgentAnswer | null> => {
    const tool = tools.upsert(toolCall);
    if (tool === null) return null;
    const { id, state } = tool;
    mission.onEvent({ type: 'tool', id, title: state.title, status: state.status });
    const once = options.find(({ kind }) => kind === 'allow_once');
    // What CLUTCH's own tools may do is decided where they are served, call by call.
    const own = mission.tools !== null && quirks.callsTool(state, mission.tools.name);
    if (own && once !== undefined) return { option: once.optionId, text: null };
    return mission.ask(requestOf(options, state, quirks, mission.cwd));
  };
  return async ({ params }: { readonly params: RequestPermissionRequest }) => {
    try {
      const answer = await inTurn(() => decide(params));
      const chosen = params.options.find(({ optionId }) => optionId === answer?.option);
      if (answer !== null && chosen?.kind.startsWith('reject')) rejections.note(answer);
      return responseFor(params.options, answer);
    } catch (error) {
      fail(error);
      return responseFor(params.options, null);
    }
  };
}

async function exchange(
  agent: ClientContext,
  { name, mission }: AgentLink,
  quirks: AcpQuirks,
  state: State,
): Promise<StopReason> {
  const opening = openSession(agent, { agentName: name, mission, quirks }).then(async (opened) => {
    if (opened.replays) await allReplayed(state);
    return opened;
  });
  const session = await readyInTime(name, quirks.startupMs)(opening);
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
