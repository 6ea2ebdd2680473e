import { phaseWaits } from '#schemas/run/open-signals.ts';
import type { PhaseView } from '#schemas/run/phase.ts';
import type { RunView } from '#schemas/run/run.ts';

/** How a status looks. Each has a shape and a word of its own, so that colour only repeats what they say. */
export interface Look {
  readonly icon: string;
  readonly tone: 'good' | 'bad' | 'active' | 'attention' | 'quiet';
  readonly words: string;
}

const looks = {
  running: { icon: 'play-circle', tone: 'active', words: 'running' },
  waiting: { icon: 'bell-dot', tone: 'attention', words: 'waiting for you' },
  paused: { icon: 'debug-pause', tone: 'quiet', words: 'paused' },
  stopped: { icon: 'debug-stop', tone: 'quiet', words: 'stopped' },
  skipped: { icon: 'debug-step-over', tone: 'quiet', words: 'skipped' },
  deferred: { icon: 'debug-step-over', tone: 'quiet', words: 'deferred' },
  failed: { icon: 'error', tone: 'bad', words: 'failed' },
  completed: { icon: 'pass-filled', tone: 'good', words: 'completed' },
  pending: { icon: 'circle-large-outline', tone: 'quiet', words: 'pending' },
  'in-progress': { icon: 'play-circle', tone: 'active', words: 'in progress' },
} as const satisfies Record<string, Look>;

export const lookOf = (status: keyof typeof looks): Look => looks[status];

export const phaseLook = (run: RunView, phase: PhaseView): Look => {
  if (phase.held) return lookOf('paused');
  return lookOf(phaseWaits(run, phase) ? 'waiting' : phase.status);
};
