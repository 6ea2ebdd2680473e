import type { AwayPlan } from '#schemas/document/away-plan.ts';
import { AwayField } from '#schemas/protocol/away-form.ts';
import type { AwayFinding, AwayForm } from '#schemas/protocol/away-form.ts';
import type { LanguageFinding } from '../../check-document.ts';
import type { ParsedDocument } from '../../parse-document.ts';
import { readAwayPlan } from '../read-away-plan.ts';
import { fieldState, isHeadField } from './away-fields.ts';

const MAX_FINDINGS = 100;

/** Where findings about a part that is missing altogether belong. */
const MISSING: Readonly<Record<string, AwayField>> = {
  CL401: 'expires',
  CL402: 'objective',
  CL403: 'allowed',
  CL404: 'stop',
  CL405: 'verification',
  CL407: 'ready',
};

/** An away plan as a form shows it, each part with what rules say of it. `path` is relative to the project. */
export function awayForm(
  document: ParsedDocument,
  path: string,
  findings: readonly LanguageFinding[],
): Omit<AwayForm, 'version'> {
  const plan = readAwayPlan(document);
  const { form, name } = plan;
  const said = findings
    .slice(0, MAX_FINDINGS)
    .map((finding) => ({ field: fieldOf(plan, finding), finding: toAwayFinding(path, finding) }));
  const of = (field: AwayField | null): AwayFinding[] =>
    said.filter((one) => one.field === field).map(({ finding }) => finding);
  const fields = AwayField.options.map((field) => ({
    field,
    ...fieldState(plan, field),
    at: field === 'expires' ? (plan.expires?.at ?? null) : null,
    findings: of(field),
  }));
  return { form, name, fields, findings: of(null) };
}

/** The part that holds the place of a finding; one about the whole plan belongs to what is missing. */
function fieldOf(plan: AwayPlan, { range, rule }: LanguageFinding): AwayField | null {
  const { line } = range.start;
  const head = AwayField.options.filter(isHeadField).find((field) => plan[field]?.range.start.line === line);
  if (head) return head;
  const section = plan.sections.find((one) => line >= one.range.start.line && line < one.endLine);
  return AwayField.safeParse(section?.key).data ?? (section ? null : (MISSING[rule] ?? null));
}

function toAwayFinding(path: string, { rule, severity, message, range, fixes }: LanguageFinding): AwayFinding {
  return {
    rule,
    severity,
    message,
    range,
    fixes: fixes.flatMap((fix) => {
      const edits = fix.changes().flatMap((change) => {
        return change.kind === 'edit' && change.path === path ? change.edits : [];
      });
      return edits.length === 0
        ? []
        : [{ title: fix.title, edits: edits.map((edit) => ({ range: edit.range, newText: edit.newText })) }];
    }),
  };
}
