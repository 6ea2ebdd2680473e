import type { Position, TextRange } from '../line-index.ts';
import { MAX_MENTIONS } from '../mentions/collect.ts';
import type { ProjectView } from '../project-view.ts';
import type { FileChange } from '../text-edit.ts';
import type { Here } from './here.ts';
import { mentionAt } from './mention-at.ts';
import { renamePhase } from './rename-phase.ts';
import { renameWorkstream } from './rename-workstream.ts';
import { createTargets } from './target.ts';

/** What a rename does, or why it is not done, in one or two sentences. Edits of a file come before its new name. */
export type RenameResult = { readonly changes: readonly FileChange[] } | { readonly refusal: string };

/**
 * The phase id or the name of a workstream at the position, and the words that a person edits; null for everything else,
 * so that an editor's own rename still works there.
 */
export function renameRangeAt(
  here: Here,
  position: Position,
  project: ProjectView,
): { readonly range: TextRange; readonly placeholder: string } | null {
  const mention = mentionAt(here, position);
  if (mention?.type !== 'phase' && mention?.type !== 'workstream') return null;
  const target = createTargets(here, project).of(here.facts, mention);
  if (target?.type === 'phase' && mention.type === 'phase') {
    const isDefined = !mention.anchor && target.prd.phases.some(({ id }) => id === target.id);
    return isDefined ? { range: mention.range, placeholder: target.id } : null;
  }
  if (target?.type === 'workstream' && mention.type === 'workstream') {
    const isDefined = mention.form !== 'alias' && target.prp.workstreams.some(({ name }) => name === target.name);
    return isDefined ? { range: mention.range, placeholder: target.name } : null;
  }
  return null;
}

/** Renames what stands at the position in every document of its plan at once, with the names of the phase's PRPs. */
export function renameAt(here: Here, position: Position, newName: string, project: ProjectView): RenameResult {
  const mention = mentionAt(here, position);
  if (mention === null || renameRangeAt(here, position, project) === null) {
    return { refusal: 'Only the id of a phase and the name of a workstream can be renamed here.' };
  }
  const targets = createTargets(here, project);
  const target = targets.of(here.facts, mention);
  const result =
    target?.type === 'phase'
      ? renamePhase(targets, target, newName.trim())
      : target?.type === 'workstream'
        ? renameWorkstream(targets, target, newName.trim())
        : { refusal: 'Only the id of a phase and the name of a workstream can be renamed here.' };
  const tooLarge = 'changes' in result && result.changes.find((change) => isTooLarge(targets.view, change));
  if (!tooLarge || tooLarge.kind !== 'edit') return result;
  return { refusal: `${tooLarge.path} names so many things that not all of them would be renamed.` };
}

function isTooLarge(view: ProjectView, change: FileChange): boolean {
  return change.kind === 'edit' && (view.document(change.path)?.mentions.length ?? 0) >= MAX_MENTIONS;
}
