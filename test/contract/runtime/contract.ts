import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type AgentAnswer,
  AgentError,
  type AgentErrorCode,
  type AgentEvent,
  type AgentMission,
  type AgentOutcome,
  type AgentRequest,
  type AgentRuntime,
  type ProcessIdentity,
} from '../../../server/engine/ports.ts';
import { membersOf } from '../../../server/platform/processes/kill-group.ts';
import { isRunning, until } from '../../helpers/processes.ts';
import { withTempDir } from '../../helpers/temp.ts';

const MiB = 1024 * 1024;

/** What the agent of a runtime has to be brought to do for the contract. */
export type Behaviour =
  /** Says `working`, writes `made.txt` in its folder with the content `made`, says `finished`, ends its turn. */
  | 'works'
  /** Asks `May I?`, to be allowed once or rejected once, and says `answer: allow` or `answer: reject`. */
  | 'asks'
  /** Says `working`, then nothing any more; ends its turn when that is cancelled. */
  | 'hangs'
  /** Says `working`, then nothing any more, whatever is asked of it. */
  | 'hangs-deaf'
  /** Says `working`, complains `out of order` on standard error and ends with code 3. */
  | 'crashes'
  /** Says 64 MiB, then `the end`. */
  | 'floods'
  /** Leaves a process running that wrote its pid to the file `child`, says `working`, ends its turn. */
  | 'leaves-child';

export interface RuntimeHarness {
  /** What this kind of agent cannot do at all, or cannot be brought to do. */
  readonly lacks?: readonly Lack[];
  /** What its question is like, where that is not `May I?`. */
  readonly question?: RegExp;
  /** Makes the runtime's agent behave like this; `folder` is for files that this takes. */
  prepare(behaviour: Behaviour, folder: string): Promise<Prepared>;
  /**
   * For a runtime that resumes sessions: an agent that says `first` in its first mission, and `second` in one that goes
   * on in that session and knows what was said in it, with the same `folder`.
   */
  prepareSession?(folder: string): Promise<Prepared>;
}

export interface Prepared {
  readonly runtime: AgentRuntime;
  readonly playbook: string | null;
}

/**
 * `process`: it works without a process of its own. `deafness`: it always ends its turn when that is cancelled.
 * `silence`: it takes longer to start than a test can wait.
 */
export type Lack = 'questions' | 'tools' | 'process' | 'deafness' | 'silence' | 'crashes' | 'floods';

export interface Performance {
  readonly outcome: Promise<AgentOutcome>;
  readonly events: readonly AgentEvent[];
  readonly questions: readonly AgentRequest[];
  readonly processes: readonly ProcessIdentity[];
  /** The texts of all events so far. */
  said(): string;
  stop(): void;
}

/** Starts a mission and keeps everything that comes of it. */
export function perform(runtime: AgentRuntime, changes: Partial<AgentMission> & { cwd: string }): Performance {
  const events: AgentEvent[] = [];
  const questions: AgentRequest[] = [];
  const processes: ProcessIdentity[] = [];
  const controller = new AbortController();
  const ask = changes.ask ?? (() => Promise.resolve(null));
  const outcome = runtime.run({
    id: 'run-1',
    plan: { prd: 'PRDs/shop.md', prp: 'PRPs/shop-phase-1.md', files: [] },
    prompt: 'Do what the mission says.',
    phase: '1',
    workstream: 'api',
    role: 'executor',
    task: 'work',
    attempt: 1,
    playbook: null,
    settings: {},
    model: null,
    tools: null,
    resume: null,
    silenceMs: 20_000,
    signal: controller.signal,
    ...changes,
    onStarted: (identity) => processes.push(identity),
    onEvent: (event) => {
      // A flood would be kept here otherwise, and the tests measure memory.
      if (events.length < 10_000 && !(event.type === 'text' && event.text.length > 1_000)) events.push(event);
      changes.onEvent?.(event);
    },
    ask: (question) => {
      questions.push(question);
      return ask(question);
    },
  });
  // Tests look at it later; until then a rejection is not an unhandled one.
  outcome.catch(() => undefined);
  const said = () => events.map((event) => (event.type === 'text' ? event.text : '')).join('');
  return { outcome, events, questions, processes, said, stop: () => controller.abort() };
}

