import { l10n } from 'vscode';
import type { ContractView, ExecutionMode } from '#schemas/run/phase.ts';
import type { Receipt } from '#schemas/run/receipt.ts';
import type { Signal } from '#schemas/run/signal.ts';

/** Who speaks and about what: `executor-api, phase 2`, or `Phase 2`. */
export function aboutWords({ from, phase, workstream }: Signal): string {
  if (from !== 'clutch') return phase === null ? from : l10n.t('{0}, phase {1}', from, phase);
  if (phase === null) return l10n.t('The run');
  return workstream === null ? l10n.t('Phase {0}', phase) : l10n.t('Phase {0}, {1}', phase, workstream);
}

/** How the workstreams of a phase are executed. */
export function modeWords(mode: ExecutionMode): string {
  switch (mode) {
    case 'solo':
      return l10n.t('solo');
    case 'sequential':
      return l10n.t('sequential');
    case 'team':
      return l10n.t('team');
    case 'staggered-team':
      return l10n.t('staggered team');
  }
}

/** Why a command did not end by itself, in a word or two. */
export function stoppedWords(stopped: NonNullable<Receipt['stopped']>): string {
  switch (stopped) {
    case 'timeout':
      return l10n.t('timeout');
    case 'output-limit':
      return l10n.t('output-limit');
    case 'not-found':
      return l10n.t('not-found');
    case 'aborted':
      return l10n.t('aborted');
    case 'signal':
      return l10n.t('signal');
  }
}

export function contractStatusWords(status: ContractView['status']): string {
  switch (status) {
    case 'wanted':
      return l10n.t('wanted');
    case 'checking':
      return l10n.t('checking');
    case 'confirmed':
      return l10n.t('confirmed');
    case 'waived':
      return l10n.t('waived');
  }
}

/** Who has settled a contract. */
export function contractSourceWords(source: NonNullable<ContractView['source']>): string {
  switch (source) {
    case 'plan':
      return l10n.t('by the plan');
    case 'agent':
      return l10n.t('by the agent');
    case 'person':
      return l10n.t('by the person');
  }
}
