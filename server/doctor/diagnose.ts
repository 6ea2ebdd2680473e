import type { DoctorReport, HealthFinding } from '#schemas/protocol/doctor.ts';
import { inTime } from '../platform/in-time.ts';
import { type DoctorCheck, type DoctorContext, finding, type Finding } from './check.ts';
import { agents } from './checks/agents.ts';
import { clocks } from './checks/clocks.ts';
import { disk } from './checks/disk.ts';
import { git } from './checks/git.ts';
import { github } from './checks/github.ts';
import { journal } from './checks/journal.ts';
import { keys } from './checks/keys.ts';
import { leftovers } from './checks/leftovers.ts';
import { node } from './checks/node.ts';
import { server } from './checks/server.ts';
import { settings } from './checks/settings.ts';
import { share } from './checks/share.ts';
import { watchers } from './checks/watchers.ts';

/** In the order in which they are shown. */
export const CHECKS: readonly DoctorCheck[] = [
  git,
  node,
  server,
  agents,
  settings,
  github,
  share,
  clocks,
  keys,
  disk,
  journal,
  watchers,
  leftovers,
];

/** Looks at everything. Never rejects: a check that fails or takes too long is an answer too. */
export async function diagnose(
  context: DoctorContext,
  now: () => number,
  checks: readonly DoctorCheck[] = CHECKS,
): Promise<DoctorReport> {
  const findings = await Promise.all(checks.map((check) => findingsOf(check, context)));
  return { at: now(), findings: findings.flat() };
}

async function findingsOf(check: DoctorCheck, context: DoctorContext): Promise<HealthFinding[]> {
  const { id, title, limitMs } = check;
  const named = (found: Finding): HealthFinding => ({
    ...found,
    id: found.id === undefined ? id : `${id}.${found.id}`,
    title,
  });
  try {
    const found = await inTime(limitMs, (signal) => check.look(context, signal));
    if (found !== null) return found.map(named);
    const late = finding('unknown', `No answer within ${limitMs / 1000} s.`, {
      todo: 'Look again; if it stays, something hangs.',
    });
    return [named(late)];
  } catch (error) {
    return [named(finding('unknown', error instanceof Error ? error.message : String(error)))];
  }
}
