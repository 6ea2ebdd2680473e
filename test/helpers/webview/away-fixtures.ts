/** What the host would send of an away plan, made by the same functions and without a disk. */
import type { AwayView } from '#schemas/protocol/away.ts';
import type { AwayForm } from '#schemas/protocol/away-form.ts';
import type { AwayPageState } from '#schemas/webview/away.ts';
import { compilePlan } from '../../../server/away/policy/compile.ts';
import { examplesOf } from '../../../server/away/policy/decide.ts';
import { checkParsed } from '../../../server/language/check-document.ts';
import { awayForm } from '../../../server/language/away/form/away-form.ts';
import { parseDocument } from '../../../server/language/parse-document.ts';
import { noProject } from '../../../server/language/project-view.ts';
import { newAwayPlan } from '../../../server/language/templates/new-away-plan.ts';

export const NOW = Date.UTC(2026, 2, 1, 8, 0);
const HOUR = 3_600_000;
const PATH = 'AWAY_DEVELOPMENT_PLAN.md';

/** A new plan, as the command writes it. */
export const draftPlan = newAwayPlan('shop', NOW);

/** One that a person has finished. */
export const readyPlan = draftPlan
  .replace(/TODO: .*/, 'The cart shows the sum of its items, with tests that prove it.')
  .replace('work: no', 'work: yes')
  .replace(
    '- Add and mend tests in `test/`.',
    '- Change files in `src/cart/` and `test/`.\n- Run `npm test` and `npm run lint`.\n- Keep the code tidy.',
  )
  .replace(
    '- The plan has expired.',
    '- The agents have cost 12 USD.\n- No progress for 45 minutes.\n- The plan has expired.',
  )
  .replace('git diff --check', 'npm test\nnpm run lint');

export function formOf(text: string, version = 1): AwayForm {
  const document = parseDocument(text);
  const project = { ...noProject, now: () => NOW };
  return { version, ...awayForm(document, PATH, checkParsed(PATH, document, { inProject: true, project })) };
}

export async function viewOfPlan(text: string, change: Partial<AwayView> = {}): Promise<AwayView> {
  const document = parseDocument(text);
  const compiled = await compilePlan(document);
  const ground = { policies: [], worktree: '/projects/shop', home: '/home/ada', isInside: () => Promise.resolve(true) };
  const errors = checkParsed(PATH, document, { inProject: true, project: { ...noProject, now: () => NOW } });
  const { plan, conditions, clauses, whenAsked } = compiled;
  const blockers = errors
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, message, range }) => ({ rule, message, line: range.start.line + 1 }));
  if (plan.ready?.yes !== true)
    blockers.push({ rule: '', message: 'The plan does not say that it is ready.', line: 7 });
  const { minutes, costUsd, tokens, failures } = conditions.caps;
  const cap = (limit: number | null) => ({ used: 0, limit });
  return {
    project: '/projects/shop',
    plan: `/projects/shop/${PATH}`,
    name: plan.name,
    state: blockers.length === 0 ? 'ready' : 'draft',
    hash: 'a'.repeat(64),
    unsaved: false,
    blockers: blockers.map((one) => ({ ...one, rule: one.rule === '' ? null : one.rule })),
    objective: plan.objective?.text ?? null,
    expires: plan.expires?.at ?? null,
    caps: { minutes: cap(minutes), costUsd: cap(costUsd), tokens: cap(tokens), failures: cap(failures) },
    whenAsked,
    clauses: [...clauses],
    examples: await examplesOf(compiled, ground),
    stopConditions: [...conditions.shown],
    checkpoints: [],
    verification: [],
    armed: null,
    deadMan: { limitMinutes: conditions.idleMinutes, person: null, progress: null, endsAt: null },
    skipped: [],
    cycles: [],
    report: null,
    ...change,
  };
}

export async function stateOfPlan(
  text: string,
  { change = {}, ...more }: Partial<AwayPageState> & { readonly change?: Partial<AwayView> } = {},
): Promise<AwayPageState> {
  return {
    server: { state: 'ready', message: null },
    trusted: true,
    now: NOW,
    document: { state: 'open', project: 'shop', dirty: false, reason: null },
    form: formOf(text),
    away: await viewOfPlan(text, change),
    problem: null,
    ...more,
  };
}

/** Armed, with a limit that is near. */
export const armedChange: Partial<AwayView> = {
  state: 'armed',
  caps: {
    minutes: { used: 126, limit: null },
    costUsd: { used: 10.4, limit: 12 },
    tokens: { used: 812_000, limit: null },
    failures: { used: 1, limit: 2 },
  },
  armed: { at: NOW - 2 * HOUR, by: 'ada', hash: 'a'.repeat(64), ended: null },
  deadMan: { limitMinutes: 45, person: NOW - 2 * HOUR, progress: NOW - 600_000, endsAt: NOW + 2_100_000 },
  cycles: [
    cycle(NOW - 600_000, 'verification', 'npm test', 'done', 'exit code 0'),
    cycle(NOW - 900_000, 'session', 'executor-cart: show the sum', 'done', ''),
    cycle(NOW - 1_500_000, 'verification', 'npm test', 'failed', 'exit code 1'),
    cycle(NOW - 7_200_000, 'armed', 'Armed by ada', 'done', ''),
  ],
  skipped: [
    {
      at: NOW - 1_200_000,
      run: 'run-1',
      phase: '1',
      workstream: 'cart',
      what: 'npm install left-pad',
      verdict: 'ask',
      clause: 'away: Requires approval[1]',
    },
  ],
};

function cycle(
  at: number,
  kind: AwayView['cycles'][number]['kind'],
  what: string,
  result: 'done' | 'failed',
  detail: string,
): AwayView['cycles'][number] {
  const nobody = { run: null, phase: null, workstream: null, role: null };
  return { at, kind, ...nobody, what, result, detail, tokens: 0, costUsd: kind === 'session' ? 0.84 : 0 };
}

/** Over, with the report for the one who comes back. */
export const endedChange: Partial<AwayView> = {
  ...armedChange,
  state: 'stopped',
  armed: {
    at: NOW - 2 * HOUR,
    by: 'ada',
    hash: 'a'.repeat(64),
    ended: { kind: 'costUsd', at: NOW - 60_000, why: 'The away plan’s limit of 12 US dollars is reached.' },
  },
  deadMan: { limitMinutes: 45, person: NOW - 2 * HOUR, progress: NOW - 600_000, endsAt: null },
  report: {
    path: '/home/ada/.clutch/away/report.md',
    at: NOW - 60_000,
    markdown:
      '# Report\n\n## What was done\n\n- `3f2a1c9` The cart shows its sum.\n- `npm test` passes: 42 tests.\n\n## What was not\n\n- `npm install left-pad` waits for you.\n',
  },
};