/** The answer that allows or rejects once, whatever the agent calls it. */
export function answerOf({ options }: AgentRequest, answer: 'allow' | 'reject'): AgentAnswer {
  const option = options.find(({ kind }) => kind === `${answer}_once`) ?? options.find(({ id }) => id === answer);
  assert.ok(option, `the agent offers nothing to ${answer}`);
  return { option: option.id, text: null };
}

export async function rejectsWith(performance: Performance, code: AgentErrorCode): Promise<string> {
  const error: unknown = await performance.outcome.then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof AgentError, `expected an AgentError, got ${String(error)}`);
  assert.equal(error.code, code, error.message);
  assertNothingIsLeft(performance);
  return error.message;
}

export function assertNothingIsLeft({ processes }: Performance): void {
  for (const { pid } of processes) {
    assert.equal(isRunning(pid), false, 'the agent still runs');
    if (process.platform === 'linux') assert.equal(membersOf(pid).length, 0, 'a process of the group still runs');
  }
}

/** What every runtime keeps to, run with real processes. */
export function describeRuntimeContract(name: string, harness: RuntimeHarness): void {
  const start: Start = async (behaviour, folder, changes = {}) => {
    const { runtime, playbook } = await harness.prepare(behaviour, folder);
    return perform(runtime, { cwd: folder, playbook, ...changes });
  };
  const { lacks = [], question = /May I\?/, prepareSession } = harness;
  describe(`the runtime ${name}`, () => {
    describeTurns(start, lacks);
    if (!lacks.includes('tools')) describeTools(start);
    if (!lacks.includes('questions')) describeQuestions(start, question, lacks);
    if (prepareSession !== undefined) describeSessions(prepareSession);
    describeStops(start, lacks);
    if (!lacks.includes('process')) describeLosses(start, lacks);
  });
}

type Start = (behaviour: Behaviour, folder: string, changes?: Partial<AgentMission>) => Promise<Performance>;

function describeTurns(start: Start, lacks: readonly Lack[]): void {
  test('performs a mission: it tells what happens, works in the folder and leaves nothing behind', () =>
    withTempDir(async (folder) => {
      const performance = await start('works', folder);
      const outcome = await performance.outcome;
      assert.equal(outcome.stopReason, 'end_turn');
      assert.match(outcome.text, /working[^]*finished/);
      assert.equal(await readFile(join(folder, 'made.txt'), 'utf8'), 'made');
      assert.equal(performance.processes.length, lacks.includes('process') ? 0 : 1);
      assertNothingIsLeft(performance);
    }));

  if (!lacks.includes('floods')) describeFlood(start);
}

function describeFlood(start: Start): void {
  test('keeps the end of what is said when an agent says very much, and memory stays flat', () =>
    withTempDir(async (folder) => {
      const before = process.memoryUsage().rss;
      let peak = before;
      const onEvent = () => (peak = Math.max(peak, process.memoryUsage.rss()));
      const performance = await start('floods', folder, { onEvent });
      const outcome = await performance.outcome;
      assert.ok(Buffer.byteLength(outcome.text) <= 64 * 1024);
      assert.match(outcome.text, /the end$/);
      assert.ok(peak - before < 96 * MiB, `grew by ${Math.round((peak - before) / MiB)} MiB`);
      assertNothingIsLeft(performance);
    }));
}

function describeTools(start: Start): void {
  test('mentions each tool call by one id, from its beginning to its end', () =>
    withTempDir(async (folder) => {
      const performance = await start('works', folder);
      await performance.outcome;
      const tools = performance.events.filter((event) => event.type === 'tool');
      const last = tools.at(-1);
      assert.ok(last !== undefined && tools.length >= 2);
      const same = tools.filter((tool) => tool.id === last.id);
      assert.ok(same.length >= 2);
      assert.equal(last.status, 'completed');
      assert.ok(same.every(({ title }) => title !== ''));
    }));
}

