import type { ParsedDocument } from '../parse-document.ts';
import { perDocument } from '../per-document.ts';
import { readPhaseParts } from '../phase-parts.ts';
import { readPhases } from '../prd.ts';
import type { PrdPhase } from '../prd.ts';
import { headingBehind, sectionEnd } from '../sections.ts';
import { readPhaseIntroductions } from './phase-introductions.ts';

/** More are no mistake that an author mends one by one, and looking for the heading of each takes time. */
const MAX_TWINS = 50;

/**
 * The phases, and those that share a number with one of them by mistake: `readPhases` keeps one of each number, but
 * the author of two will want both. A phase then ends where its twin begins.
 */
export const phasesWithTwins = perDocument((document: ParsedDocument): readonly PrdPhase[] => {
  const phases = readPhases(document);
  const twins = twinsOf(document, phases);
  if (twins.length === 0) return phases;
  const starts = new Set(twins.map(({ line }) => line));
  const sorted = [...phases, ...twins].sort((a, b) => a.line - b.line);
  return sorted.map((phase, index) => {
    const next = sorted[index + 1]?.line ?? Infinity;
    if (!starts.has(phase.line) && !(starts.has(next) && next < phase.endLine)) return phase;
    const endLine = Math.min(phase.endLine, next);
    return { ...phase, endLine, ...readPhaseParts(document, phase.line, endLine) };
  });
});

function twinsOf(document: ParsedDocument, phases: readonly PrdPhase[]): readonly PrdPhase[] {
  const introductions = readPhaseIntroductions(document);
  const counts = new Map<string, number>();
  for (const { plan, id } of introductions) counts.set(`${plan} ${id}`, (counts.get(`${plan} ${id}`) ?? 0) + 1);
  const known = new Set(phases.map(({ line }) => line));
  const form = phases[0]?.form ?? 'heading';
  return introductions
    .filter(({ plan, id, line }) => (counts.get(`${plan} ${id}`) ?? 0) > 1 && !known.has(line))
    .slice(0, MAX_TWINS)
    .map(({ id, title, line }) => {
      const heading = document.headings.find((one) => one.line === line);
      const endLine = heading ? sectionEnd(document, heading) : (headingBehind(document, line)?.line ?? Infinity);
      const lacking = { hasGoal: false, hasDeliverables: false, hasValidation: false };
      return { id, title, line, endLine: Math.min(endLine, document.lines.count), form, ...lacking };
    });
}
