import type { EffectOf } from '#schemas/journal/effects.ts';
import { findings, guidance, summaries } from './parts.ts';

type Mission = EffectOf<'run-agent'>;

/** An independent look at a phase whose commands have passed. */
export function validatorPrompt(effect: Mission): string {
  const { phase, prd, prp, brief } = effect;
  return [
    `You are the validator of phase ${phase} of ${prd}. You did not write any of it.`,
    '',
    `Read ${prp} and the phase in ${prd}. Verify every requirement independently: every file, every test, every promise.`,
    'Your working folder holds the finished phase. Change nothing: whatever you change is thrown away.',
    'These validation commands were run by a program and passed:',
    ...brief.failures.map(({ level, title, command }) => `- Level ${level} (${title}): \`${command}\``),
    ...summaries(brief),
    ...guidance(brief),
    '',
    'End with exactly this report:',
    '',
    'VERIFICATION REPORT',
    'Grade: PASS | GAPS_FOUND | HUMAN_NEEDED',
    'Requirements Checked: each with what you saw',
    'Test Results: what you ran and what it printed',
    'Gaps: for each Gap, Expected, Actual, Severity (CRITICAL | MAJOR | MINOR), Files',
    'Warnings: what a person should know, or none',
  ].join('\n');
}

export function resolverPrompt(effect: Mission): string {
  const { phase, prd, prp, merge, brief } = effect;
  return [
    `You resolve a merge conflict in phase ${phase} of ${prd}.`,
    '',
    `Your working folder is in the middle of a merge. These files hold conflict marks: ${merge?.files.join(', ') ?? ''}.`,
    `Read ${prp} to know what both sides were to do, and keep what each of them meant. Remove every conflict mark.`,
    'Change nothing else. Do not commit: that is done for you.',
    ...summaries(brief),
    ...guidance(brief),
    '',
    'End with one sentence for each file about how you resolved it.',
  ].join('\n');
}

/** Codebase analysis and PRP generation, by one fresh agent. */
export function researchPrompt(effect: Mission): string {
  const { phase, prd, prp, brief } = effect;
  const plan = prd.replace(/^.*\//, '').replace(/\.md$/i, '');
  return [
    `You write the PRP for phase ${phase} of ${prd}. You have a fresh context: use it for this alone.`,
    '',
    `1. Read ${prd}, phase ${phase}: its goal, its deliverables, its validation.`,
    `2. Analyse the codebase for it and save what you found as PRPs/planning/${plan}-phase-${phase}-analysis.md:`,
    '   structure, conventions, the files that will change, how tests and checks are run, pitfalls.',
    `3. Write ${prp}. If PRPs/templates/prp_base.md exists, follow it; else use these sections: Goal, Why, What, Success`,
    '   Criteria, All Needed Context, Implementation Blueprint with a list of tasks, Workstreams, Contract Chain,',
    '   Cross-Cutting Concerns, Validation Loop, Final validation Checklist, Anti-Patterns.',
    '',
    'The Workstreams section is required: 1 to 4 workstreams, each with Owner (executor-<name>), Files to create, Files',
    'to modify, Depends on, Tasks. Every file belongs to exactly one of them. Where one builds on another, say in the',
    'Contract Chain what it builds on: `[upstream] → publishes [contract] → [downstream]`, with exact signatures.',
    'The Validation Loop needs, for each level, a fenced bash block of commands that exist and end by themselves.',
    'Change no other file. Do not commit.',
    ...findings(brief),
    ...guidance(brief),
  ].join('\n');
}
