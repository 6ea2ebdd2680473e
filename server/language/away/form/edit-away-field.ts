import type { AwayPlan } from '#schemas/document/away-plan.ts';
import { AwayField } from '#schemas/protocol/away-form.ts';
import { parseDocument } from '../../parse-document.ts';
import type { ParsedDocument } from '../../parse-document.ts';
import { applyEdits } from '../../text-edit.ts';
import type { TextEdit } from '../../text-edit.ts';
import { setHeadLine } from '../head-line.ts';
import { readAwayPlan } from '../read-away-plan.ts';
import { fieldState, isHeadField, linesOf } from './away-fields.ts';
import { editCommands } from './edit-commands.ts';
import { editPoints } from './edit-points.ts';

export type FieldEdit =
  | { readonly outcome: 'edits'; readonly edits: readonly TextEdit[] }
  | { readonly outcome: 'refused'; readonly why: 'meaning' | 'long' | 'lines' };

/**
 * The edits that give one part of an away plan another value and leave every other byte as it is. Before they are
 * handed out they are tried: where the plan would not say exactly that, or say anything else differently, it is refused.
 */
export function editAwayField(document: ParsedDocument, field: AwayField, value: string): FieldEdit {
  const plan = readAwayPlan(document);
  const { locked } = fieldState(plan, field);
  if (locked !== null) return { outcome: 'refused', why: locked };
  const wanted = linesOf(value).join(isHeadField(field) ? ' ' : '\n');
  if (fieldState(plan, field).value === wanted) return { outcome: 'edits', edits: [] };
  const edits = editsFor(document, plan, field, wanted);
  return says(document, edits, field, wanted) ? { outcome: 'edits', edits } : { outcome: 'refused', why: 'meaning' };
}

function editsFor(document: ParsedDocument, plan: AwayPlan, field: AwayField, wanted: string): readonly TextEdit[] {
  if (isHeadField(field)) return [setHeadLine(document, plan, field, wanted)];
  const lines = linesOf(wanted);
  return field === 'verification' ? editCommands(document, plan, lines) : editPoints(document, plan, field, lines);
}

function says(document: ParsedDocument, edits: readonly TextEdit[], field: AwayField, wanted: string): boolean {
  const next = parseDocument(applyEdits(document.text, edits));
  const after = readAwayPlan(next);
  return fieldState(after, field).value === wanted && same(others(document, field), others(next, field));
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Everything that a plan says beside one part of it. */
function others(document: ParsedDocument, field: AwayField): unknown {
  const plan = readAwayPlan(document);
  const { name, schema, generated, sections } = plan;
  return [
    name,
    schema?.text,
    generated?.text,
    AwayField.options
      .filter((one) => one !== field)
      .map((one) => fieldState(plan, one))
      .map(({ value, locked }) => [value, locked]),
    sections.filter(({ key }) => key !== field).map(({ key, entries }) => [key, entries.map(({ text }) => text)]),
    // A part that was added brings its own heading, and commands their own block.
    document.headings
      .filter(({ line }) => !sections.some(({ key, range }) => key === field && range.start.line === line))
      .map(({ text, level }) => [text, level]),
    field === 'verification'
      ? null
      : document.fences.map(({ line, endLine }) =>
          document.text.slice(document.lines.start(line), document.lines.end(endLine - 1)),
        ),
  ];
}
