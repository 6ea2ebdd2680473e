import { l10n } from 'vscode';
import type { EvidenceSignal } from '#schemas/run/liveness.ts';
import type { FileChange, GateView, PhaseStep } from '#schemas/run/phase.ts';
import type { Gap } from '#schemas/run/reports.ts';

/** What a phase is at. */
export function stepWords(step: PhaseStep): string {
  const words: Record<PhaseStep, string> = {
    prp: l10n.t('prp'),
    gate: l10n.t('gate'),
    execute: l10n.t('execute'),
    contracts: l10n.t('contracts'),
    integrate: l10n.t('integrate'),
    validate: l10n.t('validate'),
    debug: l10n.t('debug'),
    commit: l10n.t('commit'),
    checkpoint: l10n.t('checkpoint'),
    land: l10n.t('land'),
    'clean-up': l10n.t('clean-up'),
  };
  return words[step];
}

/** What the budget gate has decided. */
export function verdictWords(verdict: GateView['verdict']): string {
  switch (verdict) {
    case 'go':
      return l10n.t('enough to start');
    case 'fresh-session':
      return l10n.t('a fresh session');
    case 'stop':
      return l10n.t('not enough, stopped');
  }
}

export function changeWords(kind: FileChange['kind']): string {
  switch (kind) {
    case 'added':
      return l10n.t('added');
    case 'modified':
      return l10n.t('modified');
    case 'deleted':
      return l10n.t('deleted');
    case 'renamed':
      return l10n.t('renamed');
  }
}

/** Where something was seen of an agent. */
export function evidenceWords(signal: EvidenceSignal): string {
  switch (signal) {
    case 'process':
      return l10n.t('process');
    case 'event':
      return l10n.t('event');
    case 'transcript':
      return l10n.t('transcript');
    case 'git':
      return l10n.t('git');
    case 'question':
      return l10n.t('question');
  }
}

/** How grave a gap is, and the gap with it as a screen reader says it. */
export function gapWords({ severity, gap }: Pick<Gap, 'severity' | 'gap'>): { severity: string; spoken: string } {
  switch (severity) {
    case 'CRITICAL':
      return { severity: l10n.t('critical'), spoken: l10n.t('critical gap: {0}', gap) };
    case 'MAJOR':
      return { severity: l10n.t('major'), spoken: l10n.t('major gap: {0}', gap) };
    case 'MINOR':
      return { severity: l10n.t('minor'), spoken: l10n.t('minor gap: {0}', gap) };
  }
}
