import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import {
  AgentError,
  type AgentMission,
  type AgentOutcome,
  type ProcessIdentity,
  type StopReason,
} from '../../engine/ports.ts';
import { type ByteTail, createByteTail } from '../../platform/processes/byte-tail.ts';
import { type ExitStatus, type ProcessGroup, spawnGroup } from '../../platform/processes/spawn-group.ts';
import { createSilence, type Silence } from './silence.ts';

export interface AgentCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** The whole environment; see `agentEnvironment`. */
  readonly env: NodeJS.ProcessEnv;
}

/** Limits in milliseconds. */
export interface AgentTimes {
  /** From its start until it can take a prompt; wrappers that fetch a package first need minutes. */
  readonly startupMs: number;
  /** How long it may take to end a turn that was cancelled. */
  readonly cancelMs: number;
  /** How long it may take to leave by itself when its input ends, and again between SIGTERM and SIGKILL. */
  readonly leaveMs: number;
}

export const usualTimes: AgentTimes = { startupMs: 60_000, cancelMs: 2_000, leaveMs: 2_000 };

export interface AgentProcessSpec {
  /** Name of the runtime, for messages. */
  readonly name: string;
  readonly command: AgentCommand;
  /** What is spoken with it, for messages: `Agent Client Protocol`. */
  readonly protocol: string;
  readonly times: AgentTimes;
}

/** What a conversation has of the process that it talks with. */
export interface AgentLink {
  readonly name: string;
  /** What the agent prints. */
  readonly input: Readable;
  readonly output: Writable;
  /** Its questions interrupt the silence, and are answered with null when the mission ends. */
  readonly mission: AgentMission;
  readonly silence: Silence;
  /** Ends the mission with this error, unless it has ended already. */
  fail(error: unknown): void;
  /** The agent does not keep to the protocol; `why` goes on after “it”. */
  breach(why: string): AgentError;
}

/** One turn of one agent. */
export interface Conversation {
  /** Never settles after the connection was lost: how the process ended says more than that. */
  readonly turn: Promise<StopReason>;
  /** What the agent prints has ended, and was read. */
  readonly lost: Promise<void>;
  /** Asks the agent to end the turn; resolves when it did, if it does. */
  cancel(): Promise<void>;
}

const TEXT_BYTES = 64 * 1024;
const STDERR_BYTES = 8 * 1024;
const LAST_LINES = 10;
/** Between the end of a process and the end of its output, which a child of it may hold open. */
const DRAIN_MS = 1_000;

/**
 * Starts an agent's program in a process group of its own and holds one conversation with it. However that goes, when
 * the promise settles no process of the group is left, and on Linux none that left the group. Rejects with an
 * `AgentError`, or with a bug of ours.
 */
export async function runAgentProcess(
  spec: AgentProcessSpec,
  mission: AgentMission,
  converse: (link: AgentLink) => Conversation,
): Promise<AgentOutcome> {
  if (mission.signal.aborted) throw aborted(spec);
  const group = await start(spec, mission.cwd);
  try {
    return await perform(spec, group, mission, converse);
  } catch (error) {
    throw mission.signal.aborted ? aborted(spec, error) : error;
  } finally {
    await group.kill(spec.times.leaveMs);
    for (const stream of [group.child.stdin, group.child.stdout, group.child.stderr]) stream?.destroy();
  }
}

