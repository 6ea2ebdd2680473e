import type { Effect, EffectOf, EffectType } from '#schemas/journal/effects.ts';
import type { EngineEvent, EventOf } from '#schemas/journal/events.ts';
import type { RecordBody, SessionRecord } from '#schemas/journal/records.ts';
import type { ActionClass } from '#schemas/run/permission.ts';
import type { Observation } from './ownership-watch.ts';
import type { AgentAnswer, ProcessIdentity } from '../engine/ports.ts';

type Timed<E> = E extends EngineEvent ? Omit<E, 'at' | 'effect'> : never;

/** What an effect reports when it is done; the supervisor adds the time and the effect's id. */
export type Outcome = Timed<
  Exclude<Extract<EngineEvent, { effect: string }>, { type: 'work-observed' | 'agent-asked' }>
>;

/** Why effects are aborted when the server goes: they are still wanted, and the next server takes them up again. */
export class ServerLeaves extends Error {
  override readonly name = 'ServerLeaves';
}

/** What is asked about something that no policy allows: a yes given on another machine must prove that it is for this. */
export interface Gated {
  readonly class: ActionClass;
  /** Exactly what is to be done, as canonical JSON. */
  readonly deed: string;
}

/** What a person is asked in the name of an agent. */
export type PersonQuestion = Omit<EventOf<'agent-asked'>['question'], 'id'>;

/** The records of one session; those of the same effect before a restart are its own. */
export interface SessionRecords {
  add(body: RecordBody): void;
  /** Oldest first; of these kinds, or of all. */
  own(kinds?: readonly RecordBody['kind'][]): SessionRecord[];
  /** Decisions of the whole run that hold for longer than once, oldest first. */
  lastingDecisions(): SessionRecord[];
}

export type AskPerson = (question: PersonQuestion, gated?: Gated) => Promise<AgentAnswer | null>;

/** What an effect may use of its run while it is being performed. */
export interface EffectContext {
  readonly run: string;
  /** Aborted when the effect is no longer wanted, or with `ServerLeaves`; whatever it returns then is ignored. */
  readonly signal: AbortSignal;
  /** Remembers a process group on disk before it does anything, so that it can be reaped after a crash. */
  readonly onStarted: (process: ProcessIdentity) => void;
  /** Tells that an agent did something; `describe` says what, in one line, when somebody looks. */
  readonly onActivity: (describe: () => string) => void;
  /** Tells which machine the session is on, by its name; null: this one, as it is where nothing is told. */
  readonly onPlaced: (machine: string | null) => void;
  /** Tells what an agent at work has changed so far, and what of it is not its own. */
  readonly onObserved: (observation: Observation) => void;
  /** Null when the effect was aborted while the question stood, and at once for what nobody has to answer. */
  readonly ask: AskPerson;
  /** What sessions leave behind for people to read and for their successors to go on from. */
  readonly records: SessionRecords;
}

/** Performs one kind of effect. Idempotent: it may be called again after a crash at any point of an earlier call. */
export type Performer<T extends EffectType> = (effect: EffectOf<T>, context: EffectContext) => Promise<Outcome>;

/** `answer-agent` is the supervisor's own: it holds the agents' open questions. */
export type Performers = { readonly [T in Exclude<EffectType, 'answer-agent'>]: Performer<T> };

export function perform(
  performers: Performers,
  effect: Exclude<Effect, { type: 'answer-agent' }>,
  context: EffectContext,
): Promise<Outcome> {
  // The key picks the performer of exactly this effect's type, which the compiler cannot follow through a union.
  const performer = performers[effect.type] as Performer<typeof effect.type>;
  return performer(effect, context);
}
