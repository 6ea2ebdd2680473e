import type { BodyOf } from '#schemas/wire/bodies.ts';
import type { RecordBody, SessionRecord } from '#schemas/journal/records.ts';
import type { AgentAnswer, ProcessIdentity } from '../../engine/ports.ts';
import { createThrottle } from '../../platform/throttle.ts';
import type { OwnProcesses } from '../../runs/own-processes.ts';
import type { EffectContext, Gated, PersonQuestion } from '../../runs/performer.ts';
import type { Journal } from '../../store/journal.ts';
import type { SharedProject } from '../shared-project.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { deedHash, whyNotApproved } from './approval.ts';
import type { TakenSession, TakenSessions } from './taken-sessions.ts';

export interface RemoteContextDeps {
  readonly project: SharedProject;
  readonly sessions: TakenSessions;
  readonly journal: Pick<Journal, 'addRecord' | 'records' | 'lastingDecisions'>;
  readonly processes: OwnProcesses;
  readonly now: () => number;
  /** Milliseconds that never go back. */
  readonly monotonic: () => number;
}

/** What main said about a question; `saidAt` is by its clock. */
export interface MainsAnswer {
  readonly answer: AgentAnswer;
  readonly approval: BodyOf<'approval'> | null;
  readonly saidAt: number;
}

/** A context like that of an effect of this machine's own runs, behind which stands main. */
export interface RemoteContext {
  readonly context: EffectContext;
  /** Gives main's answer to whoever asked; nothing happens where nobody waits for it. */
  answered(ask: string, answer: MainsAnswer): void;
  /** Resolves when everything that was left behind was said. */
  close(): Promise<void>;
}

const ACTIVITY_MS = 1_000;
const LINE = 200;

export function createRemoteContext(
  deps: RemoteContextDeps,
  { task, token, main, offer }: TakenSession & { readonly token: number },
  signal: AbortSignal,
): RemoteContext {
  const { project, journal, processes, now } = deps;
  const { run, effect } = offer;
  const started: ProcessIdentity[] = [];
  // Under another lease it is another session, which knows nothing of this one.
  const session = `${effect.id}@${token}`;
  const to = { to: main, task, token } as const;
  let said: Promise<unknown> = Promise.resolve();
  const say = (message: () => Promise<unknown>): Promise<unknown> => {
    said = said.then(message).catch((error: unknown) => project.log.warn(`${task}: main was not told`, error));
    return said;
  };
  const activity = createActivity((body) => say(() => project.say({ ...to, type: 'activity', body })));
  const add = (body: RecordBody): void => {
    const { phase, workstream, role } = effect;
    journal.addRecord({ run, effect: session, phase, workstream, role, at: now(), body });
    void say(() => project.say({ ...to, type: 'session-note', body: { body } }));
  };
  const questions = createQuestions(deps, { task, token, main }, signal, add);
  return {
    context: {
      run,
      signal,
      onStarted(process) {
        processes.onStarted(process);
        started.push(process);
      },
      onActivity: (describe) => activity.tell({ describe }),
      onPlaced: () => undefined,
      onObserved: ({ changed }) => activity.tell({ changed }),
      ask: questions.ask,
      records: {
        add,
        own: (kinds): SessionRecord[] => journal.records(run, { effect: session, kinds }),
        lastingDecisions: () => journal.lastingDecisions(run),
      },
    },
    answered: questions.answered,
    async close() {
      activity.close();
      for (const process of started) processes.onEnded(process);
      await said;
    },
  };
}

interface ActivityTeller {
  tell(news: { describe?: () => string; changed?: number }): void;
  close(): void;
}

/** At most once a second, the last word always; nobody describes what is not sent. */
function createActivity(send: (body: BodyOf<'activity'>) => void): ActivityTeller {
  let describe = (): string => 'begins';
  let changed: number | null = null;
  let closed = false;
  const soon = createThrottle(ACTIVITY_MS, () => {
    if (!closed) send({ text: describe().slice(0, LINE), changed });
  });
  return {
    tell(news) {
      describe = news.describe ?? describe;
      changed = news.changed ?? changed;
      soon('');
    },
    close() {
      closed = true;
    },
  };
}

type Lease = Pick<TakenSession, 'task' | 'main'> & { readonly token: number };

/** Asks main, and believes a yes to what is always asked only with an approval for exactly that. */
function createQuestions(
  { project, sessions, monotonic }: RemoteContextDeps,
  { task, token, main }: Lease,
  signal: AbortSignal,
  add: (body: RecordBody) => void,
): Pick<EffectContext, 'ask'> & Pick<RemoteContext, 'answered'> {
  const waiting = new Map<string, (answer: MainsAnswer | null) => void>();
  const answerTo = (id: string): Promise<MainsAnswer | null> =>
    new Promise((resolve) => {
      const end = (answer: MainsAnswer | null): void => {
        waiting.delete(id);
        resolve(answer);
      };
      waiting.set(id, end);
      signal.addEventListener('abort', () => end(null), { once: true });
      if (signal.aborted) end(null);
    });
  const proved = (given: MainsAnswer, gated: Gated, askedAt: number): AgentAnswer | null => {
    const wanted = { task, token, command: deedHash(gated.deed) };
    const mainKey = project.roster()?.machines.find(({ machine }) => machine === main)?.key ?? null;
    const used = sessions.get(task)?.used ?? [];
    const why = whyNotApproved(given.approval, {
      project: project.id,
      mainKey,
      wanted,
      elapsedMs: monotonic() - askedAt,
      saidAt: given.saidAt,
      used,
    });
    if (why === null && given.approval !== null) {
      // Before it is used: after a crash in between it is asked again, which is better than twice allowed.
      sessions.change(task, { used: [...used, given.approval.nonce] });
      return given.answer;
    }
    project.log.warn(`${task}: main's yes to ${gated.class} was not believed: ${why}`);
    add({ kind: 'refused', what: gated.deed.slice(0, 1000), why: `main's yes was not believed: ${why}` });
    return { option: 'deny', text: `Not allowed: ${why}. Ask again if it is still needed.` };
  };
  return {
    async ask(question: PersonQuestion, gated?: Gated) {
      const id = uuidV7();
      const askedAt = monotonic();
      const answer = question.options.length === 0 ? Promise.resolve(null) : answerTo(id);
      const about = gated ? { class: gated.class, command: deedHash(gated.deed) } : null;
      await project.say({ to: main, task, token, type: 'ask', id, body: { question, gated: about } });
      const given = await answer;
      if (given === null || !gated || given.answer.option === 'deny') return given?.answer ?? null;
      return proved(given, gated, askedAt);
    },
    answered: (id, answer) => waiting.get(id)?.(answer),
  };
}
