import * as l10n from '@vscode/l10n';
import type { Bucket, CostFigures, Share, TokenFigures } from '#schemas/protocol/analytics.ts';
import { durationWords, language, numberWords } from '../../kit/language.ts';

export const NONE = '–';

export const count = (value: number): string => numberWords(Math.round(value));

/** `1.2M`: for axes and headlines; tables have every digit. */
export const compact = (value: number): string => numberWords(value, { notation: 'compact', maximumFractionDigits: 1 });

export const usd = (value: number): string =>
  numberWords(value, {
    style: 'currency',
    currency: 'USD',
    notation: value >= 1e6 ? 'compact' : 'standard',
  });

export const percent = (value: number): string => numberWords(value, { style: 'percent', maximumFractionDigits: 0 });

/** `47% – 91%` */
export const percents = (low: number, high: number): string =>
  new Intl.NumberFormat(language(), { style: 'percent', maximumFractionDigits: 0 }).formatRange(low, high);

export const duration = (milliseconds: number): string => (milliseconds === 0 ? '0' : durationWords(milliseconds));

/** A mean: its seconds say nothing once there are minutes. */
export const roughly = (milliseconds: number): string =>
  durationWords(milliseconds < 60_000 ? milliseconds : Math.round(milliseconds / 60_000) * 60_000);

export const hours = (value: number): string => l10n.t('{0} h', numberWords(value, { maximumFractionDigits: 1 }));

export const date = (instant: number): string =>
  new Date(instant).toLocaleDateString(language(), { year: 'numeric', month: 'short', day: 'numeric' });

/** What a bucket is called: on an axis as short as can be, in a table so that nobody has to guess the day. */
export function bucketWords(start: number, bucket: Bucket, zone: string, where: 'axis' | 'table'): string {
  const day = { month: 'short', day: 'numeric', timeZone: zone } as const;
  const time = { hour: '2-digit', minute: '2-digit', timeZone: zone } as const;
  if (where === 'axis') return new Date(start).toLocaleString(language(), bucket === 'hour' ? time : day);
  const full = { ...day, year: 'numeric' as const };
  if (bucket === 'hour') return new Date(start).toLocaleString(language(), { ...full, ...time });
  const words = new Date(start).toLocaleString(language(), full);
  return bucket === 'week' ? l10n.t('Week of {0}', words) : words;
}

export const allTokens = ({ input, cachedRead, cachedWrite, output, undivided }: TokenFigures): number =>
  input + cachedRead + cachedWrite + output + undivided;

export const knownCost = ({ toldUsd, estimatedUsd }: CostFigures): number => toldUsd + estimatedUsd;

/** Never a bare number where a part of it is not known. */
export function costWords(cost: CostFigures): string {
  const known = usd(knownCost(cost));
  if (cost.unknownSessions === 0) return known;
  return knownCost(cost) === 0 ? l10n.t('Unknown') : l10n.t('≥ {0}', known);
}

/** What is behind a cost: how much of it is estimated, and of how many sessions nothing is known. */
export function costNote({ estimatedUsd, unknownSessions }: CostFigures): string | null {
  const estimated = usd(estimatedUsd);
  if (estimatedUsd > 0 && unknownSessions > 0) {
    return unknownSessions === 1
      ? l10n.t('{0} of it estimated; nothing is known of 1 session', estimated)
      : l10n.t('{0} of it estimated; nothing is known of {1} sessions', estimated, count(unknownSessions));
  }
  if (estimatedUsd > 0) return l10n.t('{0} of it estimated', estimated);
  if (unknownSessions === 0) return null;
  return unknownSessions === 1
    ? l10n.t('Nothing is known of 1 session')
    : l10n.t('Nothing is known of {0} sessions', count(unknownSessions));
}

export const shareWords = ({ hits, of }: Share): string => (of === 0 ? NONE : percent(hits / of));

/** `8 of 10`, and `49% – 94%`: where the true share lies in 95 of 100 cases. */
export const shareNotes = ({ hits, of, low, high }: Share): string[] =>
  of === 0 ? [] : [l10n.t('{0} of {1}', count(hits), count(of)), percents(low, high)];

/** `2 (9f8e7d)`: the number that a template says it has, and the beginning of its hash. */
export function versionWords(version: string): string {
  const [number = '', hash] = version.split(' ');
  return hash === undefined ? number : `${number} (${hash})`;
}