function describeQuestions(start: Start, title: RegExp, lacks: readonly Lack[]): void {
  for (const answer of ['allow', 'reject'] as const) {
    test(`takes the answer "${answer}" of a person to the agent`, () =>
      withTempDir(async (folder) => {
        const performance = await start('asks', folder, {
          ask: (request) => Promise.resolve(answerOf(request, answer)),
        });
        assert.match((await performance.outcome).text, new RegExp(`answer: ${answer}`));
        assert.match(performance.questions[0]?.title ?? '', title);
        assertNothingIsLeft(performance);
      }));
  }

  test('is stopped while a person thinks about a question', () =>
    withTempDir(async (folder) => {
      const performance = await start('asks', folder, { ask: () => new Promise(() => undefined) });
      await until(() => performance.questions.length > 0, { what: 'the agent asked', deadlineMs: 60_000 });
      performance.stop();
      await rejectsWith(performance, 'aborted');
    }));

  if (lacks.includes('silence')) return;

  test('does not take the time that a person needs for silence', () =>
    withTempDir(async (folder) => {
      const performance = await start('asks', folder, {
        ask: (request) => delay(4_500, answerOf(request, 'allow')),
        silenceMs: 3_000,
      });
      assert.match((await performance.outcome).text, /answer: allow/);
    }));
}

function describeSessions(prepareSession: NonNullable<RuntimeHarness['prepareSession']>): void {
  test('goes on in the session of an earlier mission, and tells nothing of that mission again', () =>
    withTempDir(async (folder) => {
      const { runtime, playbook } = await prepareSession(folder);
      assert.equal(runtime.resumes, 'session');
      const sessionOf = ({ events }: Performance) => events.find((event) => event.type === 'session')?.id ?? null;
      const first = perform(runtime, { cwd: folder, playbook });
      assert.equal((await first.outcome).text, 'first');
      const session = sessionOf(first);
      assert.ok(session !== null);
      const second = perform(runtime, { cwd: folder, playbook, resume: session, prompt: 'Go on.' });
      assert.equal((await second.outcome).text, 'second');
      assert.equal(sessionOf(second), session);
      assertNothingIsLeft(second);
    }));
}

function describeStops(start: Start, lacks: readonly Lack[]): void {
  for (const behaviour of lacks.includes('deafness') ? (['hangs'] as const) : (['hangs', 'hangs-deaf'] as const)) {
    test(`is stopped in the middle of a turn that ${behaviour}`, () =>
      withTempDir(async (folder) => {
        const performance = await start(behaviour, folder);
        await until(() => performance.said().includes('working'), { what: 'the agent works', deadlineMs: 60_000 });
        performance.stop();
        await rejectsWith(performance, 'aborted');
      }));
  }

  test('does not start at all when it was stopped before', () =>
    withTempDir(async (folder) => {
      const performance = await start('works', folder, { signal: AbortSignal.abort() });
      await rejectsWith(performance, 'aborted');
      assert.equal(performance.processes.length, 0);
    }));
}

/** How a process can be lost, or never be there. */
function describeLosses(start: Start, lacks: readonly Lack[]): void {
  test('ends what the agent left running', () =>
    withTempDir(async (folder) => {
      const performance = await start('leaves-child', folder);
      await performance.outcome;
      const child = Number(await readFile(join(folder, 'child'), 'utf8'));
      assert.ok(child > 0);
      assert.equal(isRunning(child), false);
      assertNothingIsLeft(performance);
    }));

  test('tells when the process of an agent was killed', () =>
    withTempDir(async (folder) => {
      const performance = await start('hangs', folder);
      await until(() => performance.said().includes('working'), { what: 'the agent works', deadlineMs: 60_000 });
      const [identity] = performance.processes;
      assert.ok(identity);
      process.kill(identity.pid, 'SIGKILL');
      assert.match(await rejectsWith(performance, 'crashed'), /signal SIGKILL/);
    }));

  test('names a folder that is gone', () =>
    withTempDir(async (folder) => {
      const performance = await start('works', folder, { cwd: join(folder, 'gone') });
      assert.match(await rejectsWith(performance, 'not-startable'), /gone/);
    }));

  if (!lacks.includes('silence')) describeSilence(start);
  if (!lacks.includes('crashes')) describeCrash(start);
}

function describeSilence(start: Start): void {
  test('gives up on an agent that falls silent', () =>
    withTempDir(async (folder) => {
      const performance = await start('hangs', folder, { silenceMs: 3_000 });
      assert.match(await rejectsWith(performance, 'silent'), /3 seconds/);
      assert.match(performance.said(), /working/);
    }));
}

function describeCrash(start: Start): void {
  test('tells how an agent crashed and what it said last', () =>
    withTempDir(async (folder) => {
      const performance = await start('crashes', folder);
      const message = await rejectsWith(performance, 'crashed');
      assert.match(message, /exit code 3/);
      assert.match(message, /out of order/);
      assert.match(performance.said(), /working/);
    }));
}
