import { writeTime } from '../away/read-time.ts';
import { awayTemplate } from './away.ts';

const HOUR = 3_600_000;
const HOURS = 8;

/**
 * A new away plan in its long form, not ready. What is to be different afterwards only its operator can say, so the
 * objective is left open, and a rule says so until it is written.
 */
export function newAwayPlan(name: string, now: number): string {
  const from = Math.floor(now / 60_000) * 60_000;
  const head = [
    `# ${name.replaceAll(/\s+/g, ' ').trim() || 'Project'} Away Development Plan`,
    '',
    'Schema: clutch-away-plan/1',
    `Generated: ${writeTime(from, 'given')}`,
    `Valid hours: ${HOURS}`,
    `Expires: ${writeTime(from + HOURS * HOUR, 'given')}`,
    'Ready for queued away work: no',
    '',
  ];
  const sections = awayTemplate.flatMap(({ title, body }) => [
    `## ${title}`,
    '',
    title === 'Operator Objective' ? `TODO: ${body}` : body,
    '',
  ]);
  return [...head, ...sections].join('\n');
}
