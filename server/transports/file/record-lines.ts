import { MAX_BODY_BYTES, MAX_DEPTH, WireRecord, type RecordDraft } from '#schemas/wire/record.ts';
import { TransportError } from '../transport.ts';

/** Why a line is no record of version 1: `future-version` is well-formed and not ours to judge. */
export type LineFault = 'malformed' | 'future-version';

export interface RecordStamp {
  readonly from: string;
  readonly ep: number;
  readonly seq: number;
  readonly hlc: string;
}

/** A draft that was checked, as text to which only its stamp is missing. */
export interface EncodedDraft {
  readonly id: string;
  readonly text: string;
}

/** Throws a `TransportError` for what no receiver would take. */
export function encodeDraft(draft: RecordDraft): EncodedDraft {
  const body = JSON.stringify(draft.body ?? null);
  if (Buffer.byteLength(body) > MAX_BODY_BYTES) {
    const text = `The body of this ${draft.type} has more than ${MAX_BODY_BYTES} bytes. Send it as a blob.`;
    throw new TransportError('too-large', text);
  }
  const text = JSON.stringify({ ...draft, body: undefined }).slice(1, -1) + `,"body":${body}}`;
  const line = stamped(text, { from: 'a', ep: 1, seq: 1, hlc: '0000000000000-0000' });
  if (isTooDeep(line) || typeof parseRecord(line) === 'string') {
    throw new TransportError(
      'too-large',
      `This ${draft.type} is no record that others would take: ${line.slice(0, 200)}`,
    );
  }
  return { id: draft.id, text };
}

/** One line of a chunk. */
export const encodeRecord = ({ text }: EncodedDraft, stamp: RecordStamp): string => `${stamped(text, stamp)}\n`;

const stamped = (text: string, { from, ep, seq, hlc }: RecordStamp): string =>
  `{"v":1,"from":"${from}","ep":${ep},"seq":${seq},"hlc":"${hlc}",${text}`;

/**
 * A record of exactly this shape. The text must have been found not too deep before. `WireRecord` says what is right;
 * `isPlainRecord` says the same of nearly all records a dozen times faster, and where it does not, zod decides.
 */
export function parseRecord(line: string, mayHoldProto = mayNameProto(line)): WireRecord | LineFault {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'malformed';
  }
  if (mayHoldProto && namesProto(value)) return 'malformed';
  if (isPlainRecord(value)) return value;
  if (isOfLaterVersion(value)) return 'future-version';
  const parsed = WireRecord.safeParse(value);
  return parsed.success ? parsed.data : 'malformed';
}

/** By the text, because parsing what nests a million times succeeds, and what is done with it then does not. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) inString = !inString;
    else if (inString) at += char === BACKSLASH ? 1 : 0;
    else if (char === OPEN_BRACE || char === OPEN_BRACKET) {
      depth += 1;
      // The record itself is one level.
      if (depth > MAX_DEPTH + 1) return true;
    } else if (char === CLOSE_BRACE || char === CLOSE_BRACKET) depth -= 1;
    else if (char === NEWLINE) depth = 0;
  }
  return false;
}

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const NEWLINE = 10;

/** Whether `__proto__` could stand anywhere in a text, written in whichever way; one look at a whole chunk is enough. */
export const mayNameProto = (line: string): boolean => line.includes('__proto__') || line.includes(String.raw`\u00`);

/** As a key anywhere: a copy of such a value could change what all objects are. */
export function namesProto(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.hasOwn(value, '__proto__') || Object.values(value).some(namesProto);
}

function isOfLaterVersion(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('v' in value)) return false;
  return typeof value.v === 'number' && Number.isSafeInteger(value.v) && value.v > 1;
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const NAME = /^[a-z0-9-]{1,64}$/;
const HLC = /^\d{13}-[0-9a-f]{4}$/;

/** True only for what `WireRecord` accepts; false does not say that it refuses. */
function isPlainRecord(value: unknown): value is WireRecord {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Record<string, unknown>;
  let known = 8;
  if (record['re'] !== undefined) {
    if (typeof record['re'] !== 'string' || record['re'].length > 64) return false;
    known += 1;
  }
  if (record['task'] !== undefined) {
    if (!isText(record['task'], NAME)) return false;
    known += 1;
  }
  if (record['token'] !== undefined) {
    if (!isCount(record['token'], Number.MAX_SAFE_INTEGER)) return false;
    known += 1;
  }
  return (
    record['v'] === 1 &&
    isText(record['id'], ID) &&
    isText(record['from'], NAME) &&
    isText(record['to'], NAME) &&
    isText(record['type'], NAME) &&
    isText(record['hlc'], HLC) &&
    isCount(record['ep'], 9_999_999_999) &&
    isCount(record['seq'], Number.MAX_SAFE_INTEGER) &&
    record['body'] !== undefined &&
    Object.keys(record).length === known + 1
  );
}

const isText = (value: unknown, pattern: RegExp): boolean => typeof value === 'string' && pattern.test(value);
const isCount = (value: unknown, max: number): boolean =>
  Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= max;
