import type { Brief, Ownership } from '#schemas/journal/effects.ts';
import { isTeam } from './team.ts';
import type { PhaseState, RunState, WorkstreamState } from './state.ts';

/** A brief that says nothing but what is given. */
export function brief(parts: Partial<{ readonly [K in keyof Brief]: Brief[K] | Readonly<Brief[K]> }>): Brief {
  return {
    failures: [...(parts.failures ?? [])],
    gaps: [...(parts.gaps ?? [])],
    findings: [...(parts.findings ?? [])],
    contracts: [...(parts.contracts ?? [])],
    owes: parts.owes ?? null,
    concerns: [...(parts.concerns ?? [])],
    guidance: [...(parts.guidance ?? [])],
    summaries: [...(parts.summaries ?? [])],
    merged: [...(parts.merged ?? [])],
    answers: [...(parts.answers ?? [])],
  };
}

/** What an executor or a debugger is told. */
export function briefOf(state: RunState, phase: PhaseState, worker: WorkstreamState): Brief {
  const { contract } = worker;
  return brief({
    failures: worker.failing,
    gaps: worker.gaps,
    findings: contract?.status === 'wanted' ? contract.findings : [],
    contracts: contractsFor(phase, worker.name),
    owes: contract && {
      to: contract.to,
      about: contract.about,
      text: contract.status === 'confirmed' ? contract.text : null,
    },
    concerns: (phase.prp?.concerns ?? []).filter(({ owner }) => owner === worker.name).map(({ concern }) => concern),
    guidance: worker.guidance,
    summaries:
      worker.role === 'debugger' ? phase.workstreams.map(({ executor, report }) => ({ executor, report })) : [],
    merged: worker.merged,
    answers: answersFor(state, phase.id, worker.name),
  });
}

/** What a person answered before is known to whoever takes the workstream up; a permission is not passed on. */
function answersFor({ answers }: RunState, phase: string, workstream: string): Brief['answers'] {
  return Object.values(answers)
    .filter(({ topic, about }) => topic === 'question' && about.phase === phase && about.workstream === workstream)
    .map(({ about, label, text }) => ({
      question: about.question,
      answer: text === null ? label : `${label}: ${text}`,
    }));
}

/** Confirmed contracts are forwarded word for word. */
function contractsFor(phase: PhaseState, name: string): { from: string; text: string }[] {
  return phase.workstreams.flatMap(({ name: from, contract }) =>
    contract?.status === 'confirmed' && contract.text !== null && contract.to.includes(name)
      ? [{ from, text: contract.text }]
      : [],
  );
}

/** Which files are whose. Agents for the phase as a whole own what all of its executors own. */
export function ownershipOf(phase: PhaseState, worker: WorkstreamState | null): Ownership {
  if (!worker || worker.role === 'debugger') {
    const all = phase.workstreams;
    const files = all.some((one) => one.files.length === 0) ? [] : all.flatMap((one) => one.files);
    const granted = [...all, ...(worker ? [worker] : [])].flatMap((one) => one.granted);
    return { files, granted: [...new Set(granted)], taken: [], others: othersThan(phase, null) };
  }
  const taken = phase.workstreams.flatMap(({ name, granted }) => (name === worker.name ? [] : granted));
  return { files: [...worker.files], granted: [...worker.granted], taken, others: othersThan(phase, worker.name) };
}

function othersThan(phase: PhaseState, name: string | null): Ownership['others'] {
  return phase.workstreams
    .filter((one) => one.name !== name)
    .map(({ executor, files, granted }) => ({ executor, files: [...files, ...granted] }));
}

export function ownersOf(phase: PhaseState): { workstream: string; files: string[] }[] {
  return phase.workstreams.map(({ name, files, granted }) => ({ workstream: name, files: [...files, ...granted] }));
}

/** Executors that may work at the same time in this phase. */
export function sideBySide(phase: PhaseState): number {
  return isTeam(phase) || phase.teamFailed ? phase.workstreams.length : 1;
}
