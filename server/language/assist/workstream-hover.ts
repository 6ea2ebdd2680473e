import type { PlanFacts } from '../facts.ts';
import { nameKey } from '../inline-text.ts';
import type { ProjectView } from '../project-view.ts';
import type { Workstream } from '../workstreams.ts';
import type { LivePlans } from './live-plans.ts';
import { liveLine, receiptLines } from './live-words.ts';
import { codeSpan, escaped, listed } from './markdown-text.ts';
import { lines } from './phase-hover.ts';

export interface WorkstreamPlace {
  readonly prp: PlanFacts;
  /** Null where nobody knows which PRD the PRP is for. */
  readonly prd: PlanFacts | null;
  readonly phase: string | null;
  /** Contracts of the PRP that name a workstream, as sentences; empty where its text is not at hand. */
  readonly contracts: readonly string[];
}

/** A workstream as its PRP and a run know it, as markdown. */
export function workstreamMarkdown(
  workstream: Workstream,
  { prp, prd, phase, contracts }: WorkstreamPlace,
  project: ProjectView,
  live: LivePlans,
): string {
  const { name, owner, files, dependsOn } = workstream;
  const dependents = prp.workstreams.filter((one) => one.dependsOn.some((dependency) => dependency.name === name));
  const running = prd && phase !== null ? live.phase(prd.path, phase) : null;
  const own = running?.workstreams.find((one) => nameKey(one.name) === nameKey(name)) ?? null;
  const now = project.now();
  const needs = dependsOn.map((one) => escaped(one.name ?? `${one.written} (unknown)`, 80));
  const needed = dependents.map((one) => escaped(one.name, 80));
  const paths = files.map(({ path }) => codeSpan(path, 120));
  return lines(`**Workstream ${escaped(name)}**${phase === null ? '' : ` of phase ${escaped(phase)}`}`, [
    `Owner: ${owner === null ? 'not named' : escaped(owner, 80)}`,
    `Files: ${paths.length === 0 ? 'none named' : listed(paths, 8)}`,
    `Depends on: ${needs.length === 0 ? 'nothing' : listed(needs, 8)}`,
    ...(needed.length === 0 ? [] : [`Needed by: ${listed(needed, 8)}`]),
    ...contracts.slice(0, 6),
    ...(own ? [liveLine(own, now)] : []),
    ...(own && running ? receiptLines(running.receipts, now) : []),
  ]);
}
