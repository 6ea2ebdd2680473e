import { labelKey, MAX_LINE } from '../inline-text.ts';

/** A line of a report that is not blank, freed of what markdown puts around it. */
export interface ReportLine {
  readonly kind: 'heading' | 'bullet' | 'number' | 'row' | 'prose' | 'code';
  /** 1 to 6 for a heading, else 0. */
  readonly level: number;
  readonly indent: number;
  /** Without quote, heading and list marks. */
  readonly text: string;
  /** Of a row of a table. */
  readonly cells: readonly string[];
  /** Whether it is the head of a table. */
  readonly isHead: boolean;
  /** `- [ ] …`: a choice that was not taken. */
  readonly isUnchecked: boolean;
}

const FENCE = /^\s*(?:[-*+]\s+)?(?:`{3,}|~{3,})\s*([\w+#.-]*)[^`]*$/;
const PROSE_FENCES = /^(?:|markdown|md|mdx|te?xt|plaintext|report|ya?ml)$/i;
const HEADING = /^(#{1,6})\s+(?:\d{1,3}[.)]\s+)?(.*)$/;
const ITEM = /^(?:([-*+•])|\d{1,4}[.)])\s+(?:\[([ xX~-])\]\s+)?(.*)$/;
const RULE = /^(?:[-*_=]\s*){3,}$/;
const SEPARATOR = /^[|\s:-]*-[|\s:-]*$/;

/**
 * The lines of a report. A fence around prose is taken away, so that a report in a fence is still a report; lines in
 * one of code carry no labels and no headings: `# run the tests` is a comment there.
 */
export function readReportLines(body: string): readonly ReportLine[] {
  const raw = body.split('\n').map((line) =>
    line
      .slice(0, MAX_LINE)
      .replace(/^(?:\s{0,3}>\s?)+/, '')
      .trimEnd(),
  );
  const lines: ReportLine[] = [];
  const lastFence = raw.findLastIndex((line) => FENCE.test(line));
  let inCode = false;
  for (const [at, line] of raw.entries()) {
    const fence = FENCE.exec(line);
    if (fence) {
      // A fence of code that nobody closes hides nothing.
      inCode = !inCode && !PROSE_FENCES.test(fence[1] ?? '') && at < lastFence;
      continue;
    }
    const words = line.trim();
    if (words === '' || (!inCode && RULE.test(words))) continue;
    const indent = line.length - line.trimStart().length;
    if (inCode) lines.push({ ...PLAIN, kind: 'code', indent, text: words });
    else if (words.startsWith('|') && SEPARATOR.test(words)) continue;
    else lines.push(lineOf(words, indent, SEPARATOR.test(raw[at + 1] ?? '')));
  }
  return lines;
}

const PLAIN = { level: 0, cells: [], isHead: false, isUnchecked: false };

function lineOf(words: string, indent: number, isHead: boolean): ReportLine {
  if (words.startsWith('|')) {
    const cells = words
      .replace(/^\||\|$/g, '')
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim());
    return { ...PLAIN, kind: 'row', indent, text: cells.join(' | '), cells, isHead };
  }
  const heading = HEADING.exec(words);
  if (heading) return { ...PLAIN, kind: 'heading', level: heading[1]?.length ?? 0, indent, text: heading[2] ?? '' };
  const item = ITEM.exec(words);
  if (!item) return { ...PLAIN, kind: 'prose', indent, text: words };
  const kind = item[1] === undefined ? 'number' : 'bullet';
  return { ...PLAIN, kind, indent, text: item[3] ?? '', isUnchecked: item[2] === ' ' };
}

export interface Label {
  readonly key: string;
  readonly value: string;
  /** Written in bold. */
  readonly isMarked: boolean;
}

/** `**Label:** value`, `Label: value` and `**Label** – value`; the first of them whose key is known. */
export function labelOf(text: string, isKnown: (key: string) => boolean): Label | null {
  const isMarked = /^[^\p{L}\p{N}]*(?:\*\*|__)/u.test(text);
  const colon = text.slice(0, 120).search(/[:：]/);
  if (colon > 0 && !text.startsWith('//', colon + 1)) {
    const key = keyOf(text.slice(0, colon));
    const value = text.slice(colon + 1).replace(isMarked ? /^\s*(?:\*\*|__)?\s*/ : /^\s*/, '');
    if (isKnown(key)) return { key, value, isMarked };
  }
  const marked = /^[^\p{L}\p{N}*_]*(?:\*\*|__)([^*_:]{1,60})(?:\*\*|__)\s*[-–—=]*\s*(.*)$/u.exec(text);
  const markedKey = keyOf(marked?.[1] ?? '');
  if (marked && isKnown(markedKey)) return { key: markedKey, value: marked[2] ?? '', isMarked };
  const dashed = /^([^-–—=]{1,40}?)\s+[-–—=]{1,2}\s+(.*)$/u.exec(text);
  const dashedKey = keyOf(dashed?.[1] ?? '');
  if (dashed && isKnown(dashedKey)) return { key: dashedKey, value: dashed[2] ?? '', isMarked };
  return null;
}

/** The words of a label without numbers: `Gap #1 (CRITICAL)` is `gap critical`, `Gaps (2 of 3)` is `gaps`. */
export function keyOf(label: string): string {
  return labelKey(label)
    .replace(/\b\d+(?: of \d+)?(?= |$)/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
