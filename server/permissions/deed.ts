import type { ActionClass } from '#schemas/run/permission.ts';

/** A word of a command, as far as it can be known without running it. */
export interface Arg {
  /** What is not known stands in it as it is written: `$X/build`. */
  readonly text: string;
  readonly known: boolean;
  /** Holds `*`, `?` or `[`: it stands for the names that fit. */
  readonly glob: boolean;
  /** Unknown and not quoted: it may become no word, several, or options. */
  readonly splits: boolean;
}

/**
 * The folders that a command may be run in: relative to the worktree, absolute, or null for one that nobody can know.
 * There are several where an earlier `cd` may have failed.
 */
export type Dirs = readonly (string | null)[];

/** How much of a place is meant: one file, what lies in a folder, or everything below it. */
export type Extent = 'file' | 'folder' | 'tree';

/** `run`: it is executed as code. */
export type Access = 'read' | 'write' | 'delete' | 'run';

interface Base {
  /** The program with its operands, options left out: `git push origin`. Clauses are compared with it. */
  readonly command: readonly string[];
}

/** What a part of a command does, whatever it does it to. */
export interface Act extends Base {
  readonly type: 'act';
  readonly class: ActionClass;
  readonly subject: string;
  /** False where the subject does not say all of it, so that a yes cannot hold for another one like it. */
  readonly known: boolean;
  readonly host: string | null;
}

/** What it does to a place; where that lies decides what it is. */
export interface Touch extends Base {
  readonly type: 'touch';
  readonly access: Access;
  readonly place: Arg;
  readonly extent: Extent;
  readonly dirs: Dirs;
  /** What is run, for `run`. */
  readonly subject: string;
}

export type Deed = Act | Touch;

export const word = (text: string): Arg => ({ text, known: true, glob: false, splits: false });
export const unknownWord = (text: string): Arg => ({ text, known: false, glob: false, splits: true });
/** The folder that a command is run in. */
export const HERE = word('.');
export const WORKTREE: Dirs = ['.'];
export const NOWHERE: Dirs = [null];
