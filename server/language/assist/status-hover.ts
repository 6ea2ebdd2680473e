import { labelKey } from '../inline-text.ts';
import type { Position, TextRange } from '../line-index.ts';
import type { Here } from '../navigation/here.ts';
import { readStatus } from '../tracker/status-words.ts';
import { codeSpan } from './markdown-text.ts';
import { trackedPhaseAt, trackerAt } from './plan-of.ts';
import { MODES, PHASE_STATUSES, WORKSTREAM_STATUSES } from './tracker-words.ts';
import { columnAt } from './table-column.ts';

const MAX_COLUMN = 2000;

/** What a status or a mode in a tracker means; null where there is none. */
export function statusHover(here: Here, position: Position): { range: TextRange; markdown: string } | null {
  if (here.facts.kind !== 'workflow') return null;
  const word = wordAt(here.document.visibleLine(position.line).slice(0, MAX_COLUMN), position);
  const meaning = word ? meaningOf(here, position, word.text) : null;
  return word && meaning !== null ? { range: word.range, markdown: meaning } : null;
}

function wordAt(line: string, { line: row, character }: Position): { text: string; range: TextRange } | null {
  const from = character - (/[\p{L}-]*$/u.exec(line.slice(Math.max(0, character - 40), character))?.[0].length ?? 0);
  const text = /^[\p{L}-]{3,40}/u.exec(line.slice(from, from + 40))?.[0];
  if (text === undefined || from + text.length < character) return null;
  return { text, range: { start: { line: row, character: from }, end: { line: row, character: from + text.length } } };
}

function meaningOf(here: Here, position: Position, word: string): string | null {
  const line = here.document.visibleLine(position.line).slice(0, MAX_COLUMN);
  const label = /^\s*(?:[-*+]\s+)?(?:\*\*|__)?(status|execution mode)\b[^:：]{0,4}[:：]/i.exec(line)?.[1];
  const phase = trackedPhaseAt(here, position.line);
  if (phase && label !== undefined && position.character > line.search(/[:：]/)) {
    return labelKey(label) === 'status' ? phaseMeaning(word) : entry(MODES, word);
  }
  if (phase?.workstreams.some((workstream) => workstream.line === position.line)) {
    return entry(WORKSTREAM_STATUSES, word);
  }
  const column = columnAt(here.document, position);
  const table = trackerAt(here, position.line)?.summaryTable;
  if (!column || !table || column.header !== table.line) return null;
  if (column.key === 'status') return phaseMeaning(word);
  return column.key === 'mode' ? entry(MODES, word) : null;
}

/** A word that people use for a status is explained as what it is read as. */
function phaseMeaning(word: string): string | null {
  const known = entry(PHASE_STATUSES, word);
  if (known !== null) return known;
  const read = readStatus(word);
  return read === null ? null : `${codeSpan(word)} is read as **${read}**. ${PHASE_STATUSES[read] ?? ''}`;
}

function entry(meanings: Readonly<Record<string, string>>, word: string): string | null {
  const key = word.toLowerCase();
  return Object.hasOwn(meanings, key) ? `**${key}**: ${meanings[key] ?? ''}` : null;
}
