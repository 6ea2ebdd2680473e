import type { AwayPlan, AwaySection, AwaySectionKey, AwayText, AwayTime } from '#schemas/document/away-plan.ts';
import { plainText } from '../inline-text.ts';
import type { TextRange } from '../line-index.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { perDocument } from '../per-document.ts';
import { readAwayParts } from './read-away-parts.ts';
import { readTime } from './read-time.ts';
import { verificationCommands } from './verification-commands.ts';

/** Reads an away plan in either form, the long one of sixteen sections or the short one. Never throws. */
export const readAwayPlan: (document: ParsedDocument) => AwayPlan = perDocument((document) => {
  const { lines, sections, long } = readAwayParts(document);
  const entriesOf = (key: AwaySectionKey): AwaySection['entries'] =>
    sections.filter((section) => section.key === key).flatMap(({ entries }) => entries);
  const title = document.headings.find(({ level }) => level === 1)?.text ?? '';
  const name = /^(.{1,200}?)\s+away development plan\b/i.exec(title.slice(0, 400))?.[1] ?? null;
  return {
    form: long ? 'long' : 'short',
    name,
    schema: lines.schema ?? null,
    generated: timeOf(lines.generated),
    validHours: lines.validHours ? { ...lines.validHours, hours: hoursIn(lines.validHours.text) } : null,
    expires: timeOf(lines.expires),
    ready: lines.ready ? { ...lines.ready, yes: yesOrNo(lines.ready.text) } : null,
    objective: objectiveOf(entriesOf('objective')),
    allowed: entriesOf('allowed'),
    preapproved: entriesOf('preapproved'),
    checkpointPolicy: entriesOf('checkpoints'),
    publicationPolicy: entriesOf('publication'),
    requiresApproval: entriesOf('approval'),
    forbidden: entriesOf('forbidden'),
    stopConditions: entriesOf('stop'),
    verification: sections
      .filter(({ key }) => key === 'verification')
      .flatMap((section) => verificationCommands(document, section)),
    sections: [...sections],
  };
});

/** Where a finding about the whole plan stands: its title, or its first line. */
export function titleRange(document: ParsedDocument): TextRange {
  const line = document.headings.find(({ level }) => level === 1)?.line ?? 0;
  const text = document.lines.text(line).slice(0, 400);
  const from = /^\s*#*\s*/.exec(text)?.[0].length ?? 0;
  return { start: { line, character: from }, end: { line, character: Math.max(from, text.trimEnd().length) } };
}

function timeOf(line: AwayText | undefined): AwayTime | null {
  return line ? { ...line, ...readTime(line.text) } : null;
}

function hoursIn(text: string): number | null {
  const hours = Number(/^~?\s*(\d{1,5}(?:\.\d{1,3})?)(?![\d.])/.exec(text)?.[1] ?? 0);
  return hours > 0 ? hours : null;
}

function yesOrNo(text: string): boolean | null {
  if (/^(?:yes|true|✅)/i.test(text)) return true;
  return /^(?:no|false|❌)\b|^(?:❌)/i.test(text) ? false : null;
}

function objectiveOf(entries: AwaySection['entries']): AwayText | null {
  const [first] = entries;
  if (!first) return null;
  const text = entries
    .slice(0, 20)
    .map((entry) => plainText(entry.text))
    .join(' ');
  return { text: text.slice(0, 4000), range: first.range };
}
