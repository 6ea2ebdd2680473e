import { plainText } from '../inline-text.ts';

/** The reports that agents end their turn with, by the words that stand over them. */
export type ReportTitle = 'EXECUTION SUMMARY' | 'VERIFICATION REPORT' | 'FIX REPORT';

export interface ReportText {
  /** What stands behind the title in its line: `## VERIFICATION REPORT – PASS`. */
  readonly headline: string;
  readonly body: string;
}

const MAX_TEXT = 262_144;
const MAX_WORDS = 8000;
/** Mentions of a title that are looked at, from the end; more would take time that grows with the square of the text. */
const MAX_TRIES = 20;

// Alone in its line, or a heading: a sentence that only begins with these words ends no report.
const NEXT_REPORT =
  /^(?:[^\p{L}\n]{0,40}(?:EXECUTION SUMMARY|VERIFICATION REPORT|FIX REPORT)[^\p{L}\n]{0,40}|#{1,6}[^\p{L}\n]{1,40}(?:EXECUTION SUMMARY|VERIFICATION REPORT|FIX REPORT)\b.*)$/imu;

/**
 * The last report under the title that `read` can make something of, whatever markdown it is dressed in. A report ends
 * where the next one begins. Only the last 256 KiB are looked at.
 */
export function lastReport<Report>(
  text: string,
  title: ReportTitle,
  read: (report: ReportText) => Report | null,
): Report | null {
  const tail = text.slice(-MAX_TEXT).replaceAll(/\r\n?/g, '\n');
  const heads = [...tail.matchAll(new RegExp(`^[^\\p{L}\\n]{0,40}${title}\\b(.*)$`, 'gimu'))];
  for (const head of heads.toReversed().slice(0, MAX_TRIES)) {
    const rest = tail.slice(head.index + head[0].length);
    const next = NEXT_REPORT.exec(rest);
    const report = read({ headline: head[1] ?? '', body: next ? rest.slice(0, next.index) : rest });
    if (report !== null) return report;
  }
  return null;
}

/** Lines of markdown as a person reads them. */
export function wordsOf(lines: readonly string[], limit = MAX_WORDS): string {
  return lines
    .map(plainText)
    .filter((line) => line !== '')
    .join('\n')
    .slice(0, limit)
    .trim();
}
