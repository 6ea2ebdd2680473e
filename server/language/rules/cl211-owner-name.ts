import { nameKey } from '../inline-text.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { renameInChain, renameInConcerns } from '../workstream-references.ts';
import { editDependencies } from '../workstream-edits.ts';
import { readWorkstreams } from '../workstreams.ts';
import type { Workstream } from '../workstreams.ts';
import type { FileChange, TextEdit } from '../text-edit.ts';
import type { Rule } from './rule.ts';

const MAX_REPORTS = 50;

export const ownerName: Rule = {
  id: 'CL211',
  title: 'Owner is not executor-{name}',
  rationale:
    'The agent that executes a workstream is called executor-{name}, in messages, in reports and in the tracker. An owner of another name is looked for in vain, and one that is copied from another workstream points at the wrong work.',
  kinds: ['prp'],
  defaultSeverity: 'info',
  check: (document, { path }) =>
    readWorkstreams(document)
      .flatMap((workstream) => {
        const { name, owner, ownerRange } = workstream;
        const key = nameKey(name);
        const wanted = `executor-${key}`;
        if (owner === null || ownerRange === null || key === '' || isOwner(owner, key)) return [];
        return [
          {
            range: ownerRange,
            message: `The owner of workstream "${name}" is "${owner}", but its executor is called "${wanted}". Write that.`,
            fixes: [
              {
                title: `Change to "${wanted}"`,
                safe: true,
                changes: () => renameOwner(document, path, workstream, { range: ownerRange, newText: wanted }),
              },
            ],
          },
        ];
      })
      .slice(0, MAX_REPORTS),
};

function isOwner(owner: string, key: string): boolean {
  return /^executor[-_ ]/i.test(owner) && nameKey(owner) === key;
}

/** Whatever names the workstream by its old owner is changed too, or else it would name nothing afterwards. */
function renameOwner(
  document: ParsedDocument,
  path: string,
  { name, owner }: Workstream,
  edit: TextEdit,
): readonly FileChange[] {
  const old = nameKey(owner ?? '');
  const rename = (written: string, resolved: string | null): string =>
    resolved === name && nameKey(written) === old ? name : written;
  const dependencies = readWorkstreams(document).flatMap((one) => editDependencies(document, one, rename));
  const edits = [edit, ...dependencies, ...renameInChain(document, rename), ...renameInConcerns(document, rename)];
  return [{ kind: 'edit', path, edits }];
}
