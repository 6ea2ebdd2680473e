import { StringDecoder } from 'node:string_decoder';
import { finished } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { AgentError, type AgentMission, type AgentOutcome, type AgentRuntime } from '../../engine/ports.ts';
import { createByteTail } from '../../platform/processes/byte-tail.ts';
import { type ExitStatus, type ProcessGroup, spawnGroup } from '../../platform/processes/spawn-group.ts';
import { createSilence } from '../process/silence.ts';
import type { AgentCommand } from '../process/run-agent-process.ts';
import { type Briefing, briefingOf } from './briefing.ts';

export interface CommandRuntimeSpec {
  readonly name: string;
  /** The arguments may hold placeholders, see `briefingOf`. May throw an `AgentError` of the code `not-startable`. */
  command(mission: AgentMission): AgentCommand;
}

const TEXT_BYTES = 64 * 1024;
const STDERR_BYTES = 8 * 1024;
const LAST_LINES = 10;
/** Between SIGTERM and SIGKILL. */
const LEAVE_MS = 2_000;
/** Between the end of the program and the end of its output, which a child of it may hold open. */
const DRAIN_MS = 1_000;

/**
 * A runtime for any program that takes a prompt, works and exits: what it prints is what it says, exit code 0 ends its
 * turn. It has no way to ask for a permission, so whoever chooses it trusts the program with all that it does.
 */
export function createCommandRuntime({ name, command }: CommandRuntimeSpec): AgentRuntime {
  return {
    name,
    resumes: 'afresh',
    async run(mission) {
      if (mission.signal.aborted) throw aborted(name);
      const briefing = await briefingOf(name, command(mission), mission);
      try {
        return await perform(name, briefing, mission);
      } finally {
        await briefing.discard();
      }
    },
  };
}

async function perform(name: string, briefing: Briefing, mission: AgentMission): Promise<AgentOutcome> {
  const group = await start(name, briefing, mission.cwd);
  const failed = Promise.withResolvers<never>();
  // It may be settled when nobody waits for it any more.
  failed.promise.catch(() => undefined);
  const silence = createSilence(mission.silenceMs, () => {
    const seconds = mission.silenceMs / 1_000;
    failed.reject(new AgentError('silent', `The agent ${name} printed nothing for ${seconds} seconds.`));
  });
  const stop = () => failed.reject(aborted(name));
  mission.signal.addEventListener('abort', stop, { once: true });
  try {
    mission.onStarted(group.identity);
    if (mission.signal.aborted) throw aborted(name);
    const output = listen(group, mission, () => silence.broken(), failed.reject);
    group.child.stdin?.end(briefing.stdin ?? '');
    const status = await Promise.race([group.exited, failed.promise]);
    await Promise.race([output.drained, delay(DRAIN_MS, undefined, { ref: false }), failed.promise]);
    if (status.code !== 0) throw new AgentError('crashed', crashMessage(name, status, output.complaints()));
    return { stopReason: 'end_turn', text: output.text() };
  } finally {
    mission.signal.removeEventListener('abort', stop);
    silence.stop();
    await group.kill(LEAVE_MS);
    for (const stream of [group.child.stdin, group.child.stdout, group.child.stderr]) stream?.destroy();
  }
}

async function start(name: string, { program, args, env }: Briefing, cwd: string): Promise<ProcessGroup> {
  try {
    return await spawnGroup({ program, args, cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AgentError('not-startable', `The agent ${name} could not be started. ${why}`, { cause: error });
  }
}

interface Output {
  readonly drained: Promise<unknown>;
  text(): string;
  complaints(): string;
}

/** Both outputs are signs of life, and only what comes on standard output is said. */
function listen(
  group: ProcessGroup,
  mission: AgentMission,
  onSign: () => void,
  onFailure: (error: unknown) => void,
): Output {
  const { stdout, stderr } = group.child;
  const said = createByteTail(TEXT_BYTES);
  const complained = createByteTail(STDERR_BYTES);
  // A character may be cut in two by the pipe.
  const decoder = new StringDecoder('utf8');
  stdout?.on('data', (bytes: Buffer) => {
    onSign();
    said.push(bytes);
    const text = decoder.write(bytes);
    try {
      if (text !== '') mission.onEvent({ type: 'text', text });
    } catch (error) {
      onFailure(error);
    }
  });
  stderr?.on('data', (bytes: Buffer) => {
    onSign();
    complained.push(bytes);
  });
  const closed = [stdout, stderr].flatMap((stream) => (stream ? [finished(stream).catch(() => undefined)] : []));
  return { drained: Promise.all(closed), text: () => said.text(), complaints: () => complained.lines(LAST_LINES) };
}

function crashMessage(name: string, { code, signal }: ExitStatus, lines: string): string {
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  const last = lines === '' ? 'It left no message on standard error.' : `Its last words were:\n${lines}`;
  return `The agent ${name} failed (${how}). ${last}`;
}

function aborted(name: string): AgentError {
  return new AgentError('aborted', `The agent ${name} was stopped.`);
}
