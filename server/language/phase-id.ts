const CHINESE_DIGITS = '零一二三四五六七八九';

function chineseNumber(text: string): number | null {
  if (/^十[一-九]?$/u.test(text) || /^[一二三四五六七八九]?十?[一二三四五六七八九]?$/u.test(text)) {
    const [tens, ones] = text.includes('十') ? text.split('十') : ['', text];
    const high = text.includes('十') ? (tens ? CHINESE_DIGITS.indexOf(tens) : 1) : 0;
    const low = ones ? CHINESE_DIGITS.indexOf(ones) : 0;
    return high < 0 || low < 0 ? null : high * 10 + low;
  }
  return null;
}

/** `01` → `1`, `2.01` → `2.1`, `5B` → `5b`, `A` → `a`, `三` → `3`; null for what is no phase id. */
export function normalizePhaseId(raw: string): string | null {
  const text = raw.trim();
  const match = /^(\d{1,4})((?:\.\d{1,4})*)([a-z]?)$/i.exec(text);
  if (match) {
    const parts = `${match[1] ?? ''}${match[2] ?? ''}`.split('.').map((part) => String(Number(part)));
    return parts.join('.') + (match[3] ?? '').toLowerCase();
  }
  if (/^[a-z]$/i.test(text)) return text.toLowerCase();
  const number = text === '' || text.length > 3 ? null : chineseNumber(text);
  return number === null || number === 0 ? null : String(number);
}

/** Orders ids as people number phases: `1`, `2`, `2.1`, `5`, `5b`, `10`. */
export function comparePhaseIds(a: string, b: string): number {
  const left = a.split('.');
  const right = b.split('.');
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const one = left[index];
    const two = right[index];
    if (one === undefined || two === undefined) return one === two ? 0 : one === undefined ? -1 : 1;
    const difference = Number.parseInt(one, 10) - Number.parseInt(two, 10);
    if (Number.isFinite(difference) && difference !== 0) return difference;
    if (one !== two) return one < two ? -1 : 1;
  }
  return 0;
}

/**
 * The phase that a file's name speaks of: `PRP-PRD-foo-phase-10.md` → `10`, `x-phase-2.1.md` → `2.1`, `foo-p3.md` → `3`.
 * The last mention wins, because a PRD's own name may hold a number of its own. Null when there is none.
 */
export function phaseIdOfFileName(name: string): string | null {
  const stem = name.replace(/\.md$/i, '');
  const pattern = /(?:^|[-_. ])(?:phase[-_. ]?|p-?)(\d{1,4}(?:\.\d{1,4})*[a-z]?)(?=$|[-_. ])/gi;
  let found: string | null = null;
  for (const match of stem.matchAll(pattern)) found = normalizePhaseId(match[1] ?? '') ?? found;
  return found;
}
