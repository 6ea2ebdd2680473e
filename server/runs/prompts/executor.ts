import type { EffectOf } from '#schemas/journal/effects.ts';
import { agreements, findings, guidance, troubles } from './parts.ts';

type Mission = EffectOf<'run-agent'>;

/** What an executor is told. It works in its own worktree, so the paths it gets are relative to that. */
export function executorPrompt(effect: Mission): string {
  const { workstream, phase, prd, prp, brief } = effect;
  const merged =
    brief.merged.length > 1 ? ` (the workstreams ${brief.merged.join(', ')} of the PRP, merged into one)` : '';
  return [
    `You are executor-${workstream} for phase ${phase} of ${prd}.`,
    '',
    `Read ${prp} completely. Implement the workstream “${workstream}”${merged}: its tasks, in its files, nothing else.`,
    ...scope(effect),
    'Your working folder is a git worktree of your own. Work that this one depends on is already in it.',
    'Do not commit, push, or change branches: that is done for you once the validation commands have passed.',
    ...agreements(brief),
    ...troubles(brief),
    ...guidance(brief),
    '',
    ...EXECUTION_SUMMARY,
  ].join('\n');
}

/** An upstream executor publishes its contract before anybody writes code that relies on it. */
export function contractPrompt(effect: Mission): string {
  const { workstream, phase, prd, prp, brief } = effect;
  const { owes } = brief;
  return [
    `You are executor-${workstream} for phase ${phase} of ${prd}.`,
    '',
    `Read ${prp} completely. Others will build on your workstream “${workstream}”: ${owes?.to.join(', ') ?? 'later phases'}.`,
    `Publish the interface contract that they rely on: ${owes?.about ?? 'what you provide'}. Write no code and change no file yet.`,
    '',
    'Answer with one fenced block per contract, whose info string is `contract`, in YAML or JSON:',
    '',
    '```contract',
    'name: users',
    'endpoints:',
    '  - method: GET',
    '    path: /users/{id}/',
    '    responses:',
    '      200: { id: integer, name: string }',
    '      400:',
    '      404:',
    '      500:',
    'errorBody: { error: string }',
    'envelope: none',
    'functions:',
    '  - name: findUser',
    '    parameters: [{ name: id, type: number }]',
    '    returns: User | null',
    '```',
    '',
    'Be explicit: exact names and types, exact paths with their trailing slash, every status code, the error body. A',
    'program checks it, and later compares it with what you and they implement.',
    ...(brief.concerns.length === 0
      ? []
      : [
          '',
          'You own these cross-cutting concerns. Decide them under `concerns` in your contract:',
          ...brief.concerns.map((one) => `- ${one}`),
        ]),
    ...findings(brief),
    ...guidance(brief),
  ].join('\n');
}

/** Whoever mends what an executor, or a whole phase, left behind. */
export function debuggerPrompt(effect: Mission): string {
  const { phase, prd, prp, brief } = effect;
  return [
    `You are the debugger of phase ${phase} of ${prd}. The phase was executed and does not hold what it promises.`,
    '',
    `Read ${prp}. Mend the causes, not the symptoms, and run the commands again after each fix.`,
    ...scope(effect),
    'Your working folder is a git worktree of your own that holds the work of all executors. Do not commit or push.',
    ...agreements(brief),
    ...troubles(brief),
    ...guidance(brief),
    '',
    'When you are done, end with exactly this report:',
    '',
    'FIX REPORT',
    'Status: FIXED | STUCK',
    'For each gap: Gap, Root Cause, Fix Applied, Files, Verification',
    'Remaining Issues: what is still open, or none',
  ].join('\n');
}

function scope({ ownership: { files, granted } }: Mission): string[] {
  if (files.length === 0) return ['Leave the plan itself alone: PRDs/, PRPs/, WORKFLOW.md and .clutch/.'];
  return [
    'You may change these files and no other; a change anywhere else stops your work until a person has decided:',
    ...[...files, ...granted].map((file) => `- ${file}`),
  ];
}

const EXECUTION_SUMMARY = [
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
