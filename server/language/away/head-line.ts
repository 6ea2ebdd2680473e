import type { AwayPlan } from '#schemas/document/away-plan.ts';
import { insertLines } from '../line-edits.ts';
import type { ParsedDocument } from '../parse-document.ts';
import type { TextEdit } from '../text-edit.ts';
import type { AwayLineKey } from './section-keys.ts';

const LABELS: Readonly<Record<AwayLineKey, string>> = {
  schema: 'Schema',
  generated: 'Generated',
  validHours: 'Valid hours',
  expires: 'Expires',
  ready: 'Ready for queued away work',
};

/** Gives a line of the head another value, or adds the line beside the others and like them. */
export function setHeadLine(document: ParsedDocument, plan: AwayPlan, key: AwayLineKey, text: string): TextEdit {
  const own = plan[key];
  if (own) {
    const { line, character } = own.range.start;
    const blank = text === '' || /[\s*_]$/.test(document.lines.text(line).slice(0, character)) || character === 0;
    return { range: own.range, newText: (blank ? '' : ' ') + text };
  }
  const beside =
    key === 'ready'
      ? (plan.expires ?? plan.validHours ?? plan.generated ?? plan.schema)
      : (plan.validHours ?? plan.generated ?? plan.ready ?? plan.schema ?? plan.expires);
  const written = beside ? document.lines.text(beside.range.start.line).slice(0, beside.range.start.character) : '';
  // The short form has its time below a heading, where no other line can stand.
  if (!beside || !/[:：]/.test(written)) {
    const title = document.headings.find(({ level }) => level === 1);
    const line = `${LABELS[key]}: ${text}`;
    return insertLines(document, title ? title.line + 1 : 0, title ? ['', line] : [line, '']);
  }
  // Like the line beside it: a list item, bold, or plain.
  const lead = /^\s*(?:[-*+]\s+)?/.exec(written)?.[0] ?? '';
  const label = written.includes('**') ? `**${LABELS[key]}:**` : `${LABELS[key]}:`;
  return insertLines(document, beside.range.start.line + 1, [`${lead}${label} ${text}`]);
}
