import { type ActionClass, ALWAYS_ASKED } from '#schemas/run/permission.ts';
import type { Access } from './deed.ts';

/** What one part of an action is. */
export interface Part {
  readonly class: ActionClass;
  /** Empty where it is only about the worktree. */
  readonly subject: string;
  readonly known: boolean;
  /** Allowed where no policy says otherwise. */
  readonly usual: boolean;
  /** The program with its operands; empty where there is none. */
  readonly command: readonly string[];
  readonly path: string | null;
  /** What is done to the path; null where there is none. */
  readonly access: Access | null;
  readonly host: string | null;
}

/** Something that an agent wants to do: the gravest of its parts, and what of it that is. */
export interface Action {
  readonly class: ActionClass;
  readonly subject: string;
  /** Whether class and subject say all of it, so that a yes may hold for the next one like it. */
  readonly known: boolean;
  readonly parts: readonly Part[];
}

/** From the mildest to the gravest. */
const GRAVITY: readonly ActionClass[] = [
  'read',
  'write-in-scope',
  'write-out-of-scope',
  'network',
  'package-install',
  'unknown',
  ...ALWAYS_ASKED,
];

export const gravityOf = (what: ActionClass): number => GRAVITY.indexOf(what);

export const isAlwaysAsked = (what: ActionClass): boolean => (ALWAYS_ASKED as readonly ActionClass[]).includes(what);

/** Longer subjects tell nobody what they mean. */
const MAX_SUBJECT = 300;

export function actionOf(parts: readonly Part[]): Action {
  const gravest = parts.reduce<ActionClass>(
    (most, part) => (gravityOf(part.class) > gravityOf(most) ? part.class : most),
    'read',
  );
  // What is usual is left out, unless there is nothing else.
  const unusual = parts.filter((part) => !part.usual);
  const told = unusual.length > 0 ? unusual : parts.filter((part) => part.class === gravest);
  const names = told
    .filter(({ subject }) => subject !== '')
    .map((part) => (part.class === gravest ? part.subject : `${part.class} ${part.subject}`));
  const subject = [...new Set(names)].toSorted().join(', ');
  const isShort = subject.length <= MAX_SUBJECT;
  return {
    class: gravest,
    subject: isShort ? subject : `${subject.slice(0, MAX_SUBJECT - 1)}…`,
    known: isShort && told.every(({ known }) => known),
    parts,
  };
}
