/** Times and numbers in the person's language, which the host wrote into the page. */
import * as times from '#schemas/webview/time-words.ts';

/** BCP 47. */
export const language = (): string => document.documentElement.lang || 'en';

export const numberWords = (value: number, options?: Intl.NumberFormatOptions): string =>
  value.toLocaleString(language(), options);

/** An amount with its cents: `1,234.50`. */
export const amountWords = (value: number): string =>
  numberWords(value, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

export const durationWords = (milliseconds: number): string => times.durationWords(milliseconds, language());

export const spanWords = (start: number, end: number | null, now: number): string =>
  times.spanWords(start, end, now, language());

export const ageWords = (at: number, now: number): string => times.ageWords(at, now, language());

export const clockWords = (skewMs: number | null): string => times.clockWords(skewMs, language());
