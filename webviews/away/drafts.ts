import type { AwayField, AwayForm } from '#schemas/protocol/away-form.ts';
import type { AwayDraft, AwayMemory } from '#schemas/webview/away.ts';

type Drafts = AwayMemory['drafts'];

export interface Reconciled {
  readonly drafts: Drafts;
  readonly lost: AwayMemory['lost'];
  /** Fields whose words the document does not say yet, although nothing speaks against it. */
  readonly unsent: readonly AwayField[];
}

/** Whether two values say the same: blank lines, and blanks around lines, count for nothing in the document. */
export const saysSame = (one: string, other: string): boolean => linesOf(one) === linesOf(other);

const linesOf = (value: string): string =>
  value
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');

/**
 * What becomes of the words in the fields now that the document says what `form` says. A field that is written in keeps
 * its own line breaks; where the document says something new, the document wins and the words are kept apart.
 */
export function reconcile(
  { drafts, lost }: Pick<AwayMemory, 'drafts' | 'lost'>,
  form: AwayForm,
  { pending, focused }: { readonly pending: ReadonlySet<AwayField>; readonly focused: AwayField | null },
): Reconciled {
  const kept: Partial<Record<AwayField, AwayDraft>> = {};
  const apart = { ...lost };
  const unsent: AwayField[] = [];
  for (const { field, value } of form.fields) {
    const draft = drafts[field];
    if (draft === undefined) continue;
    if (pending.has(field)) kept[field] = draft;
    else if (saysSame(value, draft.value)) {
      if (focused === field) kept[field] = { base: value, value: draft.value };
    } else if (saysSame(value, draft.base)) {
      kept[field] = draft;
      unsent.push(field);
    } else if (!saysSame(draft.value, draft.base)) apart[field] = draft.value;
  }
  return { drafts: kept, lost: apart, unsent };
}

/** The form with one value replaced: what the document says as soon as an edit was made. */
export const withValue = (form: AwayForm, field: AwayField, value: string): AwayForm => ({
  ...form,
  fields: form.fields.map((one) =>
    one.field === field ? { ...one, value: linesOf(value), at: field === 'expires' ? momentOf(value) : one.at } : one,
  ),
});

/** Null for words that are no time. */
export function momentOf(written: string): number | null {
  const moment = Date.parse(written);
  return Number.isNaN(moment) ? null : moment;
}
