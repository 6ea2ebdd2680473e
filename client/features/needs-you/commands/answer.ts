import { l10n, workspace } from 'vscode';
import type { CommandHandler } from '../../../ui/commands.ts';
import { requireTrust } from '../../../ui/trust.ts';
import { chooseAnswer, chooseSignal, giveAnswer, optionsOf, showSignal, signalOf } from '../answer.ts';

/** Lists what waits for an answer, then the answers; asks for words where an answer needs some. */
export const answer: CommandHandler = async (services, argument) => {
  requireTrust();
  const open = await chooseSignal(services.overview, argument);
  if (open !== undefined) await chooseAnswer(services, open);
};

/** Gives one answer to the signal of the row. */
export const answerWith =
  (id: string): CommandHandler =>
  async (services, argument) => {
    requireTrust();
    const open = signalOf(services.overview, argument);
    const option = open === undefined ? undefined : optionsOf(open.signal).find((one) => one.id === id);
    if (open === undefined || option === undefined)
      throw new Error(l10n.t('This is not asked any more. Choose a row of Needs You.'));
    await giveAnswer(services, open, option);
  };

/** What a click or Enter on a row does: shows the choices, or the details where there is nothing to choose. */
export const openSignal: CommandHandler = async (services, argument) => {
  const open = signalOf(services.overview, argument);
  if (open === undefined) return;
  if (open.signal.options.length === 0 || !workspace.isTrusted) await showSignal(open);
  else await chooseAnswer(services, open);
};

export const showSignalOfRow: CommandHandler = async ({ overview }, argument) => {
  const open = signalOf(overview, argument);
  if (open !== undefined) await showSignal(open);
};
