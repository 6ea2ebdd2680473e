import type { TextRange } from '../line-index.ts';

export type TrackerStatus = 'completed' | 'in-progress' | 'deferred' | 'pending';

/** A nested workstream line of a checkpoint. Lines are zero-based everywhere in this file. */
export interface TrackedWorkstream {
  readonly name: string;
  /** Exactly the name, without `executor-` and marks of emphasis. */
  readonly nameRange: TextRange;
  readonly status: 'completed' | 'skipped' | 'deferred';
  /** Exactly the status word. */
  readonly statusRange: TextRange;
  readonly files: readonly string[];
  /** Where each of `files` stands, in the same order and without back-ticks. */
  readonly fileRanges: readonly TextRange[];
  /** Null where the line gives none, or only a placeholder. */
  readonly reason: string | null;
  /** Everything behind the status word; empty where nothing stands there. */
  readonly restRange: TextRange;
  readonly line: number;
}

/** A nested line of the form `name: words` whose words are no status of a workstream. */
export interface UnreadWorkstream {
  readonly name: string;
  readonly written: string;
  /** Exactly the words. */
  readonly range: TextRange;
}

/** Where a labelled line of a checkpoint stands. */
export interface FieldPlace {
  /** Exactly the label's words. */
  readonly label: TextRange;
  /** What stands behind the label on its line; empty where nothing does. */
  readonly value: TextRange;
  /** Last line that belongs to the field, with the items below it. */
  readonly lastLine: number;
}

export interface TrackedPhase {
  readonly id: string;
  /** Exactly the id in the heading. */
  readonly idRange: TextRange;
  readonly title: string;
  /** Null when the words are none of ours; `writtenStatus` has them. */
  readonly status: TrackerStatus | null;
  readonly writtenStatus: string | null;
  readonly commit: { readonly sha: string; readonly message: string; readonly range: TextRange } | null;
  readonly workstreams: readonly TrackedWorkstream[];
  /** Only in a strict tracker; elsewhere people list what they like below a phase. */
  readonly unread: readonly UnreadWorkstream[];
  /** Remaining fields by label key: `execution mode`, `next phase`, `resume instructions` … */
  readonly fields: ReadonlyMap<string, string>;
  /** Where the fields stand, by the same keys. */
  readonly places: ReadonlyMap<string, FieldPlace>;
  readonly line: number;
  /** First line behind the phase's own lines: sub-sections, blank lines and rules at their end do not count. */
  readonly bodyEnd: number;
  readonly endLine: number;
}

export interface SummaryRow {
  readonly id: string;
  /** Exactly the id in the first cell. */
  readonly idRange: TextRange;
  readonly title: string;
  readonly status: TrackerStatus | null;
  readonly writtenStatus: string;
  /** The cells without the blanks around them; null where the table has no such column. */
  readonly statusRange: TextRange | null;
  readonly commit: string | null;
  readonly commitRange: TextRange | null;
  readonly line: number;
}

/** One tracker; a file may hold several, one for each PRD, each under a first-level heading of its own. */
export interface Tracker {
  readonly version: 1 | 2;
  /** Whether it says that our template made it; only then its form is a promise. */
  readonly strict: boolean;
  /** As written in the head: path or name of the PRD. */
  readonly prd: string | null;
  readonly project: string | null;
  readonly summary: readonly SummaryRow[];
  /** Lines of the summary table's header and of the first line behind it. */
  readonly summaryTable: { readonly line: number; readonly endLine: number } | null;
  readonly phases: readonly TrackedPhase[];
  readonly line: number;
  readonly endLine: number;
}
