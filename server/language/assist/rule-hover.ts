import type { Position, TextRange } from '../line-index.ts';
import type { Here } from '../navigation/here.ts';
import { rules } from '../rules/index.ts';
import { suppressionAt } from './suppression-at.ts';

/** The title and the reason of a rule whose id stands in a suppression comment. */
export function ruleHover(here: Here, position: Position): { range: TextRange; markdown: string } | null {
  const { line, character } = position;
  const text = here.document.lines.text(line);
  const from = Math.max(0, text.lastIndexOf('CL', character));
  const id = /^CL\d{3}(?!\d)/.exec(text.slice(from, from + 6))?.[0];
  if (id === undefined || character > from + id.length || suppressionAt(here.document, position) === null) return null;
  const rule = rules.find((one) => one.id === id);
  const range = { start: { line, character: from }, end: { line, character: from + id.length } };
  if (!rule) return { range, markdown: `There is no rule ${id}, so this switches nothing off.` };
  return { range, markdown: `**${id}: ${rule.title}** (${rule.defaultSeverity})\n\n${rule.rationale}` };
}
