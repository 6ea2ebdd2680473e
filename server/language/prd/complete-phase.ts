import type { ParsedDocument } from '../parse-document.ts';
import { parseDocument } from '../parse-document.ts';
import { readPhases } from '../prd.ts';
import type { PrdPhase } from '../prd.ts';
import { headingBehind } from '../sections.ts';
import { deliverablesTemplate, goalTemplate, validationTemplate } from '../templates/prd-phase.ts';
import type { TextEdit } from '../text-edit.ts';
import { applyEdits } from '../text-edit.ts';
import { insertBlock } from './insert-block.ts';

/** How far a phase is looked through for the way in which its parts are written. */
const MAX_LINES = 200;

/**
 * Adds the parts that a phase lacks, with a few words of guidance: the goal below its heading, the others behind its
 * own text, in the form of the parts that are there.
 */
export function completePhase(document: ParsedDocument, phase: PrdPhase): readonly TextEdit[] {
  const item = /^(\s*)(?:[-*+]|\d{1,3}[.)])\s/.exec(document.lines.text(phase.line).slice(0, 200));
  // A phase that is an item of a list keeps its parts below it.
  const indent = phase.form !== 'heading' && item ? `${item[1] ?? ''}  ` : '';
  const listed = indent !== '' || hasListedParts(document, phase);
  const part = (label: string, words: string, list: boolean): string => {
    if (listed) return `${indent}- **${label}:** ${words}`;
    return list ? `**${label}:**\n- ${words}` : `**${label}:** ${words}`;
  };
  const goal = part('Goal', goalTemplate, false);
  const others = [
    ...(phase.hasDeliverables ? [] : [part('Deliverables', deliverablesTemplate, true)]),
    ...(phase.hasValidation ? [] : [part('Validation', validationTemplate, true)]),
  ];
  const separator = listed ? '\n' : '\n\n';
  const sub = headingBehind(document, phase.line);
  const end = sub && sub.line < phase.endLine ? sub.line : phase.endLine;
  const blank = isBlank(document, phase.line + 1, end);
  if (phase.hasGoal || blank) {
    const all = [...(phase.hasGoal ? [] : [goal]), ...others];
    return all.length === 0 ? [] : [insertBlock(document, end, all.join(separator))];
  }
  const below = insertBlock(document, phase.line + 1, goal);
  return others.length === 0 ? [below] : [below, insertBlock(document, end, others.join(separator))];
}

/** The text with every phase made complete. */
export function completePhases(text: string): string {
  const document = parseDocument(text);
  const phases = readPhases(document).filter(({ form }) => form !== 'table');
  return applyEdits(
    text,
    phases.flatMap((phase) => completePhase(document, phase)),
  );
}

function hasListedParts(document: ParsedDocument, phase: PrdPhase): boolean {
  const end = Math.min(phase.endLine, phase.line + MAX_LINES);
  for (let line = phase.line + 1; line < end; line += 1) {
    const text = document.visibleLine(line).slice(0, 80);
    if (/^\s{0,8}[-*+]\s+\**(?:goal|deliverables|validation)\b/i.test(text)) return true;
  }
  return false;
}

function isBlank(document: ParsedDocument, from: number, to: number): boolean {
  for (let line = from; line < to; line += 1) {
    if (document.visibleLine(line).trim() !== '') return false;
  }
  return true;
}
