import type { AwayClause, AwayList, WhenAsked } from '#schemas/protocol/away.ts';
import type { AwayPlan } from '#schemas/document/away-plan.ts';
import type { PermissionClause, PermissionPolicy } from '#schemas/permission-policy.ts';
import { describeClause } from '../../permissions/clauses.ts';
import { type NamedPolicy, PROJECT_MAY_ALLOW } from '../../permissions/judge.ts';
import type { ParsedDocument } from '../../language/parse-document.ts';
import { readAwayPlan } from '../../language/away/read-away-plan.ts';
import { compileAllowed, compileHeldBack, type CompiledEntry } from './compile-entry.ts';
import { type Conditions, readConditions } from './conditions.ts';

/** Name of the document, in the root of a project. */
export const PLAN_FILE = 'AWAY_DEVELOPMENT_PLAN.md';

/** A plan as a program understands it. */
export interface CompiledPlan {
  readonly plan: AwayPlan;
  readonly clauses: readonly AwayClause[];
  /** Judges together with the policies of the machine and the project. */
  readonly policy: NamedPolicy;
  readonly whenAsked: WhenAsked;
  readonly conditions: Conditions;
}

type List = 'allow' | 'ask' | 'deny';

interface Cited {
  readonly clause: PermissionClause;
  readonly citation: string;
}

/** More entries are a plan that nobody has read. */
const MAX_ENTRIES = 200;

const TITLES: Readonly<Record<AwayList, string>> = {
  allowed: 'Allowed',
  preapproved: 'Preapproved',
  approval: 'Requires approval',
  forbidden: 'Forbidden',
};

/** By whom nothing but reading is allowed by default while a plan is armed. */
export const BOUNDS = 'away';

/** The plan as policy. Never throws on any text; what is not understood allows nothing. */
export async function compilePlan(document: ParsedDocument): Promise<CompiledPlan> {
  const plan = readAwayPlan(document);
  const lists: readonly (readonly [AwayList, AwayPlan['allowed']])[] = [
    ['allowed', plan.allowed],
    ['preapproved', plan.preapproved],
    ['approval', plan.requiresApproval],
    ['forbidden', plan.forbidden],
  ];
  const cited: Record<List, Cited[]> = { allow: [], ask: [], deny: [] };
  const clauses: AwayClause[] = [];
  for (const [list, entries] of lists) {
    for (const [index, entry] of entries.slice(0, MAX_ENTRIES).entries()) {
      const { text } = entry;
      const line = entry.range.start.line + 1;
      const compiled = await compileEntry(list, text);
      const citation = `away: ${TITLES[list]}[${index}] “${text.slice(0, 120)}” (${PLAN_FILE}:${line})`;
      for (const kind of ['allow', 'ask', 'deny'] as const) {
        cited[kind].push(...compiled[kind].map((clause) => ({ clause, citation })));
      }
      clauses.push(toClause(list, index, text, line, compiled));
    }
  }
  const waits = [...plan.requiresApproval, ...plan.stopConditions].some(({ text }) => WAITS.test(text.slice(0, 2000)));
  return {
    plan,
    clauses,
    policy: policyOf(cited),
    whenAsked: waits ? 'wait' : 'skip',
    conditions: readConditions(plan),
  };
}

const WAITS = /\bwaits? for (?:an|the|my) answer\b|\b(?:do not|don['’]?t|never) skip\b/i;

function compileEntry(list: AwayList, text: string): Promise<CompiledEntry> {
  if (list === 'approval') return compileHeldBack(text, 'ask');
  return list === 'forbidden' ? compileHeldBack(text, 'deny') : compileAllowed(text);
}

function toClause(list: AwayList, index: number, text: string, line: number, compiled: CompiledEntry): AwayClause {
  const shown = (['allow', 'ask', 'deny'] as const).flatMap((kind) =>
    compiled[kind].map((clause) => `${kind} ${describeClause(clause)}`),
  );
  const { understood, explanation } = compiled;
  return { list, index, text, line, understood: understood ? 'policy' : 'words', clauses: shown, explanation };
}

/**
 * The policy's lists have no limit here as they have in a configuration: what is cut off a list of denials would be
 * allowed.
 */
function policyOf(cited: Readonly<Record<List, readonly Cited[]>>): NamedPolicy {
  const of = (kind: List): PermissionClause[] => cited[kind].map(({ clause }) => clause);
  return {
    name: BOUNDS,
    policy: { allow: of('allow') as PermissionPolicy['allow'], ask: of('ask'), deny: of('deny') },
    // A person has confirmed the document, but anybody may have written it: it allows no more than a project may, and
    // programs that are named.
    mayAllow: [...PROJECT_MAY_ALLOW, 'unknown'],
    cite: (kind, index) => cited[kind][index]?.citation ?? null,
  };
}
