import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { AgentError, type AgentMission, type AgentOutcome, type StopReason } from '../../engine/ports.ts';
import { createSilence, type Silence } from '../process/silence.ts';
import { decisionOf, requestOf } from './approvals.ts';
import type { Connection } from './connect.ts';
import { AgentFrame, ApprovalFrame, ChatFrame, SentMessage, SessionFrame, textOf, TranscriptFrame } from './frames.ts';
import { createEventReader, type EventReader } from './read-event.ts';
import { endOf } from './end-of.ts';
import { readTurn } from './read-turn.ts';
import { PERMISSION_MODE } from './session.ts';

export interface TurnDeps {
  readonly name: string;
  readonly connection: Connection;
  readonly mission: AgentMission;
  /** Of the session. */
  readonly key: string;
}

/** One prompt and what comes of it. */
export interface Turn {
  onEvent(event: string, payload: unknown): void;
  outcome(): Promise<AgentOutcome>;
  /** Makes sure that the gateway has ended the run, too; waits for that, but not for long. */
  end(): Promise<void>;
}

/** How long the gateway may take to end a run that was cancelled. */
const CANCEL_MS = 5_000;

export function takeTurn(deps: TurnDeps): Turn {
  const { name, connection, mission, key } = deps;
  const over = Promise.withResolvers<Ending>();
  const failed = Promise.withResolvers<never>();
  // They may be settled when nobody waits for them any more.
  for (const { promise } of [over, failed]) promise.catch(() => undefined);
  let isOver = false;
  const ended = over.promise.catch(() => undefined).then(() => (isOver = true));
  const silence = createSilence(mission.silenceMs, () => {
    const seconds = mission.silenceMs / 1_000;
    failed.reject(new AgentError('silent', `The agent ${name} said and did nothing for ${seconds} seconds.`));
  });
  const abort = () => failed.reject(new AgentError('aborted', `The agent ${name} was stopped.`));
  mission.signal.addEventListener('abort', abort, { once: true });
  if (mission.signal.aborted) abort();
  const reader = createEventReader();
  const take = listener(deps, { reader, silence, over, onFailure: failed.reject });
  return {
    onEvent(event, payload) {
      try {
        take(event, payload);
      } catch (error) {
        failed.reject(error);
      }
    },
    async outcome() {
      const { stopReason, final } = await Promise.race([over.promise, failed.promise]);
      const { text, usage } = await readTurn(connection, { key, final, reader });
      for (const event of usage) mission.onEvent(event);
      return { stopReason, text };
    },
    async end() {
      silence.stop();
      mission.signal.removeEventListener('abort', abort);
      if (isOver) return;
      const stopped = connection.request('chat.abort', { sessionKey: key }).then(() => ended);
      await Promise.race([stopped.catch(() => undefined), delay(CANCEL_MS, undefined, { ref: false })]);
    },
  };
}

interface Ending {
  readonly stopReason: StopReason;
  /** What the agent said last. */
  readonly final: string;
}

interface Ear {
  readonly reader: EventReader;
  readonly silence: Silence;
  readonly over: PromiseWithResolvers<Ending>;
  onFailure(error: unknown): void;
}

/** Sends the prompt, and returns what hears the rest. */
function listener({ name, connection, mission, key }: TurnDeps, { reader, ...ear }: Ear): Turn['onEvent'] {
  // The gateway names a run by the key of its prompt; null for whatever comes next in the session.
  let run: string | null = randomUUID();
  const sent = connection.request('chat.send', {
    sessionKey: key,
    message: mission.prompt,
    idempotencyKey: run,
    // A prompt that begins with a slash is still a prompt.
    suppressCommandInterpretation: true,
    expectedPermissionMode: PERMISSION_MODE,
  });
  sent.then((answer) => (run &&= SentMessage.parse(answer).runId)).catch(ear.onFailure);

  const approve = async (approval: ApprovalFrame) => {
    const decision = decisionOf(await ear.silence.during(mission.ask(requestOf(approval))));
    // Somebody may have decided in OpenClaw meanwhile, or the question was dropped with the run.
    await connection.request('exec.approval.resolve', { id: approval.id, decision }).catch(() => undefined);
  };
  const onChat = (frame: ChatFrame) => {
    if (run !== null && frame.runId !== run) return;
    if (frame.state === 'final' && frame.yielded === true) return void (run = null);
    const end = endOf(name, frame);
    if (end instanceof AgentError) ear.over.reject(end);
    else if (end !== null) ear.over.resolve({ stopReason: end, final: textOf(frame.message) });
  };

  return (event, payload) => {
    if (event === 'exec.approval.requested') {
      const approval = ApprovalFrame.safeParse(payload);
      if (approval.success && approval.data.request.sessionKey === key) approve(approval.data).catch(ear.onFailure);
      return;
    }
    if (SessionFrame.safeParse(payload).data?.sessionKey !== key) return;
    ear.silence.broken();
    if (event === 'agent') {
      const frame = AgentFrame.safeParse(payload);
      const shown = frame.success ? reader.ofAgent(frame.data) : null;
      if (shown !== null) mission.onEvent(shown);
    } else if (event === 'chat') {
      const frame = ChatFrame.safeParse(payload);
      if (frame.success) onChat(frame.data);
    } else if (event === 'session.message') {
      const entry = TranscriptFrame.safeParse(payload);
      if (!entry.success || entry.data.message.role !== 'assistant') return;
      const { messageId, message, contextTokens } = entry.data;
      const usage = reader.ofMessage(messageId, message, contextTokens);
      if (usage !== null) mission.onEvent(usage);
    }
  };
}
