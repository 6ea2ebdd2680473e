const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type UnitName = 'ms' | 's' | 'min' | 'h' | 'd';

/** How a language says times; the symbols of units are the same in nearly all. */
interface TimeLanguage {
  unit(value: string, name: UnitName): string;
  readonly between: string;
  readonly justNow: string;
  ago(words: string): string;
  readonly notKnown: string;
  readonly noDifference: string;
  ahead(words: string): string;
  behind(words: string): string;
}

const english: TimeLanguage = {
  unit: (value, name) => `${value} ${name}`,
  between: ' ',
  justNow: 'just now',
  ago: (words) => `${words} ago`,
  notKnown: 'not known',
  noDifference: 'no difference seen',
  ahead: (words) => `at least ${words} ahead`,
  behind: (words) => `at least ${words} behind`,
};

const german: TimeLanguage = {
  unit: (value, name) => `${value.replace('.', ',')} ${name === 'd' ? 'T' : name}`,
  between: ' ',
  justNow: 'gerade eben',
  ago: (words) => `vor ${words}`,
  notKnown: 'nicht bekannt',
  noDifference: 'kein Unterschied zu sehen',
  ahead: (words) => `mindestens ${words} voraus`,
  behind: (words) => `mindestens ${words} zurück`,
};

const chineseUnits = { ms: '毫秒', s: '秒', min: '分钟', h: '小时', d: '天' } as const;
const chinese: TimeLanguage = {
  unit: (value, name) => `${value} ${chineseUnits[name]}`,
  between: ' ',
  justNow: '刚刚',
  ago: (words) => `${words}前`,
  notKnown: '未知',
  noDifference: '未见差异',
  ahead: (words) => `至少快 ${words}`,
  behind: (words) => `至少慢 ${words}`,
};

/** By BCP 47; English for every language that there is no translation for. */
function languageOf(language: string): TimeLanguage {
  if (/^de\b/i.test(language)) return german;
  return /^zh\b/i.test(language) ? chinese : english;
}

/** How long something took or has been going on, in milliseconds: `850 ms`, `1.2 s`, `3 min 20 s`, `2 h 5 min`. */
export function durationWords(milliseconds: number, language = 'en'): string {
  const ms = Math.max(0, Math.round(milliseconds));
  const words = languageOf(language);
  const two = (big: number, bigName: UnitName, small: number, smallName: UnitName): string => {
    const rest = Math.floor((ms % big) / small);
    const whole = words.unit(String(Math.floor(ms / big)), bigName);
    return rest === 0 ? whole : `${whole}${words.between}${words.unit(String(rest), smallName)}`;
  };
  if (ms < SECOND) return words.unit(String(ms), 'ms');
  if (ms < 10 * SECOND) return words.unit((ms / SECOND).toFixed(1), 's');
  if (ms < MINUTE) return words.unit(String(Math.floor(ms / SECOND)), 's');
  if (ms < HOUR) return two(MINUTE, 'min', SECOND, 's');
  return ms < DAY ? two(HOUR, 'h', MINUTE, 'min') : two(DAY, 'd', HOUR, 'h');
}

/** From `start` to `end`, or to `now` while it lasts; then in whole seconds, so that a clock does not flicker. */
export function spanWords(start: number, end: number | null, now: number, language = 'en'): string {
  if (end !== null) return durationWords(end - start, language);
  const seconds = Math.max(0, Math.floor((now - start) / SECOND));
  return seconds < 60 ? languageOf(language).unit(String(seconds), 's') : durationWords(seconds * SECOND, language);
}

/** How old something is; coarse on purpose, so that what shows it changes seldom. Both in milliseconds since the epoch. */
export function ageWords(at: number, now: number, language = 'en'): string {
  const age = now - at;
  const words = languageOf(language);
  const ago = (value: number, name: UnitName): string => words.ago(words.unit(String(value), name));
  if (age < 10 * SECOND) return words.justNow;
  if (age < MINUTE) return ago(Math.floor(age / (10 * SECOND)) * 10, 's');
  if (age < HOUR) return ago(Math.floor(age / MINUTE), 'min');
  if (age < DAY) return ago(Math.floor(age / HOUR), 'h');
  return ago(Math.floor(age / DAY), 'd');
}

/** How far another clock is ahead (negative: behind), in milliseconds, as far as that is certain. */
export function clockWords(skewMs: number | null, language = 'en'): string {
  const words = languageOf(language);
  if (skewMs === null) return words.notKnown;
  const apart = Math.abs(skewMs);
  if (apart < SECOND) return words.noDifference;
  const duration = durationWords(apart, language);
  return skewMs > 0 ? words.ahead(duration) : words.behind(duration);
}
