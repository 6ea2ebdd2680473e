import type { DocumentKind } from '#schemas/document/outline.ts';
import type { CollabRecords } from '#schemas/wire/bridged-records.ts';
import type { PlanFacts } from './facts.ts';

/** What git says of a commit that a tracker names. `files` are relative to the project. */
export type CommitFacts =
  | { readonly state: 'known'; readonly ancestor: boolean; readonly files: readonly string[] }
  | { readonly state: 'unknown' };

/** One entry of a folder. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder';
}

/** Whether validation receipts show that a phase was completed; `unheard` when no run of the plan is known here. */
export type ReceiptState = 'valid' | 'stale' | 'missing' | 'unheard';

/**
 * The project around a document, as rules and navigation see it. All paths are relative to the project's root, with
 * `/`, and nothing outside of the root exists. Whoever implements it may record what was asked, to know which
 * documents to look at again when something changes.
 */
export interface ProjectView {
  /** Plan documents of a kind, sorted by path. */
  documents(kind: DocumentKind): readonly PlanFacts[];
  /** Null when there is no such plan document. */
  document(path: string): PlanFacts | null;
  /** What lies at the path on disk; `unknown` for paths that leave the project and where there is no disk to ask. */
  entry(path: string): 'file' | 'folder' | 'nothing' | 'unknown';
  /**
   * What lies in a folder, by name, at most 500 entries and without what git ignores; `''` is the project's root. Empty
   * for folders that are not there, leave the project or cannot be asked.
   */
  list(folder: string): readonly FolderEntry[];
  /** Whether a program can be started by this name; null when that is not known. */
  program(name: string): boolean | null;
  /** Null while git has not answered yet, or where there is no git. */
  commit(sha: string): CommitFacts | null;
  receipts(prd: string, phase: string): ReceiptState;
  /** What machines that work together have written; null where no such folder is part of the project. */
  records(): CollabRecords | null;
  /** Milliseconds since the epoch, for what expires; null where no clock is to be asked. */
  now(): number | null;
}

/** A document alone: nothing else is known, so no rule about its surroundings speaks. */
export const noProject: ProjectView = {
  documents: () => [],
  document: () => null,
  entry: () => 'unknown',
  list: () => [],
  program: () => null,
  commit: () => null,
  receipts: () => 'unheard',
  records: () => null,
  now: () => null,
};
