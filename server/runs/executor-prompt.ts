import type { EffectOf } from '#schemas/journal/effects.ts';

/** What an executor is told. It works in its own worktree, so the paths it gets are relative to that. */
export function executorPrompt(effect: EffectOf<'run-agent'>): string {
  const lines = [
    `You are executor-${effect.workstream} for phase ${effect.phase} of ${effect.prd}.`,
    '',
    `Read ${effect.prp} completely. Implement the workstream “${effect.workstream}”: its tasks, in its files, nothing else.`,
    'Your working folder is a git worktree of your own. Work that this one depends on is already in it.',
    'Do not commit, push, or change branches: that is done for you once the validation commands have passed.',
    ...failureLines(effect),
    '',
    'When you are done, end with exactly this report:',
    '',
    'EXECUTION SUMMARY',
    'Status: COMPLETE | BLOCKED | PARTIAL',
    'Files Created:',
    '- path',
    'Files Modified:',
    '- path',
    'Tests Run: what you ran and what it printed',
    'Issues Encountered: what stands in the way, or none',
    'Decisions affecting other workstreams: what they must know, or none',
  ];
  return lines.join('\n');
}

function failureLines(effect: EffectOf<'run-agent'>): string[] {
  if (effect.failures.length === 0) return [];
  return [
    '',
    'The phase was validated and failed. Mend what belongs to your workstream:',
    ...effect.failures.map(
      ({ level, title, command, exitCode, outputTail }) =>
        `\nLevel ${level} (${title}): \`${command}\` exited ${exitCode}\n${outputTail}`,
    ),
  ];
}
