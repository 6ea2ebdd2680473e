import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { codeLensesOf } from '../../../server/language/assist/code-lenses.ts';
import { inlayHintsOf } from '../../../server/language/assist/inlay-hints.ts';
import type { LivePhase, LivePlans } from '../../../server/language/assist/live-plans.ts';
import { noLivePlans } from '../../../server/language/assist/live-plans.ts';
import { noProject } from '../../../server/language/project-view.ts';
import { PRD, PRP, TRACKER, changed, shop, stage, type Stage } from './assist-stage.ts';

const phase: LivePhase = {
  status: 'in-progress',
  words: 'in progress, executing workstreams',
  run: 'run-1',
  runStatus: 'running',
  workstreams: [
    { name: 'api', executor: 'executor-api', status: 'in-progress', words: 'in progress', since: 1, evidence: null },
    { name: 'store', executor: 'executor-store', status: 'pending', words: 'not started', since: null, evidence: null },
  ],
  receipts: [],
  evidence: { text: 'executor-api: reads', at: Date.parse('2026-05-02T11:59:00Z') },
};
const live: LivePlans = { phase: (prd, id) => (prd === PRD && id === '1' ? phase : null) };

const opened = (path: string, files: Readonly<Record<string, string>> = shop): Stage =>
  stage({ files: { ...files, [path]: `${files[path] ?? ''}‸` }, now: '2026-05-02T12:00:00Z' });

function lenses(path: string, plans: LivePlans = noLivePlans, files = shop): readonly string[] {
  const { here, project } = opened(path, files);
  return codeLensesOf(here, project, plans).map(({ range, title, action }) => {
    return `${here.document.lines.text(range.start.line)} → ${title} (${action})`;
  });
}

describe('code lenses', () => {
  it('offer to run each phase, and to open or create its PRP', () => {
    assert.deepEqual(lenses(PRD), [
      '### Phase 1: Foundation → Run phase 1 (run-phase)',
      '### Phase 1: Foundation → Open PRP (open-prp)',
      '### Phase 2: Checkout → Run phase 2 (run-phase)',
      '### Phase 2: Checkout → Create PRP (create-prp)',
    ]);
  });

  it('say which document, plan and phase they are about', () => {
    const { here, project } = opened(PRD);
    const [run, open] = codeLensesOf(here, project, noLivePlans);
    assert.deepEqual(run?.args, { path: PRD, prd: PRD, phase: '1' });
    assert.deepEqual(open?.args, { path: PRP, prd: PRD, phase: '1' });
  });

  it('show the task of a phase that is at work, instead of running it again', () => {
    assert.deepEqual(lenses(PRD, live).slice(0, 2), [
      '### Phase 1: Foundation → Show task (show-task)',
      '### Phase 1: Foundation → Open PRP (open-prp)',
    ]);
    const stopped: LivePlans = { phase: () => ({ ...phase, runStatus: 'stopped' }) };
    assert.match(lenses(PRD, stopped)[0] ?? '', /Run phase 1/);
  });

  it('offer validation on the levels of a PRP that have commands, and tasks on what a run has', () => {
    assert.deepEqual(lenses(PRP), ['### Level 1: Syntax & Style → Validate (validate)']);
    assert.deepEqual(lenses(PRP, live), [
      '### Workstream 1: store → Show task (show-task)',
      '### Workstream 2: api → Show task (show-task)',
      '### Level 1: Syntax & Style → Validate (validate)',
    ]);
    assert.deepEqual(lenses(PRP, noLivePlans, changed(PRP, 'npm run lint\n', '')), []);
    const { here, project } = opened(PRP);
    assert.deepEqual(codeLensesOf(here, project, live).at(-1)?.args, { path: PRP, prd: PRD, phase: '1', level: 1 });
    assert.deepEqual(codeLensesOf(here, project, live)[0]?.args, {
      path: PRP,
      prd: PRD,
      phase: '1',
      run: 'run-1',
      workstream: 'store',
    });
  });

  it('do not offer to create a PRP where nobody knows whether there is one', () => {
    const { here } = opened(PRD);
    assert.deepEqual(
      codeLensesOf(here, noProject, noLivePlans).map(({ action }) => action),
      ['run-phase', 'run-phase'],
    );
  });

  it('leave ordinary markdown and trackers alone', () => {
    assert.deepEqual(lenses('docs/notes.md', live, { 'docs/notes.md': '# Notes\n\n### Phase 1: x\n' }), []);
    assert.deepEqual(lenses(TRACKER, live), []);
  });
});

function hints(path: string, plans: LivePlans = noLivePlans, files = shop): readonly string[] {
  const { here, project } = opened(path, files);
  const all = { start: { line: 0, character: 0 }, end: { line: here.document.lines.count, character: 0 } };
  return inlayHintsOf(here, all, project, plans).map(({ position, label }) => {
    assert.equal(position.character, here.document.lines.text(position.line).length);
    return `${here.document.lines.text(position.line)} ← ${label}`;
  });
}

describe('inlay hints', () => {
  it('show what a run says behind phases and workstreams', () => {
    assert.deepEqual(hints(PRD, live), ['### Phase 1: Foundation ← in progress, executing workstreams']);
    assert.deepEqual(hints(PRP, live), ['### Workstream 2: api ← in progress']);
  });

  it('show the evidence and its age in the tooltip', () => {
    const { here, project } = opened(PRD);
    const all = { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } };
    const [hint] = inlayHintsOf(here, all, project, live);
    assert.equal(hint?.tooltip, 'in progress, executing workstreams: executor-api: reads (1 min ago)');
  });

  it('show the budget that a checkpoint left, where it is a number', () => {
    assert.deepEqual(hints(TRACKER), ['## Phase 1: Foundation ← 62 % budget left']);
    assert.deepEqual(hints(TRACKER, noLivePlans, changed(TRACKER, '~62% remaining', 'plenty remaining')), []);
    assert.deepEqual(hints(TRACKER, noLivePlans, changed(TRACKER, '~62%', '~620%')), []);
    assert.deepEqual(hints(TRACKER, live), [
      '## Phase 1: Foundation ← in progress, executing workstreams',
      '## Phase 1: Foundation ← 62 % budget left',
    ]);
  });

  it('are silent where nothing is known, and outside of the range', () => {
    assert.deepEqual(hints(PRD), []);
    assert.deepEqual(hints(PRP), []);
    const { here, project } = opened(PRD);
    const head = { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } };
    assert.deepEqual(inlayHintsOf(here, head, project, live), []);
  });
});
