import { l10n, window } from 'vscode';
import type { CollabView, PeerView } from '#schemas/protocol/collab.ts';
import { machineRoleWords } from '../../../ui/role-words.ts';
import type { OverviewStore } from '../../../overview-store.ts';
import { targetOf } from '../../../ui/target-of.ts';
import { freshnessWords } from '../words.ts';

/** A machine, or all of a project. */
export interface Receiver {
  readonly view: CollabView;
  /** Null: all. */
  readonly peer: PeerView | null;
}

/** The machine of the row that a command was called on. */
export function peerOfRow({ current }: OverviewStore, argument: unknown): { view: CollabView; peer: PeerView } {
  const target = targetOf(argument);
  const view = current?.collab.find(({ root }) => target?.kind === 'peer' && target.root === root);
  const peer = view?.peers.find(({ id }) => target?.kind === 'peer' && target.machine === id);
  if (view === undefined || peer === undefined) {
    throw new Error(l10n.t('That machine takes part no more. Look at Peers again.'));
  }
  return { view, peer };
}

/** The machine of the row, or one that the person chooses. Undefined: they left. */
export async function chooseReceiver(overview: OverviewStore, argument: unknown): Promise<Receiver | undefined> {
  if (targetOf(argument)?.kind === 'peer') return peerOfRow(overview, argument);
  const views = overview.current?.collab ?? [];
  const items = views.flatMap((view) => {
    const where = views.length > 1 ? ` · ${view.project}` : '';
    const others = view.peers.filter(({ self, revoked }) => !self && !revoked);
    const machines = others.map((peer) => ({
      label: peer.name,
      description: `${machineRoleWords(peer.role)} · ${freshnessWords(peer.freshness)}${where}`,
      view,
      peer,
    }));
    const all = { label: l10n.t('All machines'), description: where.slice(3), view, peer: null };
    return others.length === 0 ? [] : [...machines, all];
  });
  if (items.length === 0) {
    void window.showInformationMessage(l10n.t('No other machine takes part in the projects of this window.'));
    return undefined;
  }
  return await window.showQuickPick(items, { title: l10n.t('To which machine?'), matchOnDescription: true });
}
