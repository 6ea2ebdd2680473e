import type { TextRange } from '../line-index.ts';

/** A place in a file of the project. `path` is relative to the project, with `/`. */
export interface Place {
  readonly path: string;
  readonly range: TextRange;
}

const START: TextRange = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** The beginning of a file. */
export function startOf(path: string): Place {
  return { path, range: START };
}
