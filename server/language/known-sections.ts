import { labelKey } from './inline-text.ts';

/** Sections of the classic PRD, as label keys. */
export const CLASSIC_SECTIONS: readonly string[] = [
  'executive summary',
  'mission',
  'target users',
  'mvp scope',
  'user stories',
  'core architecture patterns',
  'tools features',
  'technology stack',
  'security configuration',
  'api specification',
  'success criteria',
  'implementation phases',
  'future considerations',
  'risks mitigations',
  'appendix',
];

/** Sections of the intent PRD, as label keys. */
export const INTENT_SECTIONS: readonly string[] = [
  'problem statement',
  'why now',
  'hypothesis',
  'target user',
  'non goals',
  'risks and assumptions',
  'open questions',
  'success metrics',
  'experiments discovery plan',
  'what is deliberately not in this prd',
  'implementation phases',
];

/** Sections of a PRP, as label keys. */
export const PRP_SECTIONS: readonly string[] = [
  'purpose',
  'core principles',
  'goal',
  'why',
  'what',
  'success criteria',
  'all needed context',
  'documentation references',
  'known gotchas',
  'implementation blueprint',
  'list of tasks',
  'integration points',
  'workstreams',
  'contract chain',
  'cross cutting concerns',
  'validation loop',
  'final validation checklist',
  'anti patterns to avoid',
];

const TRACKER_SECTIONS: readonly string[] = ['execution summary', 'phase progress', 'resume instructions detail'];

/** Too common in examples to prove that a fence was left open. */
const COMMON_WORDS = new Set(['goal', 'why', 'what', 'mission', 'purpose', 'appendix', 'hypothesis']);

const KNOWN = new Set([...CLASSIC_SECTIONS, ...INTENT_SECTIONS, ...PRP_SECTIONS, ...TRACKER_SECTIONS]);

/** A heading's label key without its section number: `## 12.2 Success Criteria` is `success criteria`. */
export function sectionKey(heading: string): string {
  return labelKey(heading.replace(/^\s*\d+(?:\.\d+)*[.)]?\s+/, '')).replace(/^\d+ /, '');
}

/** Whether the line is a heading of level 2 to 4 that names a section of a plan; in code it would be no comment. */
export function isKnownSectionLine(line: string): boolean {
  if (!line.startsWith('##')) return false;
  const heading = /^#{2,4}\s+(\S.{0,200})$/.exec(line);
  if (!heading) return false;
  const key = sectionKey(heading[1] ?? '');
  if (KNOWN.has(key)) return !COMMON_WORDS.has(key);
  if (/^(?:phase|workstream|level) [0-9a-z]{1,4}\b/.test(key)) return true;
  return /^(?:workstreams|known gotchas|validation loop|implementation blueprint|all needed context) /.test(key);
}
