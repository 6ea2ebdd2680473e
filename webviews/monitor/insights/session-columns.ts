import * as l10n from '@vscode/l10n';
import type { CostFigures, SessionFigures, Share } from '#schemas/protocol/analytics.ts';
import type { Column } from './sortable.ts';
import {
  allTokens,
  compact,
  costWords,
  count,
  knownCost,
  NONE,
  roughly,
  shareNotes,
  shareWords,
  usd,
} from './words.ts';

/** What sessions came to, whatever they are grouped by. */
export const sessionColumns = (): readonly Column<SessionFigures>[] => [
  number('sessions', l10n.t('Sessions'), ({ sessions }) => sessions),
  share('success', l10n.t('Success'), ({ success }) => success),
  share('firstSession', l10n.t('First session'), ({ firstSession }) => firstSession),
  share('firstValidation', l10n.t('First validation'), ({ firstValidation }) => firstValidation),
  {
    ...number('mean', l10n.t('Mean time'), ({ meanMs }) => meanMs),
    cell: ({ meanMs }) => (meanMs === null ? NONE : roughly(meanMs)),
  },
  {
    ...number('tokens', l10n.t('Tokens'), ({ tokens }) => allTokens(tokens)),
    cell: ({ tokens }) => compact(allTokens(tokens)),
  },
  {
    ...number('cost', l10n.t('Cost'), ({ cost, sessions }) =>
      cost.unknownSessions === sessions ? null : knownCost(cost),
    ),
    cell: ({ cost, sessions }) => (sessions === 0 ? NONE : costWords(cost)),
    notes: ({ cost }) => costNotes(cost),
  },
  {
    ...number('costPerWorkstream', l10n.t('Cost per workstream'), ({ costPerWorkstream }) => costPerWorkstream),
    cell: ({ costPerWorkstream: each, cost }) => {
      if (each === null) return NONE;
      return cost.unknownSessions === 0 ? usd(each) : l10n.t('≥ {0}', usd(each));
    },
  },
  number('failures', l10n.t('Failures'), ({ failures }) => failures),
  number('limits', l10n.t('Limits'), ({ limits }) => limits),
];

type Of<T> = (figures: SessionFigures) => T;

function number(id: string, title: string, value: Of<number | null>): Column<SessionFigures> {
  const cell = (figures: SessionFigures): string => {
    const one = value(figures);
    return one === null ? NONE : count(one);
  };
  return { id, title, isNumber: true, value, cell };
}

function share(id: string, title: string, of: Of<Share>): Column<SessionFigures> {
  return {
    id,
    title,
    isNumber: true,
    value: (figures) => (of(figures).of === 0 ? null : of(figures).hits / of(figures).of),
    cell: (figures) => shareWords(of(figures)),
    notes: (figures) => shareNotes(of(figures)),
  };
}

/** How much of it is estimated, and of how many sessions nothing is known. */
function costNotes({ estimatedUsd, unknownSessions: unknown }: CostFigures): string[] {
  const sessions = l10n.t('{0} unknown', count(unknown));
  return [
    ...(estimatedUsd > 0 ? [l10n.t('{0} estimated', usd(estimatedUsd))] : []),
    ...(unknown > 0 ? [sessions] : []),
  ];
}
