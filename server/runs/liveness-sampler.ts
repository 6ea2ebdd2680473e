import type { Liveness } from '#schemas/run/liveness.ts';
import type { ProcessIdentity } from '../engine/ports.ts';
import { livenessOf, type LivenessEvidence, type Seen } from './liveness.ts';

export interface LivenessSamplerDeps {
  /** Null where the system does not say. */
  readonly isAlive: (process: ProcessIdentity) => Promise<boolean | null>;
  readonly now: () => number;
  readonly everyMs: number;
  /** The process was looked for again: what is current may have changed. */
  readonly onSample: () => void;
}

/** Collects what is seen of one agent at work, and looks for its process from time to time. */
export interface LivenessSampler {
  started(process: ProcessIdentity): void;
  /** The agent said or did something. */
  heard(describe: () => string): void;
  /** Something else than before is changed in its worktree. */
  changed(says: string): void;
  /** A person is asked, until what this returns is called. */
  asked(): () => void;
  /** What all that shows at this moment. */
  current(): Liveness;
  stop(): void;
}

export function createLivenessSampler({ isAlive, now, everyMs, onSample }: LivenessSamplerDeps): LivenessSampler {
  const questions = new Set<Seen>();
  let event: { readonly describe: () => string; readonly at: number } | null = null;
  let seen: Pick<LivenessEvidence, 'process' | 'git'> = { process: null, git: null };
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  const look = async (process: ProcessIdentity): Promise<void> => {
    const alive = await isAlive(process);
    if (stopped) return;
    seen = { ...seen, process: { alive, says: processWords(process, alive), at: now() } };
    onSample();
    // What is gone does not come back under the same start time.
    if (alive !== false) timer = setTimeout(() => void look(process), everyMs);
  };
  return {
    started(process) {
      const says = processWords(process, true);
      seen = { ...seen, process: { alive: true, says, at: now() } };
      event = { describe: () => 'started', at: now() };
      timer = setTimeout(() => void look(process), everyMs);
    },
    heard(describe) {
      event = { describe, at: now() };
    },
    changed(says) {
      seen = { ...seen, git: { says, at: now() } };
    },
    asked() {
      const question = { says: 'a person is asked', at: now() };
      questions.add(question);
      return () => void questions.delete(question);
    },
    current() {
      const heard = event && { says: event.describe(), at: event.at };
      return livenessOf({ ...seen, event: heard, transcript: null, question: [...questions][0] ?? null }, now());
    },
    stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}

function processWords({ pid }: ProcessIdentity, alive: boolean | null): string {
  if (alive === null) return `there is a process ${pid}, and the system does not say whether it is the agent`;
  return alive ? `process ${pid} is there` : `process ${pid} is gone`;
}
