import { setTimeout as delay } from 'node:timers/promises';
import type { EffectOf } from '#schemas/journal/effects.ts';
import type { BodyType } from '#schemas/wire/bodies.ts';
import type { EffectContext } from '../../runs/performer.ts';
import type { Message, SharedProject } from '../shared-project.ts';
import { type Answering, createAnswering } from './answering.ts';
import type { Assignment, Assignments } from './assignments.ts';

export interface GivenDeps {
  readonly project: SharedProject;
  readonly assignments: Assignments;
  /** For bundles on their way; local. */
  readonly folder: string;
  readonly now: () => number;
  sign(bytes: Uint8Array): string;
  /** What the worker does right now, told while the session waits. */
  onActivity(task: string, listener: (text: string, changed: number | null) => void): () => void;
}

/** Between two looks at leases and machines, where nobody says anything. */
export const LOOK_MS = 500;

/** One session that main gives away: what every step of it needs. */
export interface GivenTask {
  readonly deps: GivenDeps;
  readonly task: string;
  readonly effect: EffectOf<'run-agent'>;
  readonly context: EffectContext;
  readonly answering: Answering;
  /** As it lies on disk. */
  current(): Assignment;
  change(change: Partial<Assignment>): void;
  nameOf(machine: string | null): string;
  /** Shows why the session does not go on. */
  tell(text: string): void;
  /** Says the same again after a restart of ours, and else once. */
  sayOnce<T extends BodyType>(id: string, words: () => Promise<Omit<Message<T>, 'id' | 'task'>>): Promise<void>;
  /** Until anything has changed that a step may depend on, `ms` at most. */
  pause(ms?: number): Promise<void>;
  /** Whoever has it is told that nobody waits for it. */
  cancel(why: string): Promise<void>;
  /** Somebody else is to do it. */
  passOn(why: string): Promise<'again'>;
  close(): void;
}

export function createGivenTask(
  deps: GivenDeps,
  task: string,
  effect: EffectOf<'run-agent'>,
  context: EffectContext,
): GivenTask {
  const { project, assignments } = deps;
  const said = new Set<string>();
  const current = (): Assignment => assignments.open(task, { run: context.run, base: effect.base });
  const nameOf = (machine: string | null): string =>
    project.roster()?.machines.find((one) => one.machine === machine)?.name ?? machine ?? 'nobody';
  const tell = (text: string): void => context.onActivity(() => text);
  const answering = createAnswering(deps, task, context);
  const stopListening = deps.onActivity(task, (text, changed) => {
    tell(text);
    if (changed !== null) context.onObserved({ changed, outside: [] });
  });
  const cancel = (why: string): Promise<void> => cancelled(deps, current(), why);
  return {
    deps,
    task,
    effect,
    context,
    answering,
    current,
    change: (change) => void assignments.change(task, change),
    nameOf,
    tell,
    async sayOnce(id, words) {
      if (said.has(id)) return;
      await project.say({ ...(await words()), id, task });
      said.add(id);
    },
    pause: (ms = LOOK_MS) => changes(deps, context.signal, ms),
    cancel,
    async passOn(why) {
      const { machine, refused } = current();
      await cancel(why);
      project.log.info(`${task}: ${nameOf(machine)}: ${why}`);
      const others = refused.filter((one) => one.machine !== machine);
      const mine = machine === null ? [] : [{ machine, why, at: deps.now() }];
      const anew = { state: 'choosing', machine: null, offer: null, code: null } as const;
      assignments.change(task, { ...anew, refused: [...others, ...mine] });
      return 'again';
    },
    close() {
      stopListening();
      answering.close();
    },
  };
}

async function cancelled({ project, assignments }: GivenDeps, before: Assignment, why: string): Promise<void> {
  const { task, machine, token, offer, state } = before;
  assignments.change(task, { state: 'over', inbox: [], asks: [] });
  if (machine === null || (state !== 'offered' && state !== 'working')) return;
  const about = { task, ...(offer === null ? {} : { re: offer }) };
  const lease = state === 'working' && token !== null ? { token } : {};
  await project.say({ to: machine, type: 'cancel', body: { why }, ...about, ...lease });
}

/** Resolves when anything has changed that a step may depend on, after `ms` at the latest, and when it is aborted. */
async function changes({ project, assignments }: GivenDeps, signal: AbortSignal, ms: number): Promise<void> {
  const woken = new AbortController();
  const wake = (): void => woken.abort();
  const ends = [assignments.onChange(wake), project.transport.onChange(wake)];
  signal.addEventListener('abort', wake, { once: true });
  try {
    await delay(Math.min(ms, LOOK_MS), undefined, { signal: woken.signal });
  } catch {
    // Woken.
  } finally {
    signal.removeEventListener('abort', wake);
    for (const end of ends) end();
  }
}
