import { QuickPickItemKind, l10n, window, type QuickPickItem } from 'vscode';
import type { AwayVerdict, AwayView } from '#schemas/protocol/away.ts';
import { grouped } from '../../ui/numbers.ts';

const MAX_EXAMPLES = 8;

/**
 * Shows what the plan will allow, how much and until when. Enter alone never arms: the first row leaves everything as
 * it is, and the row that arms is the last one.
 */
export async function confirmArming(view: AwayView): Promise<boolean> {
  const arm: QuickPickItem = {
    label: `$(shield) ${l10n.t('Arm this plan')}`,
    detail: view.expires === null ? '' : l10n.t('Until {0}', timeOf(view.expires)),
  };
  const items: QuickPickItem[] = [
    {
      label: `$(close) ${l10n.t('Cancel')}`,
      detail: l10n.t('Nothing is armed. Agents ask as before.'),
    },
    ...examples(view, 'allow', l10n.t('Allowed without asking')),
    ...examples(view, 'ask', l10n.t('Asked, and skipped while you are away')),
    ...examples(view, 'deny', l10n.t('Denied')),
    { label: l10n.t('Limits'), kind: QuickPickItemKind.Separator },
    ...limits(view).map((label) => ({ label })),
    { label: '', kind: QuickPickItemKind.Separator },
    arm,
  ];
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Arm the away plan of {0}?', view.name ?? view.project),
    placeHolder: l10n.t('Read what it allows; choose the last row to arm it.'),
    ignoreFocusOut: true,
    matchOnDetail: true,
  });
  return picked === arm;
}

function examples({ examples: all }: AwayView, verdict: AwayVerdict, title: string): readonly QuickPickItem[] {
  const fitting = all.filter((example) => example.verdict === verdict);
  if (fitting.length === 0) return [];
  const shown = fitting.slice(0, MAX_EXAMPLES);
  const icons = { allow: 'check', ask: 'question', deny: 'circle-slash' } as const;
  return [
    { label: title, kind: QuickPickItemKind.Separator },
    ...shown.map(({ action, clause }) => ({
      label: `$(${icons[verdict]}) ${action.slice(0, 200)}`,
      description: clause,
    })),
    ...(fitting.length > shown.length ? [{ label: l10n.t('… and {0} more', fitting.length - shown.length) }] : []),
  ];
}

function limits({ expires, caps }: AwayView): readonly string[] {
  const { minutes, costUsd, tokens, failures } = caps;
  return [
    expires === null ? l10n.t('No end') : l10n.t('Ends {0}', timeOf(expires)),
    ...(minutes.limit === null ? [] : [l10n.t('{0} minutes at most', minutes.limit)]),
    costUsd.limit === null ? l10n.t('No cap on cost') : l10n.t('{0} USD at most', costUsd.limit),
    ...(tokens.limit === null ? [] : [l10n.t('{0} tokens at most', grouped(tokens.limit))]),
    ...(failures.limit === null ? [] : [l10n.t('Stops after {0} failures in a row', failures.limit)]),
  ];
}

const timeOf = (at: number): string =>
  new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
