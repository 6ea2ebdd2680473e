import { awayLineKey } from '../away/section-keys.ts';
import { propose } from './completion-place.ts';
import type { Complete } from './completion-place.ts';

const LINES: readonly { readonly label: string; readonly detail: string; readonly value: string }[] = [
  { label: 'Schema', detail: 'the version of this form', value: 'clutch-away-plan/1' },
  { label: 'Generated', detail: 'when it was written, as 2026-01-31T09:00:00Z', value: '' },
  { label: 'Valid hours', detail: 'how long it holds', value: '8' },
  { label: 'Expires', detail: 'when it ends, as 2026-01-31T17:00:00Z', value: '' },
  { label: 'Ready for queued away work', detail: 'whether prompts in the queue may run', value: 'no' },
];
const MAX_HEAD = 60;

/** The lines in the head of an away plan that are missing, and the answers to the last of them. */
export const completeAway: Complete = (place) => {
  const { here, position, before } = place;
  if (here.facts.kind !== 'away') return null;
  const answer = /^\s{0,3}(?:[-*+]\s+)?(?:\*\*)?ready\b[^:：]{0,40}[:：](?:\*\*)?\s*(\w*)$/i.exec(before)?.[1];
  if (answer !== undefined) {
    const answers = [{ label: 'yes' }, { label: 'no', detail: 'nothing in the queue runs' }];
    return propose(place, 'value', answer.length, answers);
  }
  const written = /^[\p{L}][\p{L} ]{0,30}$|^$/u.exec(before)?.[0];
  const { document } = here;
  const first = document.headings.find(({ level }) => level > 1)?.line ?? document.lines.count;
  if (written === undefined || position.line >= Math.min(first, MAX_HEAD)) return null;
  const known = new Set<string | null>();
  for (let line = 0; line < Math.min(first, MAX_HEAD); line += 1) {
    if (line === position.line) continue;
    const label = /^\s{0,3}(?:[-*+]\s+)?(?:\*\*)?([\p{L} ]{3,40})[:：]/u.exec(document.visibleLine(line).slice(0, 80));
    known.add(awayLineKey(label?.[1] ?? ''));
  }
  const missing = LINES.filter(({ label }) => {
    return !known.has(awayLineKey(label)) && label.toLowerCase().startsWith(written.toLowerCase());
  });
  const proposals = missing.map(({ label, detail, value }) => ({ label, detail, newText: `${label}: ${value}` }));
  return propose(place, 'key', written.length, proposals, /^[:：]?[ \t]*/);
};
