import type { AgentAnswer, AgentMission } from '../../engine/ports.ts';

/** One thing that a person can answer, and what an agent would have said in its place. */
interface Choice {
  readonly id: string;
  readonly label: string;
  readonly needs: 'reason' | 'guidance' | null;
  report(words: string): string;
}

type Who = Pick<AgentMission, 'role' | 'task'>;

export function optionsFor({ role, task }: Who): readonly Choice[] {
  if (task === 'contract') return [PUBLISH, BLOCKED];
  if (role === 'validator') return VALIDATOR;
  if (role === 'debugger') return DEBUGGER;
  return role === 'executor' ? [DONE, PARTIAL, BLOCKED] : [DONE, BLOCKED];
}

/** The report that the parsers of agents' reports read; null for an answer that was not offered. */
export function reportOf(who: Who, { option, text }: AgentAnswer): string | null {
  return (
    optionsFor(who)
      .find(({ id }) => id === option)
      ?.report(text ?? '') ?? null
  );
}

/** Words that come with marks of their own hold several contracts, perhaps. */
const FENCE = /^[ \t]*(?:```|~~~)/m;

const DONE: Choice = { id: 'done', label: 'It is done', needs: null, report: () => summary('COMPLETE', '') };
const PARTIAL: Choice = {
  id: 'partial',
  label: 'Only a part of it is done',
  needs: 'reason',
  report: (words) => summary('PARTIAL', words),
};
const BLOCKED: Choice = {
  id: 'blocked',
  label: 'It cannot be done',
  needs: 'reason',
  report: (words) => summary('BLOCKED', words),
};
const PUBLISH: Choice = {
  id: 'publish',
  label: 'Publish this contract (YAML or JSON)',
  needs: 'guidance',
  report: (words) => (FENCE.test(words) ? words : `~~~contract\n${words.trim()}\n~~~\n`),
};

const VALIDATOR: readonly Choice[] = [
  { id: 'pass', label: 'It holds what it promises', needs: null, report: () => verification('PASS', []) },
  {
    id: 'gaps',
    label: 'There are gaps (one a line, with its files)',
    needs: 'reason',
    report: (words) => verification('GAPS_FOUND', linesOf(words)),
  },
  {
    id: 'human-needed',
    label: 'The owner of the project has to decide',
    needs: null,
    report: () => verification('HUMAN_NEEDED', []),
  },
];

const DEBUGGER: readonly Choice[] = [
  { id: 'fixed', label: 'It is mended', needs: null, report: () => fix('FIXED', '') },
  {
    id: 'stuck',
    label: 'It cannot be mended like this',
    needs: 'reason',
    // The summary is what makes the run stop and ask what is to become of it.
    report: (words) => `${fix('STUCK', words)}\n${summary('BLOCKED', words)}`,
  },
];

function summary(status: 'COMPLETE' | 'PARTIAL' | 'BLOCKED', words: string): string {
  return [
    'EXECUTION SUMMARY',
    `Status: ${status}`,
    'Files Created: none',
    'Files Modified: none',
    'Tests Run: none reported; a person worked by hand',
    `Issues Encountered: ${oneLine(words)}`,
    'Decisions affecting other workstreams: none',
    '',
  ].join('\n');
}

function verification(grade: 'PASS' | 'GAPS_FOUND' | 'HUMAN_NEEDED', gaps: readonly string[]): string {
  return [
    'VERIFICATION REPORT',
    `Grade: ${grade}`,
    'Requirements Checked: by a person',
    'Test Results: none reported',
    gaps.length === 0 ? 'Gaps: none' : 'Gaps:',
    ...gaps.map((gap, index) => `${index + 1}. Gap: ${gap}`),
    'Warnings: none',
    '',
  ].join('\n');
}

function fix(status: 'FIXED' | 'STUCK', words: string): string {
  return ['FIX REPORT', `Status: ${status}`, 'Fixes: none', `Remaining Issues: ${oneLine(words)}`, ''].join('\n');
}

/** On the line of its label, a person's words cannot be taken for a label of their own. */
function oneLine(words: string): string {
  return words.replaceAll(/\s+/g, ' ').trim() || 'none';
}

function linesOf(words: string): string[] {
  const lines = words.split('\n').map((line) => line.replaceAll(/\s+/g, ' ').trim());
  return lines.filter((line) => line !== '');
}
