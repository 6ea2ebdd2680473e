import { readContractChain } from '../contract-chain.ts';
import { addToChain, chainLine } from '../contract-edits.ts';
import { isSameContract } from '../contract-names.ts';
import { deleteLines, endOfField, endOfLine, insertBelow, withoutOverlaps, lineLike } from '../field-edits.ts';
import { fieldEntries } from '../field-lines.ts';
import type { Field } from '../field-lines.ts';
import { isPlainPattern } from '../glob-overlap.ts';
import { nameKey, plainText } from '../inline-text.ts';
import { readPaths, splitList, unwrapList } from '../owned-files.ts';
import type { ParsedDocument } from '../parse-document.ts';
import type { ProjectView } from '../project-view.ts';
import { newlineOf } from '../text-edit.ts';
import type { FileChange, TextEdit } from '../text-edit.ts';
import { FIELD_LABELS, isFileRole } from '../workstream-edits.ts';
import { readContracts, readWorkstreams, roleOfField, workstreamFields } from '../workstreams.ts';
import type { Workstream } from '../workstreams.ts';

/** Behind a file that is to be created, so that converting back can tell it from one to modify. */
const NEW = /\s*\(new\b[^()]*\)/i;

/**
 * Writes every workstream with Files owned, Produces and Consumes. What is to be created is marked as new, contracts
 * are those of the chain, and an owner that says no more than the name goes.
 */
export function toFilesOwned(document: ParsedDocument, path: string): readonly FileChange[] {
  const edits = readWorkstreams(document)
    .filter(({ dialect }) => dialect === 'A')
    .flatMap((workstream) => {
      const fields = workstreamFields(document, workstream);
      const owner = fields.find((field) => roleOfField(field) === 'owner');
      const isPlain = workstream.owner !== null && nameKey(workstream.owner) === nameKey(workstream.name);
      return [
        ...(owner && isPlain ? [deleteLines(document, owner.line, endOfField(document, owner))] : []),
        ...replaceFiles(document, fields, (files) => [
          {
            label: FIELD_LABELS.owned,
            parts: files.map(({ part, role }) => (role === 'create' && !NEW.test(part) ? `${part} (new)` : part)),
          },
        ]),
        ...contractFields(document, workstream, fields),
      ];
    });
  return [{ kind: 'edit', path, edits: withoutOverlaps(edits) }];
}

/**
 * Writes every workstream with Owner, Files to create and Files to modify. A file is to be created where it is marked
 * as new or, in a plan without such marks, known not to be there; contracts move to the chain as far as both sides name
 * them.
 */
export function toCreateAndModify(document: ParsedDocument, path: string, project: ProjectView): readonly FileChange[] {
  const workstreams = readWorkstreams(document);
  const agreed = agreedContracts(document, workstreams);
  const isMarked = workstreams.some((one) =>
    workstreamFields(document, one).some((field) => fieldEntries(field).some(({ text }) => NEW.test(text))),
  );
  const edits = workstreams
    .filter(({ dialect }) => dialect === 'B')
    .flatMap((workstream) => {
      const fields = workstreamFields(document, workstream);
      return [
        ...ownerField(document, workstream, fields),
        ...replaceFiles(document, fields, (files) => {
          const isNew = ({ part, role }: FilePart): boolean =>
            role === 'create' || NEW.test(part) || (!isMarked && isAbsent(part, project));
          return [
            { label: FIELD_LABELS.create, parts: files.filter(isNew).map(({ part }) => part.replace(NEW, '')) },
            { label: FIELD_LABELS.modify, parts: files.filter((file) => !isNew(file)).map(({ part }) => part) },
          ];
        }),
        ...withoutContractFields(document, fields, agreed),
      ];
    });
  const known = readContractChain(document)?.hops ?? [];
  const fresh = agreed.filter(
    ({ from, to, contract }) =>
      !known.some((hop) => hop.from.name === from && hop.to.name === to && isSameContract(hop.contract, contract)),
  );
  const lines = fresh.map(({ from, to, contract }) => chainLine(from, contract, to));
  return [{ kind: 'edit', path, edits: withoutOverlaps([...edits, ...addToChain(document, lines)]) }];
}

interface FilePart {
  readonly part: string;
  readonly role: 'create' | 'modify' | 'owned';
}

