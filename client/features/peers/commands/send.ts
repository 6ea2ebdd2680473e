import { l10n, window } from 'vscode';
import { SendMethod, type SendParams, SendResult } from '#schemas/protocol/collab.ts';
import type { RequestKind } from '#schemas/wire/bodies.ts';
import type { Services } from '../../../services.ts';
import { askWords } from '../../../ui/ask.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { requireTrust } from '../../../ui/trust.ts';
import { chooseReceiver, type Receiver } from './find.ts';
import { personName } from './person-name.ts';

/** Words that nobody has to answer. */
export const sendNote: CommandHandler = async (services, argument) => {
  requireTrust();
  const receiver = await chooseReceiver(services.overview, argument);
  if (receiver === undefined) return;
  const text = await askWords(
    l10n.t('Note to {0}', nameOf(receiver)),
    l10n.t('Its person reads it in Peers and in the log.'),
  );
  if (text !== undefined) await send(services, receiver, 'note', '', text);
};

/** Something that the machine is asked to do, and that is answered. */
export const sendRequest: CommandHandler = async (services, argument) => {
  requireTrust();
  const receiver = await chooseReceiver(services.overview, argument);
  if (receiver === undefined) return;
  const kinds: readonly { label: string; description: string; asks: RequestKind }[] = [
    { label: l10n.t('Question'), description: l10n.t('is answered in words'), asks: 'question' },
    { label: l10n.t('Inspect'), description: l10n.t('look at something there and say what is so'), asks: 'inspect' },
    { label: l10n.t('Edit'), description: l10n.t('change something there'), asks: 'edit' },
    { label: l10n.t('Task'), description: l10n.t('anything else that is to be done there'), asks: 'task' },
  ];
  const picked = await window.showQuickPick(kinds, { title: l10n.t('What do you ask of {0}?', nameOf(receiver)) });
  if (picked === undefined) return;
  const title = await askWords(picked.label, l10n.t('In a few words; what stands in the list.'));
  if (title === undefined) return;
  const text = await askWords(title, l10n.t('Everything that helps to do it.'));
  if (text !== undefined) await send(services, receiver, picked.asks, title.slice(0, 200), text);
};

async function send(
  { link }: Services,
  receiver: Receiver,
  kind: SendParams['kind'],
  title: string,
  text: string,
): Promise<void> {
  const to = receiver.peer?.id ?? 'all';
  const params: SendParams = { root: receiver.view.root, to, kind, title, text, needs: [], author: personName() };
  const { delivery } = await link.request(SendMethod, SendResult, params);
  const name = nameOf(receiver);
  const said =
    delivery === 'acknowledged'
      ? l10n.t('Sent to {0}.', name)
      : l10n.t('Kept on this machine, and sent to {0} as soon as the shared folder takes it.', name);
  window.setStatusBarMessage(said, 6000);
}

const nameOf = ({ peer }: Receiver): string => peer?.name ?? l10n.t('all machines');
