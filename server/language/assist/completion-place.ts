import type { Fence } from '../fences.ts';
import type { Position, TextRange } from '../line-index.ts';
import type { Here } from '../navigation/here.ts';
import type { Heading } from '../parse-document.ts';
import type { ProjectView } from '../project-view.ts';
import type { TextEdit } from '../text-edit.ts';
import { fenceAt, headingsAbove } from './surroundings.ts';

/** One proposal. `label` begins as the text that `edit` replaces, so that an editor can filter by it. */
export interface Completion {
  readonly label: string;
  readonly kind: 'id' | 'status' | 'file' | 'heading' | 'key' | 'rule' | 'value';
  /** A few words behind the label. */
  readonly detail?: string;
  /** Plain text. */
  readonly documentation?: string;
  /** Replaces a part of the line around the position. */
  readonly edit: TextEdit;
  /** Whether the new text holds the placeholders of a snippet, such as `${1:name}`. */
  readonly snippet: boolean;
  readonly sortText: string;
}

/** Where something is to be completed. */
export interface CompletionPlace {
  readonly here: Here;
  readonly project: ProjectView;
  readonly position: Position;
  /** The line in front of the position and behind it, as written. */
  readonly before: string;
  readonly behind: string;
  readonly fence: Fence | null;
  /** The headings above the line, the nearest first; without one that the line itself is. */
  readonly headings: readonly Heading[];
}

/** Null where it is not this provider's place; an empty list where it is, and there is nothing to propose. */
export type Complete = (place: CompletionPlace) => readonly Completion[] | null;

const MAX_COLUMN = 2000;

/** Null where no plan is written: far to the right of a line, or in ordinary markdown. */
export function placeOf(here: Here, position: Position, project: ProjectView): CompletionPlace | null {
  const { document, facts } = here;
  if (facts.kind === 'other' || facts.kind === 'record') return null;
  const text = document.lines.text(position.line);
  if (position.character > MAX_COLUMN || position.character > text.length) return null;
  return {
    here,
    project,
    position,
    before: text.slice(0, position.character),
    behind: text.slice(position.character, position.character + MAX_COLUMN),
    fence: fenceAt(document, position.line),
    headings: headingsAbove(document, position.line - 1),
  };
}

export interface Proposal {
  readonly label: string;
  readonly detail?: string;
  readonly documentation?: string;
  /** The label where it is left out. */
  readonly newText?: string;
  readonly snippet?: boolean;
}

/**
 * Completions in the order of the proposals. They replace the last `length` characters in front of the position, and
 * behind it what `rest` matches there.
 */
export function propose(
  { position, behind }: CompletionPlace,
  kind: Completion['kind'],
  length: number,
  proposals: readonly Proposal[],
  rest: RegExp = /^[\w-]*/,
): readonly Completion[] {
  const range: TextRange = {
    start: { line: position.line, character: position.character - length },
    end: { line: position.line, character: position.character + (rest.exec(behind)?.[0].length ?? 0) },
  };
  return proposals.map(({ label, newText = label, snippet = false, ...words }, index) => ({
    label,
    kind,
    ...words,
    edit: { range, newText },
    snippet,
    sortText: String(index).padStart(4, '0'),
  }));
}

/** Text that stands in a snippet as it is. */
export function inSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
