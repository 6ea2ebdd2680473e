import * as l10n from '@vscode/l10n';
import type { PeerView } from '#schemas/protocol/collab.ts';

/** What a machine is for among those that share a project. */
export function roleWords(role: PeerView['role']): string {
  switch (role) {
    case 'main':
      return l10n.t('main');
    case 'worker':
      return l10n.t('worker');
    case 'observer':
      return l10n.t('observer');
  }
}
