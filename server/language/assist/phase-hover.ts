import type { Here } from '../navigation/here.ts';
import type { PlanFacts } from '../facts.ts';
import type { ProjectView } from '../project-view.ts';
import type { LivePlans } from './live-plans.ts';
import { liveLine, receiptLines } from './live-words.ts';
import { codeSpan, escaped, listed } from './markdown-text.ts';
import { phaseOf, prpOf, trackedOf } from './plan-of.ts';

/** A phase as its PRD, its PRP, the tracker and a run know it, as markdown. */
export function phaseMarkdown(here: Here, prd: PlanFacts, id: string, project: ProjectView, live: LivePlans): string {
  const phase = phaseOf(prd, id);
  const title = `**Phase ${escaped(id)}${phase && phase.title !== '' ? `: ${escaped(phase.title)}` : ''}**`;
  const place = prd.path === here.path ? [] : [`PRD: ${codeSpan(prd.path)}`];
  if (!phase) return lines(title, [`${codeSpan(prd.path)} has no phase ${escaped(id)}.`]);
  const now = project.now();
  const running = live.phase(prd.path, id);
  return lines(title, [
    ...place,
    prpLine(here, prd, id, project),
    ...trackerLine(here, prd, id, project),
    ...(running ? [liveLine(running, now), ...receiptLines(running.receipts, now)] : []),
  ]);
}

/** A title and a list below it. */
export function lines(title: string, items: readonly string[]): string {
  return [title, ...(items.length > 0 ? [''] : []), ...items.map((item) => `- ${item}`)].join('\n');
}

function prpLine(here: Here, prd: PlanFacts, id: string, project: ProjectView): string {
  const prp = prpOf(here, prd, id, project);
  if (!prp) return 'PRP: none yet';
  const names = prp.workstreams.map(({ name }) => escaped(name, 60));
  return `PRP: ${codeSpan(prp.path)}${names.length > 0 ? ` – workstreams ${listed(names, 6)}` : ''}`;
}

function trackerLine(here: Here, prd: PlanFacts, id: string, project: ProjectView): readonly string[] {
  const tracked = trackedOf(here, prd, id, project);
  if (!tracked) return [];
  const status = tracked.section?.status ?? tracked.row?.status ?? null;
  const words = status ?? tracked.section?.writtenStatus ?? 'no status';
  const commit = tracked.section?.commit ?? null;
  const sha = commit?.sha ?? tracked.row?.commit ?? null;
  const message = commit && commit.message !== '' ? ` (${escaped(commit.message, 120)})` : '';
  const written = sha === null ? '' : `, commit ${codeSpan(sha.slice(0, 12))}${message}`;
  return [`Tracker: ${escaped(words, 80)}${written}, in ${codeSpan(tracked.path)}`];
}
