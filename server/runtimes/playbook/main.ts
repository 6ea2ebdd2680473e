/**
 * The built-in agent: a process of its own that speaks the Agent Client Protocol on its standard input and output and
 * follows a playbook instead of a model. It knows nothing of the server; it is started like any other agent.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Readable, Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import {
  agent,
  type AgentContext,
  ndJsonStream,
  PROTOCOL_VERSION,
  RequestError,
  type StopReason,
} from '@agentclientprotocol/sdk';
import * as z from 'zod';
import type { PlaybookMission } from '#schemas/playbook.ts';
import { createEdits, StepError } from './edits.ts';
import { findMission, noMission } from './find-mission.ts';
import { followStep } from './follow-step.ts';
import { loadPlaybook } from './load-playbook.ts';
import { createStage } from './stage.ts';
import { createTools, type Tools } from './tools.ts';

/** `_meta` of `session/new`: which mission this session is. */
const SessionMeta = z.object({
  clutch: z.object({
    phase: z.string().max(200),
    workstream: z.string().max(200),
    role: z.string().max(200),
    task: z.enum(['work', 'contract']).default('work'),
    attempt: z.number().int().min(1),
  }),
});

interface Session {
  readonly cwd: string;
  readonly mission: PlaybookMission;
  readonly delaySeconds: number;
  readonly tools: Tools;
  turn: AbortController;
}

/** Outside of the range that JSON-RPC and the protocol keep for themselves. */
const CANNOT_FOLLOW = -31_000;

const { values } = parseArgs({ options: { playbook: { type: 'string' } } });
const sessions = new Map<string, Session>();

// In VS Code our program is Electron acting as Node; what we start must not inherit that.
delete process.env['ELECTRON_RUN_AS_NODE'];

const connection = agent({ name: 'clutch-playbook' })
  .onRequest('initialize', () => ({
    protocolVersion: PROTOCOL_VERSION,
    agentInfo: { name: 'clutch-playbook', title: 'CLUTCH playbook', version: '1' },
    agentCapabilities: {},
  }))
  .onRequest('session/new', async ({ params: { cwd, mcpServers, _meta: meta } }) => {
    const id = randomUUID();
    sessions.set(id, await openSession(cwd, createTools(mcpServers, cwd), meta));
    return { sessionId: id };
  })
  .onRequest('session/prompt', async ({ params, client }) => {
    const session = sessions.get(params.sessionId);
    if (session === undefined) throw RequestError.sessionNotFound(params.sessionId);
    session.turn = new AbortController();
    const prompt = params.prompt.flatMap((block) => (block.type === 'text' ? block.text : [])).join('\n');
    return { stopReason: await follow(session, params.sessionId, client, prompt) };
  })
  .onNotification('session/cancel', ({ params }) => {
    sessions.get(params.sessionId)?.turn.abort();
  })
  .connect(ndJsonStream(Writable.toWeb(process.stdout), Readable.toWeb(process.stdin)));

// The client is gone when our input ends, also when it was killed; an agent without a client has nothing to do.
await connection.closed;
process.exit(0);

async function openSession(cwd: string, tools: Tools, meta: unknown): Promise<Session> {
  const { playbook: file } = values;
  if (file === undefined) throw new RequestError(CANNOT_FOLLOW, 'Start this agent with --playbook <file>.');
  const key = SessionMeta.safeParse(meta);
  if (!key.success)
    throw new RequestError(CANNOT_FOLLOW, 'This agent needs the mission in _meta.clutch of session/new.');
  const loaded = await loadPlaybook(file);
  if (!loaded.ok) throw new RequestError(CANNOT_FOLLOW, loaded.message);
  const mission = findMission(loaded.playbook, key.data.clutch);
  if (mission === null) throw new RequestError(CANNOT_FOLLOW, noMission(file, loaded.playbook, key.data.clutch));
  const { delaySeconds } = loaded.playbook.defaults;
  return { cwd, mission, delaySeconds, tools, turn: new AbortController() };
}

async function follow(session: Session, sessionId: string, client: AgentContext, prompt: string): Promise<StopReason> {
  const { signal } = session.turn;
  const { cwd, tools } = session;
  const stage = createStage(client, sessionId, { cwd, prompt, tools, signal });
  const edits = createEdits(cwd);
  for (const [index, step] of session.mission.steps.entries()) {
    try {
      if (session.delaySeconds > 0) await delay(session.delaySeconds * 1_000, undefined, { signal });
      const ended = await followStep(step, stage, edits);
      if (signal.aborted) return 'cancelled';
      if (ended !== null) return ended;
    } catch (error) {
      if (signal.aborted) return 'cancelled';
      if (!(error instanceof StepError) && !isFileError(error)) throw error;
      const { phase, workstream } = session.mission;
      const where = `${values.playbook}: mission phase ${phase}, workstream ${workstream}, step ${index + 1} (${Object.keys(step)[0]})`;
      throw new RequestError(CANNOT_FOLLOW, `${where}: ${error.message}.`);
    }
  }
  return 'end_turn';
}

/** The disk refused: no permission, no space, a folder where a file should be. */
function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
