import { env, l10n, window } from 'vscode';
import { AnswerSignalMethod, type AnswerSignalParams } from '#schemas/protocol/runs.ts';
import { DISMISS, openSignals, wantsAnswer, type OpenSignal } from '#schemas/run/open-signals.ts';
import { RunView } from '#schemas/run/run.ts';
import type { Signal, SignalOption } from '#schemas/run/signal.ts';
import { ageWords } from '#schemas/webview/time-words.ts';
import type { OverviewStore } from '../../overview-store.ts';
import type { Services } from '../../services.ts';
import { askWords } from '../../ui/ask.ts';
import { signalPath } from '../../ui/document-paths.ts';
import { documentUri } from '../../ui/open-target.ts';
import { runName } from '../../ui/run-name.ts';
import { aboutWords } from '../../ui/run-words.ts';
import { targetOf } from '../../ui/target-of.ts';
import { requireTrust } from '../../ui/trust.ts';

/** The signal of the row that a command was called on, while it is open. */
export function signalOf(overview: OverviewStore, argument: unknown): OpenSignal | undefined {
  const target = targetOf(argument);
  if (target?.kind !== 'signal') return undefined;
  return openSignals(overview.current?.runs ?? []).find(
    ({ run, signal }) => run.id === target.run && signal.id === target.signal,
  );
}

/** Signals that want an answer: all, or those of the run of the row. Chosen where there are several. */
export async function chooseSignal(overview: OverviewStore, argument: unknown): Promise<OpenSignal | undefined> {
  const target = targetOf(argument);
  const known = signalOf(overview, argument);
  if (known !== undefined) return known;
  const within = target?.kind === 'run' ? target.run : null;
  const open = openSignals(overview.current?.runs ?? []).filter(
    ({ run, signal }) => wantsAnswer(signal) && (within === null || run.id === within),
  );
  if (open.length === 0) void window.showInformationMessage(l10n.t('Nothing waits for your answer.'));
  if (open.length <= 1) return open[0];
  const items = open.map((one) => ({
    label: aboutWords(one.signal),
    description: `${ageWords(one.signal.askedAt, Date.now(), env.language)} · ${runName(one.run)}`,
    detail: one.signal.text,
    one,
  }));
  const picked = await window.showQuickPick(items, {
    title: l10n.t('{0} things need you', open.length),
    placeHolder: l10n.t('Which one?'),
    matchOnDetail: true,
  });
  return picked?.one;
}

/** Shows what can be answered. A bare Enter opens the details and decides nothing. */
export async function chooseAnswer(services: Services, { run, signal }: OpenSignal): Promise<void> {
  const read = { label: `$(info) ${l10n.t('Read the Details')}`, description: l10n.t('decides nothing'), option: null };
  const items = optionsOf(signal).map((option) => ({
    label: option.label,
    description: needWords(option),
    option,
  }));
  const picked = await window.showQuickPick([read, ...items], {
    title: aboutWords(signal),
    placeHolder: signal.text,
    ignoreFocusOut: true,
  });
  if (picked === undefined) return;
  if (picked.option === null) await showSignal({ run, signal });
  else await giveAnswer(services, { run, signal }, picked.option);
}

/** Asks for the reason or the guidance where one is needed, and sends the answer. */
export async function giveAnswer(
  { link, overview }: Services,
  { run, signal }: OpenSignal,
  option: SignalOption,
): Promise<void> {
  requireTrust();
  const text = option.needs === null ? null : await askWords(option.label, promptOf(option.needs, signal));
  if (text === undefined) return;
  const params: AnswerSignalParams = { run: run.id, signal: signal.id, option: option.id, text };
  overview.merge(await link.request(AnswerSignalMethod, RunView, params));
}

export async function showSignal({ run, signal }: OpenSignal): Promise<void> {
  await window.showTextDocument(documentUri(signalPath(run.id, signal.id)), { preview: true });
}

export const optionsOf = ({ options }: Signal): readonly SignalOption[] =>
  options.length > 0 ? options : [{ id: DISMISS, label: l10n.t('Dismiss'), needs: null }];

const needWords = ({ needs }: SignalOption): string =>
  needs === 'reason' ? l10n.t('asks for a reason') : needs === 'guidance' ? l10n.t('asks for guidance') : '';

const promptOf = (needs: 'reason' | 'guidance', { text }: Signal): string =>
  needs === 'reason' ? l10n.t('Why? {0}', text) : l10n.t('What should be done differently? {0}', text);
