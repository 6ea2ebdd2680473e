import type { Field, FieldItem } from '../field-lines.ts';
import { MAX_LINE, plainText } from '../inline-text.ts';
import { splitList } from '../owned-files.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { rangeAt, trimSpan } from './places.ts';
import type { Span } from './places.ts';
import type { TrackedWorkstream, UnreadWorkstream } from './tracker.ts';

const WORKSTREAM = /^(.{1,400}?)\s*[:：]\s*(completed?|skipped|deferred)\b\s*(.*)$/iu;
const STATUS = /[:：][\s*_]*(?<word>completed?|skipped|deferred)\b/iu;
const PLACEHOLDER = /^(?:none|n\/?a|tbd|todo|reason|unknown|-+|…|\.{2,}|\?+)?[.!]?$/i;

/** The nested lines of a `Workstreams:` field that give a workstream's status. */
export function readTrackedWorkstreams(document: ParsedDocument, field: Field): readonly TrackedWorkstream[] {
  return topItems(field).flatMap((item) => {
    const match = WORKSTREAM.exec(plainStatusLine(item.text));
    if (!match) return [];
    const word = (match[2] ?? '').toLowerCase();
    const status = word === 'skipped' || word === 'deferred' ? word : 'completed';
    const rest = (match[3] ?? '').trim();
    const files = status === 'completed' ? filesIn(rest) : [];
    return [
      {
        name: plainText(match[1] ?? ''),
        status,
        files,
        reason: status === 'completed' ? null : reasonIn(rest),
        ...placesOf(document, item, files),
        line: item.line,
      },
    ];
  });
}

/** Nested lines such as `api: done` that name a workstream and no status that a workstream can have. */
export function readUnreadWorkstreams(document: ParsedDocument, field: Field): readonly UnreadWorkstream[] {
  return topItems(field).flatMap((item) => {
    if (WORKSTREAM.test(plainStatusLine(item.text))) return [];
    const match = /^(?<name>[^:：]{1,120})[:：]\s*(?<words>[^(（:：]{1,60}?)\s*(?:[(（].*)?$/u.exec(
      item.text.slice(0, 2000),
    );
    const { name = '', words = '' } = match?.groups ?? {};
    if (words.trim() === '') return [];
    const text = lineOf(document, item.line);
    const from = text.length - item.text.length + item.text.indexOf(words, name.length + 1);
    const range = rangeAt(item.line, { from, to: from + words.length });
    return [{ name: plainText(name), written: plainText(words), range }];
  });
}

function topItems(field: Field): readonly FieldItem[] {
  const depth = field.items.reduce((least, item) => Math.min(least, item.indent), Number.POSITIVE_INFINITY);
  return field.items.filter((item) => item.indent === depth);
}

function lineOf(document: ParsedDocument, line: number): string {
  return document.visibleLine(line).slice(0, MAX_LINE).trimEnd();
}

type Places = Pick<TrackedWorkstream, 'nameRange' | 'statusRange' | 'restRange' | 'fileRanges'>;

function placesOf(document: ParsedDocument, item: FieldItem, files: readonly string[]): Places {
  const { line } = item;
  const text = lineOf(document, line);
  const start = Math.max(0, text.length - item.text.length);
  const match = STATUS.exec(text.slice(start));
  const colon = start + (match?.index ?? item.text.length);
  const word = match?.groups?.['word'] ?? '';
  const statusAt = match ? colon + match[0].length - word.length : text.length;
  const status = { from: statusAt, to: statusAt + word.length };
  let at = status.to;
  const fileRanges = files.map((file) => {
    const found = text.indexOf(file, at);
    const span = found < 0 ? status : { from: found, to: found + file.length };
    at = Math.max(at, span.to);
    return rangeAt(line, span);
  });
  return {
    nameRange: rangeAt(line, nameSpan(text, { from: start, to: colon })),
    statusRange: rangeAt(line, status),
    restRange: rangeAt(line, { from: status.to, to: text.length }),
    fileRanges,
  };
}

function nameSpan(text: string, span: Span): Span {
  const { from, to } = trimSpan(text, span);
  const part = text.slice(from, to);
  const lead = /^[*_`\s]*(?:executor-)?/i.exec(part)?.[0].length ?? 0;
  const tail = /[*_`\s]{0,8}$/.exec(part)?.[0].length ?? 0;
  return lead + tail < part.length ? { from: from + lead, to: to - tail } : { from, to };
}

/** Emphasis goes, back-ticks stay, because they hold the file names together. */
function plainStatusLine(text: string): string {
  const parts = text.slice(0, 4000).split('`');
  return parts.map((part, index) => (index % 2 === 1 ? part : part.replaceAll('**', ''))).join('`');
}

const QUOTED = /`[^`]+`/;

function filesIn(rest: string): readonly string[] {
  const list = /^\(files?:\s*(.*)\)/i.exec(rest)?.[1];
  if (list === undefined) return [];
  const parts = splitList(list);
  if (!parts.some((part) => QUOTED.test(part))) return parts.filter((file) => !PLACEHOLDER.test(file));
  // Where some are in back-ticks, other words are files only if they look like nothing else.
  return parts.flatMap((part) => {
    const quoted = part.split('`').filter((words, index) => index % 2 === 1 && words !== '');
    return quoted.length === 0 && /^[\w@+-][\w@+./-]*[./][\w@+/-]+$/.test(part.slice(0, 1024)) ? [part] : quoted;
  });
}

/** `(reason: …)`, or any words behind the status in a tracker that people write by hand. */
export function reasonIn(rest: string): string | null {
  const inner = /^[([]\s*(.*?)\s*[)\]]?$/u.exec(rest)?.[1] ?? rest.replace(/^[\s:：—–-]+/u, '');
  const reason = plainText(inner.replace(/^(?:reason|because)\s*[:：]?\s*/iu, ''));
  return PLACEHOLDER.test(reason) || /^[<{[].*[>}\]]$/.test(reason) ? null : reason;
}
