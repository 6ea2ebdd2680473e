import { normalizePhaseId } from '../phase-id.ts';

/** A phase that a text names, as offsets of its id. */
export interface PhaseName {
  readonly id: string;
  readonly written: string;
  readonly from: number;
  readonly to: number;
  /** Whether it is part of a link to a heading: `(#phase-1-setup)`. */
  readonly anchor: boolean;
}

export interface SearchedText {
  readonly text: string;
  /** Offsets between which is searched. */
  readonly from: number;
  readonly to: number;
}

const ID = /\d{1,3}(?:\.\d{1,3})*[a-z]?(?![\p{L}\p{N}]|_[\p{L}\p{N}])|[一二三四五六七八九十]{1,3}/iuy;
const GAP = /(?:[ \t\u00A0]{1,3}[*_`]{0,2}#?|[*_]{1,2}[ \t]{1,3}|[-#])/y;
const WIDE_GAP = /[ \t\u00A0*_`]{0,4}/y;
const NEXT_OF_MANY =
  /(?:[ ]{0,2}(?:[,;&+/–—→-])[ ]{0,2}(?:(?:and|or|und|oder|et|y)[ ]{1,2})?|[ ]{1,2}(?:and|or|to|through|und|oder|bis|et|y)[ ]{1,2})(?=\d)/iuy;
const NEXT_OF_ONE = /(?:[–—/&+-]|[ ](?:and|&|or|und|et)[ ])(?=\d)/iuy;
const UNIT = /[ ]{0,2}(?:%|[-]?(?:weeks?|days?|months?|hours?|years?|sprints?|points?|people|times)\b)/iy;
const WORD = /[\p{L}\p{N}]/u;
const IDEOGRAPHIC = /[\u3000-\u9FFF\uAC00-\uD7AF]/;

/**
 * Every id behind one of the words, at most `limit`: `Phase 2`, `phases 1, 2 and 4`, `Phase 1-3`, but neither `phase-2.md` nor
 * `three-phase 400 V`. Words are in lower case.
 */
export function phaseNamesIn(searched: SearchedText, words: readonly string[], limit: number): readonly PhaseName[] {
  const found: PhaseName[] = [];
  for (const word of words) {
    for (const variant of new Set([word, word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()])) {
      let at = searched.text.indexOf(variant, searched.from);
      while (at >= 0 && at < searched.to && found.length < limit) {
        addNames(found, searched.text, at, at + variant.length);
        at = searched.text.indexOf(variant, at + variant.length);
      }
    }
  }
  return found;
}

/** Adds the ids behind the word that stands between the offsets. */
function addNames(found: PhaseName[], text: string, at: number, behind: number): void {
  const ideographic = IDEOGRAPHIC.test(text[at] ?? '');
  const ordinal = ideographic ? ordinalBefore(text, at) : null;
  if (ordinal) found.push(ordinal);
  if (ordinal || (!ideographic && !beginsWord(text, at))) return;
  const plural = /[sSnN]/.exec(text[behind] ?? '') ? 1 : 0;
  const gapEnd = endOf(ideographic ? WIDE_GAP : GAP, text, behind + plural);
  if (gapEnd < 0) return;
  const hyphen = text[gapEnd - 1] === '-';
  const anchor = text[at - 1] === '#';
  if (anchor && (!hyphen || text[at - 2] !== '(')) return;
  let id = idAt(text, gapEnd, anchor);
  // `phase-1-setup` is a name of something else.
  if (!id || (hyphen && !anchor && text[id.to] === '-')) return;
  found.push(id);
  if (anchor) return;
  for (let many = 1; many < 20; many += 1) {
    const next = endOf(plural === 1 || many > 1 ? NEXT_OF_MANY : NEXT_OF_ONE, text, id.to);
    id = next < 0 ? null : idAt(text, next, false);
    if (!id || endOf(UNIT, text, id.to) >= 0) return;
    found.push(id);
  }
}

/** `第二阶段`. */
function ordinalBefore(text: string, at: number): PhaseName | null {
  const match = /第\s{0,2}(\d{1,3}|[一二三四五六七八九十]{1,3})\s{0,2}$/u.exec(text.slice(Math.max(0, at - 8), at));
  const written = match?.[1] ?? '';
  const id = normalizePhaseId(written);
  if (!match || id === null) return null;
  const from = at - match[0].length + match[0].indexOf(written);
  return { id, written, from, to: from + written.length, anchor: false };
}

function beginsWord(text: string, at: number): boolean {
  const before = text[at - 1] ?? '';
  if (before === '-' || before === '/' || before === '.' || before === '\\') return false;
  return !WORD.test(before === '_' ? (text[at - 2] ?? '') : before);
}

function idAt(text: string, at: number, anchor: boolean): PhaseName | null {
  ID.lastIndex = at;
  const written = ID.exec(text)?.[0] ?? '';
  const id = normalizePhaseId(written);
  if (id === null) return null;
  const to = at + written.length;
  const behind = text[to] ?? '';
  if (behind === '%' || (behind === '.' && WORD.test(text[to + 1] ?? ''))) return null;
  if (anchor && (written.includes('.') || (behind !== '-' && behind !== ')'))) return null;
  return { id, written, from: at, to, anchor };
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

const WORD_FOR_PHASE = /phase|fase|faza|fáze|fázis|étape|etape|etapa|этап|фаза|giai đoạn|フェーズ|단계|阶段|階段/iu;
const STAND_IN = /milestone|epic|sprint|iteration|jalon|hito|meilenstein|里程碑/iu;

/** The word in lower case by which a line calls a phase; null when it has none. */
export function phaseWordOf(line: string): string | null {
  return WORD_FOR_PHASE.exec(line.slice(0, 400))?.[0].toLowerCase() ?? null;
}

/** The same for what stands in for a phase where there are none: `milestone`, `sprint`. */
export function standInOf(line: string): string | null {
  return STAND_IN.exec(line.slice(0, 400))?.[0].toLowerCase() ?? null;
}
