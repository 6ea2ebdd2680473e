import type { PrpContent } from '#schemas/journal/effects.ts';

export interface PlannedWorkstream {
  readonly name: string;
  readonly dependsOn?: readonly string[];
  /** What its section says; another text is an edited section. */
  readonly text?: string;
}

export interface PlannedContract {
  readonly from: string;
  readonly to: string;
  /** Null: it is to be published. */
  readonly text?: string | null;
}

export interface PlannedPhase {
  readonly id: string;
  readonly workstreams: readonly PlannedWorkstream[];
  readonly contracts?: readonly PlannedContract[];
  /** One level for each list. */
  readonly levels: readonly (readonly string[])[];
  /** The commit that WORKFLOW.md already names for the phase. */
  readonly completed?: string;
  /** There is no PRP yet. */
  readonly missing?: boolean;
  readonly problems?: readonly string[];
  readonly foreign?: readonly string[];
}

const MOST = 4;

/** The PRP of a phase as it would be read; of more than four workstreams the last are merged into one. */
export function prpOf(phase: PlannedPhase | undefined): PrpContent {
  const all = phase?.workstreams ?? [];
  const rest = all.slice(MOST - 1);
  const into = rest[0]?.name;
  const names = new Map(rest.map(({ name }) => [name, into ?? name]));
  const of = (name: string): string => (rest.length > 1 ? (names.get(name) ?? name) : name);
  const kept = rest.length > 1 ? all.slice(0, MOST) : all;
  const workstreams = kept.map(({ name, dependsOn = [], text = '' }) => {
    const merged = rest.length > 1 && name === into ? rest : [];
    const wants = merged.length > 0 ? merged.flatMap((one) => one.dependsOn ?? []) : dependsOn;
    return {
      name,
      files: merged.length > 0 ? merged.map((one) => `${one.name}.txt`) : [`${name}.txt`],
      dependsOn: [...new Set(wants.map(of))].filter((one) => one !== name || dependsOn.includes(name)),
      hash: `${name}:${merged.map((one) => `${one.name} ${one.text ?? ''}`).join()}${text}`,
      merged: merged.map((one) => one.name),
    };
  });
  const contracts = (phase?.contracts ?? [])
    .map(({ from, to, text = null }) => ({ from: of(from), to: of(to), about: `what ${to} needs`, text }))
    .filter(({ from, to }) => from !== to);
  const validation = (phase?.levels ?? []).map((commands, index) => {
    return { level: index + 1, title: `Level ${index + 1}`, commands: [...commands], line: 40 + index * 10 };
  });
  const content = { workstreams, contracts, validation, problems: [...(phase?.problems ?? [])] };
  const path = `PRPs/PRP-plan-phase-${phase?.id}.md`;
  return { path, hash: JSON.stringify(content), ...content, concerns: [], foreign: [...(phase?.foreign ?? [])] };
}
