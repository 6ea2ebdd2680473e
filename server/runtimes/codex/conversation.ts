import * as z from 'zod';
import { AgentError, type AgentMission } from '../../engine/ports.ts';
import { readyInTime } from '../process/ready-in-time.ts';
import type { AgentLink, Conversation } from '../process/run-agent-process.ts';
import { toolsFailed } from '../process/tools-failed.ts';
import { createApprovals, OWN_SERVER } from './approvals.ts';
import { connect, type Connection, RefusedRequest } from './connection.ts';
import { AccountAnswer, Notification, type NotificationOf, ThreadAnswer } from './messages.ts';
import { createTurnReader } from './read-turn.ts';
import { refuse, stopReasonOf } from './stop-reason.ts';
import { SANDBOX, threadParams } from './thread-params.ts';
import { createUsageMeter } from './usage-meter.ts';

const Anything = z.unknown();

/** One prompt, one turn, over the program's messages on its standard input and output. */
export function converse(link: AgentLink, startupMs: number): Conversation {
  const { name, mission } = link;
  const usage = createUsageMeter();
  const reader = createTurnReader({ silence: link.silence, onEvent: mission.onEvent });
  const completed = Promise.withResolvers<NotificationOf<'turn/completed'>['params']['turn']>();
  let threadId: string | null = null;
  let turnId: string | null = null;

  const hear = (raw: { readonly method: string }) => {
    const parsed = Notification.safeParse(raw);
    if (!parsed.success) {
      if (raw.method === 'turn/completed') throw link.breach('ends its turn in another shape');
      return;
    }
    const message = parsed.data;
    const isMain = message.params.threadId === threadId;
    reader.read(message, isMain);
    if (message.method === 'turn/started' && isMain) turnId = message.params.turn.id;
    else if (message.method === 'turn/completed' && isMain) completed.resolve(message.params.turn);
    else if (message.method === 'mcpServer/startupStatus/updated') {
      const { name: server, status, error } = message.params;
      if (server === OWN_SERVER && status === 'failed') throw toolsFailed(name, error ?? 'no reason is given');
    } else if (message.method === 'thread/tokenUsage/updated') {
      if (turnId === null) return usage.before(message.params);
      usage.update(message.params, isMain);
      mission.onEvent(usage.read());
    }
  };

  const steer = (reason: string) => {
    const params = { threadId, expectedTurnId: turnId, input: textInput(`That was not allowed: ${reason}`) };
    // The turn may be over by then.
    connection.request('turn/steer', params, Anything).catch(() => undefined);
  };
  const approvals = createApprovals({ itemOf: reader.itemOf, ask: (request) => mission.ask(request), onReason: steer });
  const connection = connect(link, { onNotification: hear, onRequest: approvals.answer });

  const begin = async () => {
    const inTime = readyInTime(name, startupMs);
    await inTime(signIn(connection, name));
    const { thread, model } = await inTime(openThread(connection, name, mission));
    threadId = thread.id;
    if (model) usage.model(model);
    mission.onEvent({ type: 'session', id: threadId });
    const input = textInput(mission.prompt);
    await inTime(connection.request('turn/start', { threadId, input, sandboxPolicy: SANDBOX }, Anything));
    return stopReasonOf(name, await completed.promise);
  };

  return {
    lost: connection.lost,
    turn: begin().catch((error: unknown) => {
      if (error instanceof RefusedRequest) return refuse(name, error.message);
      throw error;
    }),
    async cancel() {
      if (turnId === null) return;
      await connection.request('turn/interrupt', { threadId, turnId }, Anything);
      await completed.promise;
    },
  };
}

const textInput = (text: string) => [{ type: 'text', text, text_elements: [] }];

/** Without an account the program would try to reach its model for minutes. */
async function signIn(connection: Connection, name: string): Promise<void> {
  await connection.request('initialize', { clientInfo: { name: 'clutch', title: 'CLUTCH', version: '1' } }, Anything);
  connection.notify('initialized');
  const { account, requiresOpenaiAuth } = await connection.request('account/read', {}, AccountAnswer);
  if (requiresOpenaiAuth === true && (account === null || account === undefined)) {
    refuse(name, 'nobody is logged in. Start it by hand and log in.');
  }
}

async function openThread(
  connection: Connection,
  name: string,
  mission: AgentMission,
): Promise<z.infer<typeof ThreadAnswer>> {
  const params = threadParams(mission);
  if (mission.resume === null) return connection.request('thread/start', params, ThreadAnswer);
  try {
    return await connection.request('thread/resume', { threadId: mission.resume, ...params }, ThreadAnswer);
  } catch (error) {
    if (!(error instanceof RefusedRequest)) throw error;
    const message = `The agent ${name} cannot go on in its session: ${error.message}`;
    throw new AgentError('crashed', message, { cause: error });
  }
}
