import type { AwayEntry, AwayPlan, AwayRange, AwaySection, AwaySectionKey } from '#schemas/document/away-plan.ts';
import { emptyRange, insertLines, removeLines } from '../line-edits.ts';
import { closingMarks } from '../open-block.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { awayTemplate } from '../templates/away.ts';
import { newlineOf } from '../text-edit.ts';
import type { TextEdit } from '../text-edit.ts';
import { awaySectionKey } from './section-keys.ts';
import { saysNothing } from './says-nothing.ts';

const SHORT_TITLES: Readonly<Partial<Record<AwaySectionKey, string>>> = {
  objective: 'Objective',
  allowed: 'Allowed',
  preapproved: 'Preapproved',
  checkpoints: 'Checkpoints',
  publication: 'Publication policy',
  approval: 'Ask first',
  forbidden: 'Forbidden',
  stop: 'Stop if',
  verification: 'Verify',
};

/** What is forbidden, which the long form does not have, stands where that has what needs approval. */
const ORDER: readonly AwaySectionKey[] = awayTemplate
  .flatMap(({ title }) => awaySectionKey(title) ?? [])
  .flatMap((key) => (key === 'approval' ? [key, 'forbidden'] : [key]));

/** Puts the template's text below the heading of an empty section, or adds the section at its place. */
export function fillSection(document: ParsedDocument, plan: AwayPlan, key: AwaySectionKey): readonly TextEdit[] {
  const template = awayTemplate.find(({ title }) => awaySectionKey(title) === key);
  const body = template?.body.split('\n') ?? [];
  const own = plan.sections.find((section) => section.key === key);
  if (own) return addToSection(document, own, body);
  return addSection(document, plan, key, body);
}

/** Moves a point of the plan to where the operator is asked first, or where the short form forbids. */
export function moveToApproval(document: ParsedDocument, plan: AwayPlan, entry: AwayEntry): readonly TextEdit[] {
  const { line } = entry.range.start;
  const indent = entry.range.start.character;
  const words = [
    `- ${document.lines.text(line).slice(indent, entry.range.end.character)}`,
    ...Array.from(
      { length: entry.endLine - line - 1 },
      (_, index) => `  ${document.lines.text(line + 1 + index).trim()}`,
    ),
  ];
  const removal =
    entry.form === 'value'
      ? [{ range: entry.range, newText: 'none' }, ...removedBehind(document, entry)]
      : [removeLines(document, line, entry.endLine)];
  const target =
    plan.sections.find(({ key }) => key === 'approval') ?? plan.sections.find(({ key }) => key === 'forbidden');
  const added = target
    ? addToSection(document, target, words)
    : addSection(document, plan, plan.form === 'long' ? 'approval' : 'forbidden', words);
  return [...removal, ...added];
}

function removedBehind(document: ParsedDocument, entry: AwayEntry): readonly TextEdit[] {
  const { line } = entry.range.start;
  return entry.endLine > line + 1 ? [removeLines(document, line + 1, entry.endLine)] : [];
}

/** Adds lines behind what the section holds. Words that say nothing make room for them. */
export function addToSection(
  document: ParsedDocument,
  section: AwaySection,
  lines: readonly string[],
): readonly TextEdit[] {
  const { entries, range, form, endLine } = section;
  const empty = entries.filter(({ text }) => saysNothing(text));
  if (form === 'heading') {
    const removed = empty.map((entry) => removeLines(document, entry.range.start.line, entry.endLine));
    const apart = endLine === range.start.line + 1 ? [''] : [];
    return [...removed, insertLines(document, endLine, [...apart, ...lines])];
  }
  // A block of code below a label would end a list, so its commands become points.
  const listed = /^\s*[-*+]\s/.test(document.lines.text(range.start.line).slice(0, 100));
  const points = asPoints(lines).map((line) => (listed ? `  ${line}` : line));
  const removed = empty.map((entry) =>
    entry.form === 'value'
      ? { range: entry.range, newText: '' }
      : removeLines(document, entry.range.start.line, entry.endLine),
  );
  return [...removed, insertLines(document, endLine, points)];
}

function asPoints(lines: readonly string[]): readonly string[] {
  const code = lines.some((line) => line.startsWith('```'));
  return code ? lines.filter((line) => !line.startsWith('```')).map((line) => `- \`${line}\``) : lines;
}

/** Adds a section at its place in the order of the long form, in the form of the others. */
export function addSection(
  document: ParsedDocument,
  plan: AwayPlan,
  key: AwaySectionKey,
  lines: readonly string[],
): readonly TextEdit[] {
  const long = awayTemplate.find(({ title }) => awaySectionKey(title) === key)?.title ?? key;
  const title = plan.form === 'long' ? long : (SHORT_TITLES[key] ?? long);
  const labelled = plan.sections.length > 0 && plan.sections.every(({ form }) => form === 'label');
  const block = labelled ? [`${title}:`, '', ...asPoints(lines)] : [`## ${title}`, '', ...lines];
  const place = ORDER.indexOf(key);
  const behind = plan.sections.find((one) => ORDER.indexOf(one.key) > place && place >= 0);
  if (behind && !labelled) return [insertLines(document, behind.range.start.line, [...block, ''])];
  const last = document.lines.count - 1;
  const { length } = document.lines.text(last);
  const newline = newlineOf(document.text);
  const gap = length > 0 ? newline + newline : document.lines.text(last - 1).trim() === '' ? '' : newline;
  const closing = closingMarks(document, length > 0 ? last : last - 1);
  const above = closing === null ? gap : (length > 0 ? newline : '') + closing + newline + newline;
  return [{ range: emptyRange(last, length), newText: above + block.join(newline) + newline }];
}

/** The edit that makes a plan wait: `Ready for queued away work: no`. */
export function setNotReady({ ready }: AwayPlan): { readonly range: AwayRange; readonly newText: string } | null {
  return ready === null ? null : { range: ready.range, newText: 'no' };
}