/** Puts other fields in the place of those for files; the first of them stands where the first of the old ones stood. */
function replaceFiles(
  document: ParsedDocument,
  fields: readonly Field[],
  change: (files: readonly FilePart[]) => readonly { readonly label: string; readonly parts: readonly string[] }[],
): readonly TextEdit[] {
  const files: FilePart[] = [];
  for (const field of fields) {
    const role = roleOfField(field);
    if (!isFileRole(role)) continue;
    const parts = fieldEntries(field).flatMap(({ text }) => splitList(unwrapList(text)));
    files.push(...parts.filter((part) => readPaths(part).length > 0).map((part) => ({ part, role })));
  }
  const [first, ...others] = fields.filter((field) => isFileRole(roleOfField(field)));
  if (!first) return [];
  const asItems = [first, ...others].some(({ items }) => items.length > 0);
  const lines = change(files).flatMap(({ label, parts }) => linesOf(document, first, label, parts, asItems));
  const start = { line: first.line, character: 0 };
  const end = endOfLine(document, endOfField(document, first) - 1);
  return [
    { range: { start, end }, newText: lines.join(newlineOf(document.text)) },
    ...others.map((field) => deleteLines(document, field.line, endOfField(document, field))),
  ];
}

function linesOf(
  document: ParsedDocument,
  sample: Field,
  label: string,
  parts: readonly string[],
  asItems: boolean,
): readonly string[] {
  if (!asItems || parts.length === 0) return [lineLike(document, sample, label, parts.join(', ') || 'none')];
  const text = document.lines.text(sample.line);
  const indent = ' '.repeat(text.length - text.trimStart().length + 2);
  return [lineLike(document, sample, label, ''), ...parts.map((part) => `${indent}- ${part}`)];
}

function isAbsent(part: string, project: ProjectView): boolean {
  const paths = readPaths(part);
  return paths.every((path) => isPlainPattern(path) && project.entry(path) === 'nothing');
}

function ownerField(
  document: ParsedDocument,
  { name, owner }: Workstream,
  fields: readonly Field[],
): readonly TextEdit[] {
  const [first] = fields;
  const key = nameKey(name);
  if (owner !== null || !first || key === '') return [];
  const at = { line: first.line, character: 0 };
  const line = lineLike(document, first, FIELD_LABELS.owner, `executor-${key}`);
  return [{ range: { start: at, end: at }, newText: line + newlineOf(document.text) }];
}

/** What the chain says of a workstream as fields, for those that it has not. */
function contractFields(document: ParsedDocument, { name }: Workstream, fields: readonly Field[]): readonly TextEdit[] {
  const hops = readContractChain(document)?.hops ?? [];
  const beside = fields.find((field) => roleOfField(field) === 'depends') ?? fields.at(-1);
  if (hops.length === 0 || !beside) return [];
  const own = new Set(fields.map(roleOfField));
  const contracts = {
    produces: hops.filter(({ from }) => from.name === name),
    consumes: hops.filter(({ to }) => to.name === name || to.isEveryone),
  };
  const lines = (['produces', 'consumes'] as const)
    .filter((role) => !own.has(role))
    .map((role) => {
      const texts = contracts[role].map(({ contract }) => contract).filter((text) => text !== '');
      return lineLike(document, beside, FIELD_LABELS[role], [...new Set(texts)].join(', ') || 'none');
    });
  return insertBelow(document, beside, lines);
}

interface AgreedContract {
  readonly from: string;
  readonly to: string;
  readonly contract: string;
}

const MAX_AGREED = 200;

/** Everything that one workstream says it produces and another one that it consumes. */
function agreedContracts(document: ParsedDocument, workstreams: readonly Workstream[]): readonly AgreedContract[] {
  const agreed = (readContractChain(document)?.hops ?? []).flatMap(({ from, to, contract }) =>
    from.name !== null && to.name !== null ? [{ from: from.name, to: to.name, contract }] : [],
  );
  for (const producer of workstreams) {
    for (const made of producer.produces) {
      const consumers = workstreams.filter(
        (one) => one !== producer && one.consumes.some(({ text }) => isSameContract(text, made.text)),
      );
      const contract = plainText(made.text);
      for (const { name } of consumers) agreed.push({ from: producer.name, to: name, contract });
      if (agreed.length > MAX_AGREED) return agreed;
    }
  }
  return agreed;
}

/** Fields that say nothing, or nothing but what the chain says, go; the others stay, so that nothing is lost. */
function withoutContractFields(
  document: ParsedDocument,
  fields: readonly Field[],
  agreed: readonly AgreedContract[],
): readonly TextEdit[] {
  return fields
    .filter((field) => roleOfField(field) === 'produces' || roleOfField(field) === 'consumes')
    .filter((field) =>
      fieldEntries(field)
        .flatMap(({ text }) => readContracts(text))
        .every((text) => agreed.some(({ contract }) => isSameContract(contract, text))),
    )
    .map((field) => deleteLines(document, field.line, endOfField(document, field)));
}
