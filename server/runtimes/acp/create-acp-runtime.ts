import { setTimeout as delay } from 'node:timers/promises';
import { RequestError } from '@agentclientprotocol/sdk';
import * as z from 'zod';
import { AgentError, type AgentMission, type AgentOutcome, type AgentRuntime } from '../../engine/ports.ts';
import { type ByteTail, createByteTail } from '../../platform/processes/byte-tail.ts';
import { type ExitStatus, type ProcessGroup, spawnGroup } from '../../platform/processes/spawn-group.ts';
import type { AcpQuirks } from './quirks.ts';
import { type Conversation, converse } from './conversation.ts';
import { notProtocol } from './open-session.ts';

export interface AcpCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** The whole environment; see `agentEnvironment`. */
  readonly env: NodeJS.ProcessEnv;
}

export interface AcpRuntimeSpec {
  readonly name: string;
  /** May throw an `AgentError` of the code `not-startable`. */
  command(mission: AgentMission): AcpCommand;
  /** `quirksOf(name)` for an agent that is known. */
  readonly quirks: AcpQuirks;
}

const TEXT_BYTES = 64 * 1024;
const STDERR_BYTES = 8 * 1024;
/** Between the end of a process and the end of its output, which a child of it may hold open. */
const DRAIN_MS = 1_000;

/** A runtime for any agent that speaks the Agent Client Protocol on its standard input and output. */
export function createAcpRuntime({ name, command, quirks }: AcpRuntimeSpec): AgentRuntime {
  return {
    name,
    resumes: quirks.resumes,
    async run(mission) {
      if (mission.signal.aborted) throw aborted(name);
      const { program, args, env } = command(mission);
      const environment = { ...env, ...quirks.env, ...mission.settings.env };
      const group = await start(name, { program, args, env: environment }, mission.cwd);
      try {
        return await perform(name, group, mission, quirks);
      } catch (error) {
        throw mission.signal.aborted ? aborted(name, error) : explain(name, error);
      } finally {
        await group.kill(quirks.leaveMs);
        for (const stream of [group.child.stdin, group.child.stdout, group.child.stderr]) stream?.destroy();
      }
    },
  };
}

async function perform(
  name: string,
  group: ProcessGroup,
  mission: AgentMission,
  quirks: AcpQuirks,
): Promise<AgentOutcome> {
  const { stdin, stdout, stderr } = group.child;
  if (stdin === null || stdout === null) throw new AgentError('not-startable', `The agent ${name} has no pipes.`);
  const said = createByteTail(TEXT_BYTES);
  const complaints = createByteTail(STDERR_BYTES);
  stderr?.on('data', (bytes: Buffer) => complaints.push(bytes));
  const failed = Promise.withResolvers<never>();
  // It may be settled when nobody waits for it any more.
  failed.promise.catch(() => undefined);
  mission.onStarted(group.identity);
  const conversation = converse({
    agentName: name,
    input: stdout,
    output: stdin,
    mission: listening(mission, said),
    quirks,
    onFailure: failed.reject,
  });
  const cancel = () => void conversation.cancel().then(() => failed.reject(aborted(name)));
  mission.signal.addEventListener('abort', cancel, { once: true });
  if (mission.signal.aborted) cancel();
  void explainLoss(name, group, conversation, complaints).then(failed.reject);
  try {
    const stopReason = await Promise.race([conversation.turn, failed.promise]);
    if (mission.signal.aborted) throw aborted(name);
    stdin.end();
    await Promise.race([group.exited, delay(quirks.leaveMs, undefined, { ref: false })]);
    return { stopReason, text: said.text() };
  } finally {
    mission.signal.removeEventListener('abort', cancel);
    conversation.close();
  }
}

function listening(mission: AgentMission, said: ByteTail): AgentMission {
  return {
    ...mission,
    onStarted: (identity) => mission.onStarted(identity),
    ask: (request) => mission.ask(request),
    onEvent(event) {
      if (event.type === 'text') said.push(Buffer.from(event.text));
      mission.onEvent(event);
    },
  };
}

/** Resolves when the agent is lost, to what is known about it; what it had said before has been read by then. */
async function explainLoss(
  name: string,
  group: ProcessGroup,
  conversation: Conversation,
  complaints: ByteTail,
): Promise<AgentError> {
  await Promise.race([group.exited, conversation.lost]);
  const [status] = await Promise.all([
    Promise.race([group.exited, drain()]),
    Promise.race([conversation.lost, drain()]),
  ]);
  if (status === null) return new AgentError('protocol', notProtocol(name, 'it closed its output and went on running'));
  return new AgentError('crashed', crashMessage(name, status, complaints.text()));
}

function drain(): Promise<null> {
  return delay(DRAIN_MS, null, { ref: false });
}

function crashMessage(name: string, { code, signal }: ExitStatus, stderr: string): string {
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  const lines = stderr.trim().split('\n').slice(-10).join('\n');
  const last = lines === '' ? 'It left no message.' : `Its last words were:\n${lines}`;
  return `The agent ${name} ended in the middle of its turn (${how}). ${last}`;
}

async function start(name: string, { program, args, env }: AcpCommand, cwd: string): Promise<ProcessGroup> {
  try {
    return await spawnGroup({ program, args, cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AgentError('not-startable', `The agent ${name} could not be started. ${why}`, { cause: error });
  }
}

function aborted(name: string, cause?: unknown): AgentError {
  return new AgentError('aborted', `The agent ${name} was stopped.`, { cause });
}

/** What is neither the agent's word nor its breach of the protocol is our own bug, and passes as it is. */
function explain(name: string, error: unknown): unknown {
  // An error of the protocol is the agent speaking: it cannot do it (not logged in, no credit, a playbook with a flaw).
  if (error instanceof RequestError) {
    const message = `The agent ${name} refused the mission: ${error.message}`;
    return new AgentError('not-startable', message, { cause: error });
  }
  if (error instanceof z.ZodError) {
    const why = `its answer is not of the agreed shape (${z.prettifyError(error).slice(0, 300)})`;
    return new AgentError('protocol', notProtocol(name, why), { cause: error });
  }
  return error;
}
