import { l10n } from 'vscode';
import type { CollabView, PeerView, RequestView } from '#schemas/protocol/collab.ts';

export function freshnessWords(freshness: PeerView['freshness']): string {
  switch (freshness) {
    case 'fresh':
      return l10n.t('fresh');
    case 'late':
      return l10n.t('late');
    case 'stale':
      return l10n.t('stale');
    case 'gone':
      return l10n.t('gone');
    case 'unknown':
      return l10n.t('unknown');
  }
}

/** What is wrong with this machine's view of a shared project. */
export function healthWords(state: Exclude<CollabView['health']['state'], 'ok'>): string {
  switch (state) {
    case 'stale-view':
      return l10n.t('this view is stale');
    case 'hangs':
      return l10n.t('the shared folder does not answer');
    case 'gone':
      return l10n.t('the shared folder is not there');
    case 'full':
      return l10n.t('the shared folder is full');
    case 'read-only':
      return l10n.t('the shared folder cannot be written');
    case 'refused':
      return l10n.t('the shared folder refuses this machine');
  }
}

/** What is asked for, by itself and with who asks. */
export function requestWords(kind: RequestView['kind'], sender: string): { kind: string; ofSender: string } {
  switch (kind) {
    case 'question':
      return { kind: l10n.t('question'), ofSender: l10n.t('question of {0}', sender) };
    case 'inspect':
      return { kind: l10n.t('inspect'), ofSender: l10n.t('inspect of {0}', sender) };
    case 'edit':
      return { kind: l10n.t('edit'), ofSender: l10n.t('edit of {0}', sender) };
    case 'task':
      return { kind: l10n.t('task'), ofSender: l10n.t('task of {0}', sender) };
  }
}

export const requestCount = (count: number): string =>
  count === 1 ? l10n.t('1 request') : l10n.t('{0} requests', count);
