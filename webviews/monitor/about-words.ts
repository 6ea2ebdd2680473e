import * as l10n from '@vscode/l10n';
import type { Signal } from '#schemas/run/signal.ts';

/** Who speaks and about what: `executor-api, phase 2`, or `Phase 2`. */
export function aboutWords({ from, phase, workstream }: Signal): string {
  if (from !== 'clutch') return phase === null ? from : l10n.t('{0}, phase {1}', from, phase);
  if (phase === null) return l10n.t('The run');
  return workstream === null ? l10n.t('Phase {0}', phase) : l10n.t('Phase {0}, {1}', phase, workstream);
}
