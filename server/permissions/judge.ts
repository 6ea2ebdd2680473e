import type { PermissionClause, PermissionPolicy } from '#schemas/permission-policy.ts';
import type { ActionClass } from '#schemas/run/permission.ts';
import { type Action, gravityOf, isAlwaysAsked, type Part } from './action.ts';
import { clauseFits, describeClause, type Place } from './clauses.ts';

/** A policy and whose it is. */
export interface NamedPolicy {
  /** `permissions of this machine`: what its clauses are called by. */
  readonly name: string;
  readonly policy: PermissionPolicy;
  /** Its allow clauses count for these classes only. */
  readonly mayAllow: readonly ActionClass[];
  /** How a clause is called, where not by its list and number. */
  cite?(list: List, index: number): string | null;
}

type List = 'deny' | 'ask' | 'allow';

/** A yes of a person that goes beyond one action, where it holds. */
export interface Grant {
  readonly class: ActionClass;
  readonly subject: string;
  readonly scope: 'workstream' | 'run';
}

export interface Circumstances extends Place {
  /** The strictest word counts, whatever their order; of two that say the same the first is named. */
  readonly policies: readonly NamedPolicy[];
  /** Those that hold for this workstream and this run. */
  readonly grants: readonly Grant[];
  /** Where nothing but reading is allowed by default: by whom, as decisions say it. */
  readonly bounds?: string | null;
}

export interface Judgement {
  readonly verdict: 'allow' | 'deny' | 'ask';
  readonly class: ActionClass;
  readonly subject: string;
  /** What decided: `permissions of this machine: deny[0] network`, `always asked: privilege sudo ls`. */
  readonly clause: string;
  /** Whether a person's yes may hold for longer than this once. */
  readonly grantable: boolean;
}

/** What a project says about itself may come from anywhere: it can allow only what harms nobody else. */
export const PROJECT_MAY_ALLOW: readonly ActionClass[] = ['read', 'write-in-scope', 'network', 'package-install'];
export const MACHINE_MAY_ALLOW: readonly ActionClass[] = [...PROJECT_MAY_ALLOW, 'write-out-of-scope', 'unknown'];

type Verdict = Judgement['verdict'];

interface Word {
  readonly verdict: Verdict;
  readonly clause: string;
  /** Nothing but a person can say yes to it, once. */
  readonly final: boolean;
}

const STRICTNESS: readonly Verdict[] = ['allow', 'ask', 'deny'];

/** Judges every part of an action; the strictest word decides. Always answers. */
export function judge(action: Action, circumstances: Circumstances): Judgement {
  const { class: what, subject } = action;
  // The gravest part is named where several are judged alike.
  const parts = action.parts.toSorted((a, b) => gravityOf(b.class) - gravityOf(a.class));
  const words = parts.map((part) => wordOn(part, circumstances));
  const { verdict, clause } = strictest(words);
  const isKnown = action.known && subject !== '';
  const grantable = verdict === 'ask' && isKnown && !words.some(({ final }) => final);
  const grant = circumstances.grants.find((one) => one.class === what && one.subject === subject);
  if (grantable && grant) {
    return {
      verdict: 'allow',
      class: what,
      subject,
      clause: `allowed for this ${grant.scope} by a person`,
      grantable: false,
    };
  }
  return { verdict, class: what, subject, clause, grantable };
}

function strictest(words: readonly Word[]): Word {
  const nothing: Word = { verdict: 'allow', clause: 'default: it does nothing', final: false };
  return words.reduce(
    (most, word) => (STRICTNESS.indexOf(word.verdict) > STRICTNESS.indexOf(most.verdict) ? word : most),
    words[0] ?? nothing,
  );
}

function wordOn(part: Part, circumstances: Circumstances): Word {
  const told = (list: List): string | null => clauseOf(list, part, circumstances);
  const denied = told('deny');
  if (denied !== null) return { verdict: 'deny', clause: denied, final: true };
  if (isAlwaysAsked(part.class)) return { verdict: 'ask', clause: `always asked: ${named(part)}`, final: true };
  const asked = told('ask');
  if (asked !== null) return { verdict: 'ask', clause: asked, final: true };
  const allowed = told('allow');
  if (allowed !== null) return { verdict: 'allow', clause: allowed, final: false };
  const { bounds = null } = circumstances;
  if (bounds !== null && part.class !== 'read') {
    return {
      verdict: 'ask',
      clause: `${bounds}: nothing allows ${part.class} ${whatOf(part, circumstances)}`,
      final: false,
    };
  }
  if (part.usual) return { verdict: 'allow', clause: `default: ${part.class} is allowed here`, final: false };
  return { verdict: 'ask', clause: `default: ${named(part)} is asked`, final: false };
}

/** The subject, or the file where it has none: relative to the worktree where it lies there. */
function whatOf({ subject, path }: Part, { worktree }: Circumstances): string {
  if (subject !== '' || path === null) return subject.slice(0, 300);
  return path.startsWith(`${worktree}/`) ? path.slice(worktree.length + 1) : path;
}

function named({ class: what, subject }: Part): string {
  return `${what} ${subject}`.trim().slice(0, 300);
}

function clauseOf(list: List, part: Part, circumstances: Circumstances): string | null {
  for (const { name, policy, mayAllow, cite } of circumstances.policies) {
    if (list === 'allow' && !mayAllow.includes(part.class)) continue;
    const clauses: readonly PermissionClause[] = policy[list];
    const index = clauses.findIndex((clause) => clauseFits(clause, part, circumstances));
    const clause = clauses[index];
    if (clause) return cite?.(list, index) ?? `${name}: ${list}[${index}] ${describeClause(clause)}`;
  }
  return null;
}
