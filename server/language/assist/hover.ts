import type { Position, TextRange } from '../line-index.ts';
import type { Mention } from '../mentions.ts';
import type { Here } from '../navigation/here.ts';
import { nameKey } from '../inline-text.ts';
import type { ProjectView } from '../project-view.ts';
import { commitMarkdown } from './commit-hover.ts';
import { contractLines } from './contract-lines.ts';
import { fileMarkdown } from './file-hover.ts';
import type { LivePlans } from './live-plans.ts';
import { mentionNear } from './mention-near.ts';
import { phaseMarkdown } from './phase-hover.ts';
import { phaseIdAt, prdAt, prdNamed, prpOf } from './plan-of.ts';
import { ruleHover } from './rule-hover.ts';
import { statusHover } from './status-hover.ts';
import { workstreamMarkdown } from './workstream-hover.ts';

export interface Hover {
  readonly range: TextRange;
  /** Without HTML, links and images; words of documents are escaped. */
  readonly markdown: string;
}

/** What is known of the phase, workstream, file, commit, rule or status at the position; null for everything else. */
export function hoverAt(here: Here, position: Position, project: ProjectView, live: LivePlans): Hover | null {
  if (here.facts.kind === 'other' || here.facts.kind === 'record') return null;
  const word = ruleHover(here, position) ?? statusHover(here, position);
  if (word) return word;
  const mention = mentionNear(here, position);
  const markdown = mention ? markdownOf(mention, here, project, live) : null;
  return mention && markdown !== null ? { range: withPlace(mention.range, position), markdown } : null;
}

/** A hover ends where the pointer leaves its range, so the place that was asked about belongs to it. */
function withPlace({ start, end }: TextRange, { line, character }: Position): TextRange {
  if (line < start.line || line > end.line) return { start, end };
  return {
    start: character < start.character ? { line, character } : start,
    end: character > end.character ? { line, character } : end,
  };
}

function markdownOf(mention: Mention, here: Here, project: ProjectView, live: LivePlans): string | null {
  const { line } = mention.range.start;
  switch (mention.type) {
    case 'phase': {
      const prd = prdNamed(here, mention.prd, line, project);
      return prd ? phaseMarkdown(here, prd, mention.id, project, live) : null;
    }
    case 'workstream':
      return workstreamOf(mention.name, mention.phase, here, line, project, live);
    case 'file': {
      const phase = phaseIdAt(here, line);
      const prp =
        here.facts.kind === 'prp' ? here.facts : phase && prpOf(here, prdAt(here, line, project), phase, project);
      return fileMarkdown(mention.path, prp || null, project);
    }
    case 'commit':
      return commitMarkdown(mention.sha, here, line, project);
  }
}

function workstreamOf(
  name: string,
  phase: string | null,
  here: Here,
  line: number,
  project: ProjectView,
  live: LivePlans,
): string | null {
  const prd = prdAt(here, line, project);
  const id = phase ?? phaseIdAt(here, line);
  const prp =
    phase === null && here.facts.kind === 'prp' ? here.facts : id === null ? null : prpOf(here, prd, id, project);
  const workstream = prp?.workstreams.find((one) => nameKey(one.name) === nameKey(name));
  if (!prp || !workstream) return null;
  const contracts = prp.path === here.path ? contractLines(here.document, workstream) : [];
  return workstreamMarkdown(workstream, { prp, prd, phase: id, contracts }, project, live);
}
