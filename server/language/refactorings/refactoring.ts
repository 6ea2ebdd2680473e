import type { FileChange } from '../text-edit.ts';

/** A change that is offered where no rule has found anything. */
export interface Refactoring {
  /** What it does, as the menu says it. */
  readonly title: string;
  /** As the Language Server Protocol names kinds of code actions. */
  readonly kind: 'refactor.rewrite' | 'refactor.extract';
  changes(): readonly FileChange[];
}
