import { l10n, window } from 'vscode';
import { type CollabView, RequestMethod, type RequestParams, RequestView } from '#schemas/protocol/collab.ts';
import type { OverviewStore } from '../../../overview-store.ts';
import type { Services } from '../../../services.ts';
import { askWords } from '../../../ui/ask.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { statusWords } from '../../../ui/status-icons.ts';
import { targetOf } from '../../../ui/target-of.ts';
import { requireTrust } from '../../../ui/trust.ts';
import { requestChoices } from '../request-rows.ts';
import { personName } from './person-name.ts';

type Verb = ReturnType<typeof requestChoices>[number];

/** Claims, finishes or cancels the request of the row. */
export const decideRequest =
  (verb: Verb): CommandHandler =>
  async (services, argument) => {
    requireTrust();
    const { view, request } = requestOfRow(services.overview, argument);
    if (!requestChoices(view, request).includes(verb)) {
      throw new Error(
        l10n.t('“{0}” is {1}, so this cannot be done any more.', request.title, statusWords(request.status)),
      );
    }
    if (verb === 'claim') await claim(services, view, request);
    else await finish(services, view, request, verb);
  };

function requestOfRow({ current }: OverviewStore, argument: unknown): { view: CollabView; request: RequestView } {
  const target = targetOf(argument);
  const view = current?.collab.find(({ root }) => target?.kind === 'request' && target.root === root);
  const request = view?.requests.find(({ id }) => target?.kind === 'request' && target.request === id);
  if (view !== undefined && request !== undefined) return { view, request };
  throw new Error(l10n.t('That request is not listed any more. Look at Peers again.'));
}

async function claim({ link }: Services, { root, peers }: CollabView, { id, title }: RequestView): Promise<void> {
  const params: RequestParams = { verb: 'claim', root, request: id, author: personName() };
  const { claimedBy } = await link.request(RequestMethod, RequestView, params);
  const owner = peers.find((peer) => peer.id === claimedBy);
  if (owner?.self === true) return;
  void window.showInformationMessage(
    claimedBy === null
      ? l10n.t('Main has not said yet whose “{0}” is. Peers shows it as soon as it does.', title)
      : l10n.t('“{0}” is {1}’s.', title, owner?.name ?? claimedBy),
  );
}

async function finish(
  { link }: Services,
  { root }: CollabView,
  { id, title }: RequestView,
  verb: 'finish' | 'cancel',
): Promise<void> {
  const status = verb === 'cancel' ? 'cancelled' : await askStatus(title);
  if (status === undefined) return;
  const prompt = verb === 'cancel' ? l10n.t('Why is it not needed any more?') : l10n.t('What came of it?');
  const text = await askWords(title, prompt);
  if (text === undefined) return;
  const params: RequestParams = { verb: 'finish', root, request: id, status, text, author: personName() };
  await link.request(RequestMethod, RequestView, params);
}

async function askStatus(title: string): Promise<'completed' | 'blocked' | 'failed' | undefined> {
  const items = [
    { label: l10n.t('Completed'), description: l10n.t('it is done'), status: 'completed' as const },
    {
      label: l10n.t('Blocked'),
      description: l10n.t('something stands in the way; it can be finished later'),
      status: 'blocked' as const,
    },
    { label: l10n.t('Failed'), description: l10n.t('it cannot be done'), status: 'failed' as const },
  ];
  return (await window.showQuickPick(items, { title }))?.status;
}
