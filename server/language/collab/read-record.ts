import type { MachineRecord, RequestRecord, ResultRecord } from '#schemas/wire/bridged-records.ts';
import { MachineRole } from '#schemas/wire/machine.ts';
import type { TextRange } from '../line-index.ts';
import { rangeOfLine } from '../line-index.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { perDocument } from '../per-document.ts';
import type { JsonScalar } from './json-object.ts';
import { readJsonObject } from './json-object.ts';
import type { RecordPlace } from './record-place.ts';
import { recordPlace } from './record-place.ts';

/** The names under which programs write what a record says. */
const NAMES = {
  machine: ['id', 'machineId', 'machine_id', 'machine'],
  request: ['id', 'requestId', 'request_id'],
  result: ['id', 'resultId', 'result_id'],
  answers: ['request', 'requestId', 'request_id', 'inReplyTo', 'in_reply_to', 're'],
  role: ['role'],
  status: ['status', 'state'],
  kind: ['kind'],
  to: ['to', 'target', 'assignee'],
  from: ['from', 'machine', 'machineId', 'machine_id', 'actor'],
  heartbeatAt: ['heartbeatAt', 'heartbeat_at', 'lastHeartbeat', 'last_heartbeat', 'heartbeat', 'lastSeen', 'last_seen'],
  createdAt: ['createdAt', 'created_at', 'created'],
  dueAt: ['dueAt', 'due_at', 'due', 'deadline'],
  claimedBy: ['claimedBy', 'claimed_by', 'claimedby'],
} as const satisfies Record<string, readonly string[]>;

export type RecordField = keyof typeof NAMES;

type Fields = ReadonlyMap<string, JsonScalar>;

/** A record file. What it does not say, or says in another form than we know, is null. */
export type CollabRecord =
  | { readonly kind: 'machine'; readonly place: RecordPlace; readonly fields: Fields; readonly says: MachineRecord }
  | { readonly kind: 'request'; readonly place: RecordPlace; readonly fields: Fields; readonly says: RequestRecord }
  | { readonly kind: 'result'; readonly place: RecordPlace; readonly fields: Fields; readonly says: ResultRecord };

/**
 * Reads one record file. `path` is relative to the project. Null for what is none: a path of another form, a text that
 * is no JSON object, or a file in `projects/<id>/requests/` that only has the name of one.
 */
export function readRecord(path: string, text: string): CollabRecord | null {
  const place = recordPlace(path);
  const fields = place === null || place.kind === 'events' ? null : readJsonObject(text);
  return place && fields && isRecord(place, fields) ? toRecord(path, place, fields) : null;
}

/** The same for a document, read once however many rules ask for it. */
export function recordOf(path: string, document: ParsedDocument): CollabRecord | null {
  const place = recordPlace(path);
  const fields = place === null || place.kind === 'events' ? null : fieldsOf(document);
  return place && fields && isRecord(place, fields) ? toRecord(path, place, fields) : null;
}

const fieldsOf = perDocument(({ text }) => readJsonObject(text));

/** Whether the file is a record, or the events of a shared folder. */
export function isRecordDocument(path: string, document: ParsedDocument): boolean {
  const place = recordPlace(path);
  if (place?.kind !== 'events') return place !== null && recordOf(path, document) !== null;
  const first = readJsonObject(document.lines.text(0));
  return first !== null && (place.certain || textOf(first, 'from') !== null);
}

/** Where the record says it; the first line where it does not. */
export function rangeOfField(document: ParsedDocument, { fields }: CollabRecord, field: RecordField): TextRange {
  const found = scalarOf(fields, field);
  if (!found) return rangeOfLine(document.lines, 0);
  return { start: document.lines.positionAt(found.from), end: document.lines.positionAt(found.to) };
}

/** The field's words, in any case; null where it has none. */
export function wordsOf({ fields }: CollabRecord, field: RecordField): string | null {
  return textOf(fields, field);
}

function isRecord({ kind, certain }: RecordPlace, fields: Fields): boolean {
  // A folder of machines with a state each is no accident; requests and results are common words.
  if (certain || kind === 'machine') return true;
  const status = textOf(fields, 'status') ?? '';
  if (kind === 'result') {
    return textOf(fields, 'answers') !== null || /^(?:completed|blocked|failed|cancelled)$/.test(status);
  }
  const known = /^(?:question|inspect|edit|task)$/.test(textOf(fields, 'kind') ?? '');
  return known || (textOf(fields, 'to') !== null && textOf(fields, 'from') !== null);
}

function toRecord(path: string, place: RecordPlace, fields: Fields): CollabRecord | null {
  const { kind, id, base } = place;
  const named = kind === 'events' ? null : textOf(fields, kind);
  const file = { path, base, id, named };
  switch (kind) {
    case 'machine': {
      const role = MachineRole.safeParse(textOf(fields, 'role')?.toLowerCase()).data ?? null;
      return {
        kind,
        place,
        fields,
        says: { ...file, role, heartbeatAt: timeOf(fields, 'heartbeatAt'), writtenAt: null },
      };
    }
    case 'request':
      return {
        kind,
        place,
        fields,
        says: {
          ...file,
          to: textOf(fields, 'to'),
          createdAt: timeOf(fields, 'createdAt'),
          dueAt: timeOf(fields, 'dueAt'),
          claimedBy: textOf(fields, 'claimedBy'),
        },
      };
    case 'result':
      return { kind, place, fields, says: { ...file, request: textOf(fields, 'answers') ?? id } };
    case 'events':
      return null;
  }
}

function scalarOf(fields: Fields, field: RecordField): JsonScalar | null {
  for (const name of NAMES[field]) {
    const found = fields.get(name);
    if (found && found.value !== null) return found;
  }
  return null;
}

function textOf(fields: Fields, field: RecordField): string | null {
  const value = scalarOf(fields, field)?.value;
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

/** Epoch milliseconds of an ISO time, or of seconds or milliseconds since the epoch; null for everything else. */
function timeOf(fields: Fields, field: RecordField): number | null {
  const value = scalarOf(fields, field)?.value;
  const time =
    typeof value === 'number'
      ? value < 1e11
        ? value * 1000
        : value
      : typeof value === 'string'
        ? isoTime(value)
        : NaN;
  return time >= EARLIEST && time <= LATEST ? time : null;
}

const ISO = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s?(Z|[+-]\d{2}:?\d{2})?$/i;

/** A time without a zone is read as UTC: read as local time, it would be another one on every machine. */
function isoTime(written: string): number {
  const match = ISO.exec(written.trim().slice(0, 40));
  if (!match) return NaN;
  const zone = (match[3] ?? 'Z').toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  return Date.parse(`${match[1] ?? ''}T${match[2] ?? ''}${zone}`);
}
