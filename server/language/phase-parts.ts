import type { ParsedDocument } from './parse-document.ts';

export interface PhaseParts {
  readonly hasGoal: boolean;
  readonly hasDeliverables: boolean;
  readonly hasValidation: boolean;
}

// A label stands at the start of a line, behind list and emphasis marks: `- **Goal:** …`, `#### Deliverables`.
const LABEL = /^[\s>]*(?:#{1,6}\s+|[-*+]\s+|\d{1,3}[.)]\s+|\[[ xX]\]\s+|\*\*|__)*([\p{L}][\p{L} '’/&-]{1,60})/u;
const GOAL =
  /^(?:(?:phase )?(?:goals?|objectives?|purpose|aim|outcome)|objectifs?|objetivos?|ziele?|buts?|目标|目的)\b/iu;
const DELIVERABLES =
  /^(?:key |main |core )?(?:deliver(?:y|ables?)|scope|tasks?|features?|work items|outputs?|exit artifact|livrables?|tâches|tareas|entregables|aufgaben|交付物|任务|功能)\b/iu;
const VALIDATION =
  /^(?:validation|verification|verify|acceptance|success (?:criteria|signal|metrics?)|exit (?:criteria|gate)|done when|definition of done|tests?|testing|quality gates?|gate|critères|criterios|validación|验收|验证|测试)\b/iu;

/** Which of the three parts of a phase its text names. Lines are zero-based, `to` is not included. */
export function readPhaseParts(document: ParsedDocument, from: number, to: number): PhaseParts {
  let hasGoal = false;
  let hasDeliverables = false;
  let hasValidation = false;
  for (let line = from + 1; line < to; line += 1) {
    const label = LABEL.exec(document.visibleLine(line).slice(0, 200))?.[1]?.trim();
    if (label === undefined) continue;
    hasGoal ||= GOAL.test(label);
    hasDeliverables ||= DELIVERABLES.test(label);
    hasValidation ||= VALIDATION.test(label);
  }
  return { hasGoal, hasDeliverables, hasValidation };
}
