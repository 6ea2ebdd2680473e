import * as l10n from '@vscode/l10n';
import { phaseWaits } from '#schemas/run/open-signals.ts';
import type { PhaseView, WorkstreamView } from '#schemas/run/phase.ts';
import type { RunView } from '#schemas/run/run.ts';

/** How a status looks. Each has a shape and a word of its own, so that colour only repeats what they say. */
export interface Look {
  readonly icon: string;
  readonly tone: 'good' | 'bad' | 'active' | 'attention' | 'quiet';
  readonly words: string;
}

type Status = RunView['status'] | PhaseView['status'] | WorkstreamView['status'];

export function lookOf(status: Status): Look {
  switch (status) {
    case 'running':
      return { icon: 'play-circle', tone: 'active', words: l10n.t('running') };
    case 'waiting':
      return { icon: 'bell-dot', tone: 'attention', words: l10n.t('waiting for you') };
    case 'paused':
      return { icon: 'debug-pause', tone: 'quiet', words: l10n.t('paused') };
    case 'stopped':
      return { icon: 'debug-stop', tone: 'quiet', words: l10n.t('stopped') };
    case 'skipped':
      return { icon: 'debug-step-over', tone: 'quiet', words: l10n.t('skipped') };
    case 'deferred':
      return { icon: 'debug-step-over', tone: 'quiet', words: l10n.t('deferred') };
    case 'failed':
      return { icon: 'error', tone: 'bad', words: l10n.t('failed') };
    case 'completed':
      return { icon: 'pass-filled', tone: 'good', words: l10n.t('completed') };
    case 'pending':
      return { icon: 'circle-large-outline', tone: 'quiet', words: l10n.t('pending') };
    case 'in-progress':
      return { icon: 'play-circle', tone: 'active', words: l10n.t('in progress') };
  }
}

export const phaseLook = (run: RunView, phase: PhaseView): Look => {
  if (phase.held) return lookOf('paused');
  return lookOf(phaseWaits(run, phase) ? 'waiting' : phase.status);
};
