import { readFields } from '../field-lines.ts';
import type { Field } from '../field-lines.ts';
import { MAX_LINE, plainText } from '../inline-text.ts';
import type { Heading, ParsedDocument } from '../parse-document.ts';
import { normalizePhaseId } from '../phase-id.ts';
import { readPhaseMention } from '../phase-mention.ts';
import { headingBehind, sectionEnd } from '../sections.ts';
import { fieldPlace, idSpan, rangeAt } from './places.ts';
import { readSha } from './sha.ts';
import { readStatus } from './status-words.ts';
import { readTrackedWorkstreams, readUnreadWorkstreams } from './tracked-workstreams.ts';
import type { FieldPlace, TrackedPhase } from './tracker.ts';

const PHASE_FIELDS = new Set([
  'status',
  'commit',
  'execution mode',
  'team failure',
  'workstreams',
  'workstream status',
  'tests',
  'files changed',
  'validation',
  'context budget',
  'next phase',
  'resume instructions',
]);

/** A checkpoint, where the heading introduces one. `strict` is the tracker's. */
export function readTrackedPhase(document: ParsedDocument, heading: Heading, strict: boolean): TrackedPhase | null {
  if (heading.level !== 2) return null;
  const mention = readPhaseMention(heading.text.replace(/^PRD-\d+\s+/i, ''));
  if (!mention || normalizePhaseId(mention.id) === null) return null;
  const { line } = heading;
  const endLine = sectionEnd(document, heading);
  const firstSub = Math.min(headingBehind(document, line)?.line ?? endLine, endLine);
  const fields = readFields(document, line + 1, firstSub, (key) => PHASE_FIELDS.has(key));
  const values = new Map(fields.map((field) => [field.key, plainText(field.value)] as const).toReversed());
  const places = new Map(fields.map((field) => [field.key, fieldPlace(document, field)] as const).toReversed());
  const lists = fields.filter((field) => field.key.startsWith('workstream'));
  const written = values.get('status') ?? null;
  const text = document.lines.text(line).slice(0, MAX_LINE).trimEnd();
  return {
    id: mention.id,
    idRange: rangeAt(line, idSpan(text, { from: 0, to: text.length }, mention.id, mention.title)),
    title: mention.title,
    status: written === null ? null : readStatus(written),
    writtenStatus: written,
    commit: readCommit(document, fields, places),
    workstreams: lists.flatMap((field) => readTrackedWorkstreams(document, field)),
    unread: strict ? lists.flatMap((field) => readUnreadWorkstreams(document, field)) : [],
    fields: values,
    places,
    line,
    bodyEnd: bodyEnd(document, line, firstSub),
    endLine,
  };
}

function bodyEnd(document: ParsedDocument, line: number, firstSub: number): number {
  let end = firstSub;
  while (end > line + 1 && /^\s*(?:-{3,}\s*)?$/.test(document.lines.text(end - 1).slice(0, MAX_LINE))) end -= 1;
  return end;
}

function readCommit(
  document: ParsedDocument,
  fields: readonly Field[],
  places: ReadonlyMap<string, FieldPlace>,
): TrackedPhase['commit'] {
  const field = fields.find((one) => one.key === 'commit');
  const place = places.get('commit')?.value;
  const found = field ? readSha(field.value) : null;
  if (!field || !place || !found) return null;
  const rest = field.value.slice(found.at + found.sha.length).replace(/^[`*\s]+/, '');
  const message =
    rest.startsWith('(') && rest.trimEnd().endsWith(')') ? rest.trimEnd().slice(1, -1) : rest.replace(/^[—–-]\s*/, '');
  const { line, character } = place.start;
  const from = document.visibleLine(line).slice(0, MAX_LINE).indexOf(found.sha, character);
  const range = from < 0 ? place : rangeAt(line, { from, to: from + found.sha.length });
  return { sha: found.sha, message: plainText(message), range };
}
