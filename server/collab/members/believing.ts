import type { NewTerm } from '#schemas/wire/bodies.ts';
import type { MachineRole, Roster } from '#schemas/wire/machine.ts';
import type { MachineId } from '#schemas/wire/names.ts';
import type { Members } from '../../transports/transport.ts';
import type { SharedProject } from '../shared-project.ts';
import type { LocalJson } from './local-json.ts';
import type { MembershipPlace } from './place.ts';
import { type Belief, considerRoster, considerTerm, isGenuine, type Verdict } from './roster-rules.ts';

/** What this machine believes of a project's members, kept on its disk, and how it learns more. */
export interface Believing extends Members {
  readonly project: string;
  readonly self: MachineId;
  belief(): Belief;
  roster(): Roster | null;
  role(): MachineRole | null;
  /** Whether main never had this machine among the members: it asked, and nobody decided yet. */
  isWaiting(): boolean;
  /** Reads what lies in the place. */
  refresh(): Promise<void>;
  /** `by`: what is its own. Throws where it does not follow. */
  adoptOwn(verdict: Verdict): void;
  /** Hears what members say from now on. */
  hear(project: SharedProject): void;
  problems(): readonly string[];
  problem(text: string): void;
}

export interface BelievingDeps {
  readonly project: string;
  readonly self: MachineId;
  readonly file: LocalJson<Belief>;
  readonly place: MembershipPlace;
  onProblem(text: string): void;
  /** After it was saved. */
  onChange(roles: { readonly before: MachineRole | null; readonly after: MachineRole | null }): void;
}

const MOST_PROBLEMS = 20;

export function createBelieving({ project, self, file, place, onChange, onProblem }: BelievingDeps): Believing {
  const problems: string[] = [];
  const belief = (): Belief => file.get();
  const role = (): MachineRole | null => roleIn(belief(), self);
  const problem = (text: string): void => {
    if (problems.includes(text)) return;
    problems.push(text);
    if (problems.length > MOST_PROBLEMS) problems.shift();
    onProblem(text);
  };
  const adopt = (verdict: Verdict, where: string): void => {
    if (verdict.kind === 'refused')
      problem(`${where} was refused: ${verdict.why}. Ask main’s person whether they know of it.`);
    if (verdict.kind !== 'accepted') return;
    const before = role();
    file.set(verdict.belief);
    if (verdict.warning !== null) problem(`${where}: ${verdict.warning}.`);
    onChange({ before, after: role() });
  };
  return {
    project,
    self,
    belief,
    role,
    roster: () => belief().roster,
    keyOf: (machine) => keyOf(belief(), machine),
    isWaiting: () => belief().pins[self] === undefined,
    main: () => belief().main,
    term: () => belief().term,
    refresh: () => readPlace(project, place, belief, adopt, problem),
    adoptOwn(verdict) {
      if (verdict.kind !== 'accepted') throw new Error(`own change of the members does not follow: ${verdict.kind}`);
      adopt(verdict, 'This machine');
    },
    hear(shared) {
      shared.on('new-term', ({ body, from }) =>
        adopt(considerTerm(belief(), project, body), `A change of main that ${from} told of`),
      );
      // The log of a machine is signed by it, so what main says there needs no other signature.
      shared.on('roster', ({ body, from }) => {
        if (from === belief().main) adopt(considerRoster(belief(), body), `A roster of ${from}`);
      });
    },
    problems: () => [...problems],
    problem,
  };
}

/** Terms first: they decide whose rosters count. */
async function readPlace(
  project: string,
  place: MembershipPlace,
  belief: () => Belief,
  adopt: (verdict: Verdict, where: string) => void,
  problem: (text: string) => void,
): Promise<void> {
  const terms = await place.terms();
  for (const term of terms.toSorted(byTerm)) {
    adopt(considerTerm(belief(), project, term), 'A change of main in the shared place');
  }
  const rosters = (await place.rosters()).toSorted((a, b) => a.roster.version - b.roster.version);
  for (const one of rosters) {
    const { term, mainKey, version, main } = belief();
    if (one.roster.term !== term || one.roster.version < version) continue;
    if (isGenuine(project, one, mainKey)) adopt(considerRoster(belief(), one.roster), 'A roster in the shared place');
    else {
      problem(
        `A roster ${one.roster.version} in the shared place is not signed by main (${main}) and was refused. Somebody who can write there has forged it.`,
      );
    }
  }
}

function keyOf({ main, mainKey, roster }: Belief, machine: MachineId): string | null {
  if (machine === main) return mainKey;
  const entry = roster?.machines.find((one) => one.machine === machine);
  return entry === undefined || entry.revoked ? null : entry.key;
}

function roleIn({ main, roster }: Belief, machine: MachineId): MachineRole | null {
  const entry = roster?.machines.find((one) => one.machine === machine);
  if (!entry || entry.revoked) return null;
  return machine === main ? 'main' : entry.role;
}

/** A recovery after a hand-over of the same term, as `roster-rules.ts` has it replace it. */
function byTerm(one: NewTerm, other: NewTerm): number {
  return one.term - other.term || one.by.localeCompare(other.by);
}
