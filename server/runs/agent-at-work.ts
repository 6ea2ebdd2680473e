import type { EffectOf } from '#schemas/journal/effects.ts';
import type { AgentView } from '#schemas/run/run.ts';
import type { ProcessIdentity } from '../engine/ports.ts';
import { executorOf } from '../engine/state.ts';
import { createLivenessSampler, type LivenessSamplerDeps } from './liveness-sampler.ts';

/** One agent session while it lasts: what it does is put into words when somebody looks. */
export interface AgentAtWork {
  /** A process was started for it; one that runs elsewhere, and a person, have none. */
  started(process: ProcessIdentity): void;
  /** It was given to a machine, by its name; null: it is here. */
  placed(machine: string | null): void;
  /** It said or did something. */
  active(describe: () => string): void;
  /** So many files are changed in its worktree. */
  changed(count: number): void;
  /** A person is asked, until what this returns is called. */
  asked(): () => void;
  view(): AgentView;
  end(): void;
}

/** How often its process is looked for. */
const LOOK_MS = 3_000;

export function createAgentAtWork(
  effect: EffectOf<'run-agent'>,
  { isAlive, now, onSample }: Omit<LivenessSamplerDeps, 'everyMs'>,
): AgentAtWork {
  const liveness = createLivenessSampler({ isAlive, now, onSample, everyMs: LOOK_MS });
  const { phase, workstream, runtime, role } = effect;
  const startedAt = now();
  let pid: number | null = null;
  let machine: string | null = null;
  let events = 0;
  let lastEventAt = startedAt;
  let describe = (): string => 'started';
  return {
    started(process) {
      pid = process.pid;
      liveness.started(process);
    },
    placed(name) {
      machine = name;
    },
    active(words) {
      describe = words;
      events += 1;
      lastEventAt = now();
      liveness.heard(words);
    },
    changed: (count) => liveness.changed(count === 1 ? '1 file is changed' : `${count} files are changed`),
    asked: () => liveness.asked(),
    view: () => ({
      executor: executorOf(effect),
      role,
      phase,
      workstream,
      runtime,
      machine,
      pid,
      startedAt,
      events,
      lastEventAt,
      lastEvent: describe(),
      liveness: liveness.current(),
    }),
    end: () => liveness.stop(),
  };
}
