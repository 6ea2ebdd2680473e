import { ageWords, durationWords } from '#schemas/webview/time-words.ts';
import type { LiveEvidence, LivePhase, LiveReceipt, LiveWorkstream } from './live-plans.ts';
import { codeSpan, escaped } from './markdown-text.ts';

const MAX_RECEIPTS = 6;
const LAST_DATE = 8.64e15;

/** How old it is; the time itself where no clock is known; empty for what is no time. `at` and `now` in milliseconds. */
export function ageOf(at: number, now: number | null): string {
  if (!(Math.abs(at) <= LAST_DATE)) return '';
  if (now !== null) return ageWords(at, now);
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** What a run says of a phase or a workstream, with what shows it, as one line of markdown. */
export function liveLine(live: LivePhase | LiveWorkstream, now: number | null): string {
  return `Run: ${escaped(live.words)}${live.evidence ? ` – ${evidenceWords(live.evidence, now, escaped)}` : ''}`;
}

/** The same as plain text. */
export function liveText(live: LivePhase | LiveWorkstream, now: number | null): string {
  return live.evidence ? `${live.words}: ${evidenceWords(live.evidence, now, (text) => text)}` : live.words;
}

function evidenceWords({ text, at }: LiveEvidence, now: number | null, write: (text: string) => string): string {
  const age = ageOf(at, now);
  return `${write(text)}${age === '' ? '' : ` (${age})`}`;
}

/** One line of markdown for each of the last validation commands. */
export function receiptLines(receipts: readonly LiveReceipt[], now: number | null): readonly string[] {
  return receipts.slice(-MAX_RECEIPTS).map(({ level, command, exitCode, durationMs, at }) => {
    const result = exitCode === 0 ? 'passed' : exitCode === null ? 'did not end by itself' : `failed with ${exitCode}`;
    const age = ageOf(at, now);
    const when = `${durationWords(durationMs)}${age === '' ? '' : `, ${age}`}`;
    return `Level ${level}: ${codeSpan(command, 120)} ${result} (${when})`;
  });
}