async function perform(
  spec: AgentProcessSpec,
  group: ProcessGroup,
  mission: AgentMission,
  converse: (link: AgentLink) => Conversation,
): Promise<AgentOutcome> {
  const { stdin, stdout, stderr } = group.child;
  if (stdin === null || stdout === null) throw new AgentError('not-startable', `The agent ${spec.name} has no pipes.`);
  const said = createByteTail(TEXT_BYTES);
  const complaints = createByteTail(STDERR_BYTES);
  stderr?.on('data', (bytes: Buffer) => complaints.push(bytes));
  const failed = Promise.withResolvers<never>();
  // It may be settled when nobody waits for it any more.
  failed.promise.catch(() => undefined);
  const ended = Promise.withResolvers<null>();
  const silence = createSilence(mission.silenceMs, () => failed.reject(silent(spec, mission)));
  mission.onStarted(group.identity);
  const conversation = converse({
    name: spec.name,
    input: stdout,
    output: stdin,
    mission: attended(mission, { said, silence, ended: ended.promise }),
    silence,
    fail: failed.reject,
    breach: (why) => breach(spec, why),
  });
  const cancel = () => {
    ended.resolve(null);
    const inTime = delay(spec.times.cancelMs, undefined, { ref: false });
    const answered = conversation.cancel().catch(failed.reject);
    void Promise.race([answered, conversation.lost, inTime]).then(() => failed.reject(aborted(spec)));
  };
  mission.signal.addEventListener('abort', cancel, { once: true });
  if (mission.signal.aborted) cancel();
  void explainLoss(spec, group, conversation, complaints).then(failed.reject);
  try {
    const stopReason = await Promise.race([conversation.turn, failed.promise]);
    if (mission.signal.aborted) throw aborted(spec);
    stdin.end();
    await Promise.race([group.exited, delay(spec.times.leaveMs, undefined, { ref: false })]);
    return { stopReason, text: said.text() };
  } finally {
    mission.signal.removeEventListener('abort', cancel);
    ended.resolve(null);
    silence.stop();
  }
}

interface Attendance {
  readonly said: ByteTail;
  readonly silence: Silence;
  /** Resolves when nobody waits for an answer any more. */
  readonly ended: Promise<null>;
}

function attended(mission: AgentMission, { said, silence, ended }: Attendance): AgentMission {
  let over = false;
  void ended.then(() => (over = true));
  return {
    ...mission,
    onStarted: (identity: ProcessIdentity) => mission.onStarted(identity),
    ask: async (request) => (over ? null : silence.during(Promise.race([mission.ask(request), ended]))),
    onEvent(event) {
      if (event.type === 'text') said.push(Buffer.from(event.text));
      mission.onEvent(event);
    },
  };
}

/** Resolves when the agent is lost, to what is known about it; what it had said before has been read by then. */
async function explainLoss(
  spec: AgentProcessSpec,
  group: ProcessGroup,
  conversation: Conversation,
  complaints: ByteTail,
): Promise<AgentError> {
  await Promise.race([group.exited, conversation.lost]);
  const [status] = await Promise.all([
    Promise.race([group.exited, drain()]),
    Promise.race([conversation.lost, drain()]),
  ]);
  if (status === null) return breach(spec, 'closed its output and went on running');
  return new AgentError('crashed', crashMessage(spec, status, complaints.lines(LAST_LINES)));
}

function drain(): Promise<null> {
  return delay(DRAIN_MS, null, { ref: false });
}

function crashMessage({ name }: AgentProcessSpec, { code, signal }: ExitStatus, lines: string): string {
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  const last = lines === '' ? 'It left no message.' : `Its last words were:\n${lines}`;
  return `The agent ${name} ended in the middle of its turn (${how}). ${last}`;
}

async function start({ name, command: { program, args, env } }: AgentProcessSpec, cwd: string): Promise<ProcessGroup> {
  try {
    return await spawnGroup({ program, args, env, cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AgentError('not-startable', `The agent ${name} could not be started. ${why}`, { cause: error });
  }
}

function aborted({ name }: AgentProcessSpec, cause?: unknown): AgentError {
  return new AgentError('aborted', `The agent ${name} was stopped.`, { cause });
}

function silent({ name }: AgentProcessSpec, { silenceMs }: AgentMission): AgentError {
  return new AgentError('silent', `The agent ${name} said and did nothing for ${silenceMs / 1_000} seconds.`);
}

function breach({ name, protocol }: AgentProcessSpec, why: string): AgentError {
  const message = `The agent ${name} does not follow ${protocol}: it ${why}. Check its version and its settings.`;
  return new AgentError('protocol', message);
}
