import type { SessionRecord } from '#schemas/journal/records.ts';
import type { TaskEntry, TaskView } from '#schemas/protocol/tasks.ts';
import type { RunView } from '#schemas/run/run.ts';
import { subjectOf } from '../engine/tasks.ts';

/** What a run knows of one of its tasks, as markdown. */
export function describeRunTask(run: RunView, task: TaskView): string {
  const subject = subjectOf(run, task);
  if (subject === null) return '';
  const { phase } = subject;
  const lines = [`Part of the run ${run.id} of ${run.prd}, phase ${phase.id}: ${phase.title}`];
  if (phase.prp !== null) lines.push(`PRP: ${phase.prp}`);
  if (subject.kind === 'validation') {
    lines.push(...phase.receipts.map((one) => `- level ${one.level}, ${one.title}: ${one.exitCode ?? one.stopped}`));
  }
  if (subject.kind === 'workstream') {
    const { executor, files, changes, report } = subject.workstream;
    lines.push(`Executor: ${executor}`);
    if (files.length > 0) lines.push('', 'Files it owns:', ...files.map((file) => `- ${file}`));
    if (changes.length > 0) lines.push('', 'Changed:', ...changes.map(({ path, kind }) => `- ${path} (${kind})`));
    if (report !== null) lines.push('', `Reported ${report.status}; issues: ${report.issues || 'none'}`);
  }
  return lines.join('\n');
}

/** What its sessions said of it; claims, of which nothing follows. */
export function claimEntries(records: readonly SessionRecord[], task: string): TaskEntry[] {
  return records.flatMap(({ at, body, role, workstream }) =>
    body.kind === 'claim' && body.task === task
      ? [
          {
            at,
            by: `${role} ${workstream}`,
            kind: 'comment' as const,
            text: `claims ${body.status}${body.comment === '' ? '' : `: ${body.comment}`}`,
          },
        ]
      : [],
  );
}
