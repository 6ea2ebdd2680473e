import type { AwayPlan, AwayRange, AwaySectionKey } from '#schemas/document/away-plan.ts';
import type { AwayField } from '#schemas/protocol/away-form.ts';

/** A part as it stands in the plan: a line of the head, the points of sections, or the commands that verify. */
export interface FieldState {
  /** Points and commands one a line. */
  readonly value: string;
  readonly range: AwayRange | null;
  readonly locked: 'long' | 'lines' | null;
}

export type HeadField = Extract<AwayField, 'ready' | 'validHours' | 'expires'>;
export type ListField = Exclude<AwayField, HeadField | 'verification'>;

/** The reader cuts what is longer, so that nothing can be written back over it. */
const MAX_POINT = 4000;
const MAX_LINES = 500;
const MAX_CHARACTERS = 40_000;

export function isHeadField(field: AwayField): field is HeadField {
  return field === 'ready' || field === 'validHours' || field === 'expires';
}

/** What a form shows of one part. Of very much it shows the beginning, and is locked. */
export function fieldState(plan: AwayPlan, field: AwayField): FieldState {
  if (isHeadField(field)) {
    const line = plan[field];
    return { value: line?.text ?? '', range: line?.range ?? null, locked: null };
  }
  const range = plan.sections.find(({ key }) => key === field)?.range ?? null;
  const texts = textsOf(plan, field);
  const shown = texts.slice(0, MAX_LINES).map((text) => text.slice(0, MAX_POINT));
  const value = shown.join('\n').slice(0, MAX_CHARACTERS);
  const long = texts.length > MAX_LINES || value.length < texts.join('\n').length || shown.some(isCut);
  const lines = texts.some((text) => /[\r\n\u2028\u2029]/.test(text));
  return { value, range, locked: long ? 'long' : lines ? 'lines' : null };
}

const isCut = (text: string): boolean => text.length >= MAX_POINT;

/** The points of a part, or the commands of `verification`. */
export function textsOf(plan: AwayPlan, field: Exclude<AwayField, HeadField>): readonly string[] {
  return field === 'verification' ? plan.verification.map(({ text }) => text) : entryTexts(plan, field);
}

export function entryTexts({ sections }: AwayPlan, key: AwaySectionKey): readonly string[] {
  return sections.filter((section) => section.key === key).flatMap(({ entries }) => entries.map(({ text }) => text));
}

/** What a person wrote, as the plan would say it: no blank lines and no blanks around lines. */
export function linesOf(value: string): readonly string[] {
  return value
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
