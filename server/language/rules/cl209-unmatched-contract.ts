import { contractName, isSameContract } from '../contract-names.ts';
import { editList } from '../field-edits.ts';
import { plainText } from '../inline-text.ts';
import { nearName } from '../near-names.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { insertBelow, lineLike } from '../field-edits.ts';
import { FIELD_LABELS } from '../workstream-edits.ts';
import { readContracts, readWorkstreams, roleOfField, workstreamFields } from '../workstreams.ts';
import type { ContractEntry, Workstream } from '../workstreams.ts';
import type { TextEdit } from '../text-edit.ts';
import type { Fix, Report, Rule } from './rule.ts';

const MAX_REPORTS = 50;

/** Contracts that are compared: with more than these the rule would cost more than it tells. */
const MAX_ENTRIES = 200;

/** What was there before the phase began, or comes from outside, is made by no workstream. */
const ELSEWHERE =
  /\b(?:existing|already|current|previous|earlier|phase \d|external|third[- ]party|upstream repo|built[- ]?in|standard library|environment|env vars?|config(?:uration)?|database|package|library)\b|[\\/]\w|\.\w{1,5}\b/i;

export const unmatchedContract: Rule = {
  id: 'CL209',
  title: 'Consumed by one workstream, produced by none',
  rationale:
    'What a workstream consumes must be made by another one, or have been there before. A name that nobody produces is a slip of the pen or a part that was forgotten, and shows only when the parts are put together.',
  kinds: ['prp'],
  defaultSeverity: 'warning',
  check: (document, { path }) => {
    const workstreams = readWorkstreams(document);
    const produced = workstreams.flatMap(({ produces }) => produces).slice(0, MAX_ENTRIES);
    if (produced.length === 0) return [];
    const reports: Report[] = [];
    let looked = 0;
    for (const workstream of workstreams) {
      for (const entry of workstream.consumes) {
        looked += 1;
        if (reports.length >= MAX_REPORTS || looked > MAX_ENTRIES) return reports;
        if (isKnown(entry, produced, workstreams)) continue;
        const text = plainText(entry.text);
        reports.push({
          range: entry.range,
          message: `Workstream "${workstream.name}" consumes "${text}", which no workstream produces. Name it as its producer does, add it there, or say that it exists already.`,
          fixes: fixesFor(document, path, workstream, entry, produced),
        });
      }
    }
    return reports;
  },
};

function isKnown(
  entry: ContractEntry,
  produced: readonly ContractEntry[],
  workstreams: readonly Workstream[],
): boolean {
  if (ELSEWHERE.test(entry.text.slice(0, 500))) return true;
  if (produced.some(({ text }) => isSameContract(text, entry.text) || isSameContract(text, contractName(entry)))) {
    return true;
  }
  // Which of its producer's contracts is meant stays open, but that it comes from there is said.
  const line = ` ${plainText(entry.text).toLowerCase()} `;
  return workstreams.some(({ name }) => name.length > 1 && line.includes(` ${name.toLowerCase()} `));
}

function fixesFor(
  document: ParsedDocument,
  path: string,
  workstream: Workstream,
  entry: ContractEntry,
  produced: readonly ContractEntry[],
): readonly Fix[] {
  const made = produced.map(({ text }) => plainText(text));
  const near = nearName(contractName(entry), made);
  const edit = (edits: () => readonly TextEdit[]): Fix['changes'] => {
    return () => [{ kind: 'edit', path, edits: edits() }];
  };
  const [only, ...others] = workstream.dependsOn;
  const producer =
    others.length === 0 && only ? readWorkstreams(document).find(({ name }) => name === only.name) : null;
  return [
    ...(near === null
      ? []
      : [
          {
            title: `Rename to "${near.name}"`,
            safe: false,
            changes: edit(() => [{ range: entry.range, newText: near.name }]),
          },
        ]),
    ...(producer
      ? [
          {
            title: `Add it to what "${producer.name}" produces`,
            safe: false,
            changes: edit(() => addProduct(document, producer, contractName(entry))),
          },
        ]
      : []),
  ];
}

function addProduct(document: ParsedDocument, producer: Workstream, contract: string): readonly TextEdit[] {
  const fields = workstreamFields(document, producer);
  const own = fields.find((field) => roleOfField(field) === 'produces');
  if (own) return editList(document, own, { add: [contract], isNothing: (value) => readContracts(value).length === 0 });
  const beside = fields.find((field) => roleOfField(field) === 'depends') ?? fields.at(-1);
  return beside ? insertBelow(document, beside, [lineLike(document, beside, FIELD_LABELS.produces, contract)]) : [];
}
