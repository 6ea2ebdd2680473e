import { readFields } from './field-lines.ts';
import type { Field } from './field-lines.ts';
import { splitList } from './owned-files.ts';
import type { ParsedDocument } from './parse-document.ts';
import type { PrdPhase } from './prd.ts';

/** What the text of a phase says, each entry in one line as its author wrote it. */
export interface PhaseText {
  readonly goal: string;
  readonly deliverables: readonly string[];
  readonly validation: readonly string[];
}

const GOAL = /^(?:phase )?(?:goals?|objectives?|purpose|aim|outcome|objectifs?|objetivos?|ziele?)$/;
const DELIVERABLES =
  /^(?:(?:key|main|core) )?(?:deliverables?|scope|tasks?|features?|work items|outputs?|livrables?|entregables)$/;
const VALIDATION =
  /^(?:validation|verification|verify|acceptance(?: criteria)?|success (?:criteria|signal|metrics?)|exit (?:criteria|gate)|done when|definition of done|tests?|testing)$/;

const MAX_ENTRIES = 30;
const MAX_LENGTH = 500;

/** Reads the goal, the deliverables and the validation of a phase; what it does not say is empty. */
export function readPhaseText(document: ParsedDocument, { line, endLine }: PrdPhase): PhaseText {
  const fields = readFields(
    document,
    line + 1,
    endLine,
    (key) => GOAL.test(key) || DELIVERABLES.test(key) || VALIDATION.test(key),
  );
  const entriesOf = (label: RegExp): readonly string[] =>
    fields
      .filter(({ key }) => label.test(key))
      .flatMap(textsOf)
      .slice(0, MAX_ENTRIES);
  return {
    goal: entriesOf(GOAL).join(' ').slice(0, MAX_LENGTH),
    deliverables: entriesOf(DELIVERABLES).flatMap((text, _, all) => (all.length === 1 ? splitList(text) : [text])),
    validation: entriesOf(VALIDATION),
  };
}

function textsOf({ value, items }: Field): readonly string[] {
  const [first] = items;
  const top = items.filter(({ indent }) => indent <= (first?.indent ?? 0)).map(({ text }) => text);
  return [value, ...top].map(oneLine).filter((text) => text !== '');
}

/** Without marks that would begin a heading, a quote or a fence where the text is put at the start of a line. */
function oneLine(text: string): string {
  return text
    .slice(0, MAX_LENGTH)
    .replace(/^(?:[#>]+\s+|\[[ xX]\]\s+)+/, '')
    .replace(/`{3,}|~{3,}/g, '')
    .trim();
}
