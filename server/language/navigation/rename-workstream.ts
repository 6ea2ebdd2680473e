import { readContractChain } from '../contract-chain.ts';
import { readConcerns } from '../cross-cutting.ts';
import type { PlanFacts } from '../facts.ts';
import { nameKey } from '../inline-text.ts';
import { executorForm } from '../mentions/executor-form.ts';
import { parseDocument } from '../parse-document.ts';
import { readWorkstreams } from '../workstreams.ts';
import { changesOf } from './changes.ts';
import type { RenameResult } from './rename.ts';
import type { Occurrence, Target, Targets } from './target.ts';

type WorkstreamTarget = Extract<Target, { type: 'workstream' }>;

const ALLOWED = /^[\p{L}\p{N}](?:[\p{L}\p{N} ._/&'+-]{0,78}[\p{L}\p{N}+])?$/u;

/** Gives a workstream another name in its PRP and in the tracker; behind `executor-` in the form that stands there. */
export function renameWorkstream(targets: Targets, target: WorkstreamTarget, newName: string): RenameResult {
  if (newName === '') return { refusal: 'A workstream needs a name.' };
  if (newName === target.name) return { changes: [] };
  const refusal = refusalOf(targets, target, newName);
  if (refusal !== null) return { refusal };
  const edits = targets.occurrences(target).flatMap((one) => {
    const newText = replacement(one, target, newName);
    return newText === null ? [] : [{ path: one.facts.path, edit: { range: one.mention.range, newText } }];
  });
  return { changes: changesOf(edits) };
}

/** What stands there afterwards; null where the words are no form of the name, such as a number. */
function replacement({ facts, mention }: Occurrence, { prp, name }: WorkstreamTarget, newName: string): string | null {
  if (mention.type !== 'workstream' || mention.form === 'alias') return null;
  if (mention.form === 'slug') return executorForm(newName);
  // A tracker does not know the canonical name, so what it writes is compared with it here.
  const isSlug = facts.path !== prp.path && mention.name !== name && mention.name === executorForm(name);
  return isSlug ? executorForm(newName) : newName;
}

function refusalOf(targets: Targets, target: WorkstreamTarget, newName: string): string | null {
  const { prp, name } = target;
  if (!ALLOWED.test(newName)) {
    return `"${newName}" cannot be the name of a workstream. Use letters, digits, blanks and . _ - / & + only, at most 80.`;
  }
  const key = nameKey(newName);
  const other = prp.workstreams.find((one) => one.name !== name && namesOf(one).includes(key));
  if (other) return `${prp.path} has a workstream "${other.name}" already, which "${newName}" would mean as well.`;
  const own = prp.workstreams.find((one) => one.name === name);
  if (own?.key && own.key !== name && keysOf(own.key).includes(key)) {
    return `"${newName}" is the number of this workstream already. Choose a name that says what it does.`;
  }
  if (key !== nameKey(name)) {
    const [named] = targets.occurrences({ ...target, name: newName });
    if (named) {
      const line = named.mention.range.start.line + 1;
      return `"${newName}" is spoken of in ${named.facts.path}, line ${line}. The two could not be told apart.`;
    }
  }
  return isReadBack(own?.key ?? null, name, newName)
    ? null
    : `"${newName}" would not be read as the name of a workstream. Leave out "executor-", dashes between blanks and words such as "none".`;
}

function namesOf({ name, key, owner }: PlanFacts['workstreams'][number]): readonly string[] {
  return [nameKey(name), ...(owner === null ? [] : [nameKey(owner)]), ...(key === null ? [] : keysOf(key))];
}

function keysOf(key: string): readonly string[] {
  return [nameKey(key), `ws-${nameKey(key)}`];
}

/** Whether a PRP with that name in its heading, owner, dependencies, contracts and concerns gives the same name back. */
function isReadBack(key: string | null, oldName: string, newName: string): boolean {
  const title = key === oldName ? newName : `${key ?? ''}: ${newName}`;
  const blocks = [
    '## Workstreams',
    `### Workstream ${title}`,
    `- **Owner**: executor-${executorForm(newName)}`,
    '### Workstream 999: other-one',
    `- **Depends on**: ${newName}, ${executorForm(newName)}`,
    '## Contract Chain',
    `- [${newName}] → publishes [types] → [other-one]`,
    '## Cross-Cutting Concerns',
    `| Concern | Owner |\n|---|---|\n| URLs | ${newName} |`,
  ];
  const document = parseDocument(blocks.join('\n\n'));
  const [renamed, other] = readWorkstreams(document);
  return (
    renamed?.name === newName &&
    renamed.key === (key === oldName ? newName : key) &&
    nameKey(renamed.owner ?? '') === nameKey(newName) &&
    isOnly(other?.dependsOn, newName) &&
    isOnly(
      readContractChain(document)?.hops.map(({ from }) => from),
      newName,
    ) &&
    isOnly(readConcerns(document)[0]?.owners, newName)
  );
}

function isOnly(found: readonly { readonly name: string | null }[] | undefined, name: string): boolean {
  return found?.length === 1 && found[0]?.name === name;
}
