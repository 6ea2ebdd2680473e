import { WireName } from '#schemas/wire/names.ts';
import { rangeOfField, recordOf } from '../collab/read-record.ts';
import type { CollabRecord } from '../collab/read-record.ts';
import type { ParsedDocument } from '../parse-document.ts';
import type { Report, Rule } from './rule.ts';

export const invalidRecordId: Rule = {
  id: 'CL501',
  title: 'Record with an invalid id',
  rationale:
    'Machines that work together find records by listing folders, on file systems that treat names differently: with or without case, with reserved characters, with short limits. An id of 1 to 64 small letters, digits and hyphens is the same name everywhere, and it is only an id if the path and the record agree on it.',
  kinds: ['record'],
  defaultSeverity: 'error',
  check: (document, { path }) => {
    const record = recordOf(path, document);
    return record ? [...checkPath(document, record), ...checkField(document, record, path)] : [];
  },
};

const FORM = 'Use 1 to 64 small letters, digits and hyphens, as in "pc-1".';

function checkPath(document: ParsedDocument, record: CollabRecord): readonly Report[] {
  const { place } = record;
  const what = place.kind === 'machine' ? 'folder of this machine' : `file of this ${place.kind}`;
  const names = [
    ...(place.project === null ? [] : [{ name: place.project, what: 'folder of this project' }]),
    { name: place.id, what },
  ];
  return names
    .filter(({ name }) => !isId(name))
    .map((one) => ({
      range: rangeOfField(document, record, record.kind),
      message: `The ${one.what} is named "${shortened(one.name)}", which is no valid id. ${FORM}`,
    }));
}

function checkField(document: ParsedDocument, record: CollabRecord, path: string): readonly Report[] {
  const { named, id } = record.says;
  // A result may have an id of its own, as long as it answers the request that its file is named for.
  const agrees = named === null || named === id || (record.kind === 'result' && record.says.request === id);
  if (named === null || (agrees && isId(named))) return [];
  const range = rangeOfField(document, record, record.kind);
  const message = isId(named)
    ? `This record calls itself "${named}", but its path says "${shortened(id)}". Write the same id in both.`
    : `"${shortened(named)}" is no valid id. ${FORM}`;
  if (!isId(id)) return [{ range, message }];
  const changes = (): ReturnType<NonNullable<Report['fixes']>[number]['changes']> => [
    { kind: 'edit', path, edits: [{ range, newText: id }] },
  ];
  return [{ range, message, fixes: [{ title: `Write "${id}", as the path says`, safe: false, changes }] }];
}

function isId(name: string): boolean {
  return WireName.safeParse(name).success;
}

function shortened(name: string): string {
  return name.length > 80 ? `${name.slice(0, 79)}…` : name;
}
