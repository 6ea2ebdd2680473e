import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseDocument } from '../../../server/language/parse-document.ts';
import { comparePhaseIds, normalizePhaseId, phaseIdOfFileName } from '../../../server/language/phase-id.ts';
import { phasesBetween, readPhases } from '../../../server/language/prd.ts';

function phases(markdown: string): string[] {
  return readPhases(parseDocument(markdown)).map(({ id, title }) => `${id} ${title}`.trim());
}

const FORMS: readonly (readonly [string, readonly string[]])[] = [
  ['## Phase 1: Base', ['1 Base']],
  ['### Phase 1: Base', ['1 Base']],
  ['**Phase 1:** Base', ['1 Base']],
  ['**Phase 1: Base**', ['1 Base']],
  ['**Phase 1** — Base', ['1 Base']],
  ['Phase 1: Base\n\nGoal: it runs', ['1 Base']],
  ['# PHASE 1', ['1']],
  ['# PHASE 1: Base (CRITICAL)', ['1 Base (CRITICAL)']],
  ['### 12.2 Phase 1: Base', ['1 Base']],
  ['#### 3) Phase 2 - Base', ['2 Base']],
  ['## Phase 1 — Base', ['1 Base']],
  ['## Phase 1 – Base', ['1 Base']],
  ['## Phase 1 - Base', ['1 Base']],
  ['## Phase 1:Base', ['1 Base']],
  ['## Phase 1:Base', ['1 Base']],
  ['## Phase 1 Base', ['1 Base']],
  ['### Phase 1 (Months 1-2): Base', ['1 Base']],
  ['### Phase 1 (MVP)', ['1 MVP']],
  ['## Phase 0: Zero', ['0 Zero']],
  ['## Phase 01: Base', ['1 Base']],
  ['## Phase 2.1: Inserted', ['2.1 Inserted']],
  ['## Phase 5b: Second half', ['5b Second half']],
  ['### 9.1 Phase 1 : MVP Mobile (2 semaines) ✅ 95%', ['1 MVP Mobile (2 semaines)']],
  ['## Phase 1: Base (DONE ✅)', ['1 Base']],
  ['## ✅ Phase 1: Base', ['1 Base']],
  ['#### Fase 1: Infraestructura', ['1 Infraestructura']],
  ['## Étape 2 : Paiement', ['2 Paiement']],
  ['## 阶段 1:基础', ['1 基础']],
  ['## 第二阶段:支付', ['2 支付']],
  ['## **Phase 1**: Base', ['1 Base']],
  ['Phase 1: Base\n=============', ['1 Base']],
  ['# Phase 2 Payment', ['2 Payment']],
  ['| Phase | Focus |\n|---|---|\n| 1 | Base |\n| Phase 2 | Pay |', ['1 Base', '2 Pay']],
  ['| # | Phase | Description | PRP Plan |\n|---|---|---|---|\n| 1 | Base | The base | - |', ['1 Base']],
  ['## Roadmap\n\n- Phase 1: Base\n- Phase 2: Pay', ['1 Base', '2 Pay']],
  ['## Phases\n\n1. **Phase 1: Base** (two weeks)\n2. **Phase 2: Pay**', ['1 Base', '2 Pay']],
  ['## Milestones\n\n### M0 — Prototype\n### M1 — Beta', ['0 Prototype', '1 Beta']],
  ['### Epic 1: Core\n\n### Sprint S2 — Gate', ['1 Core', '2 Gate']],
];

const NOT_PHASES: readonly string[] = [
  '```\n## Phase 1: Base\n```',
  '~~~markdown\n### Phase 1: Base\n~~~',
  '<!-- ## Phase 1: Base -->',
  '<!--\n## Phase 1: Base\n-->',
  '- [Phase 1: Base](#phase-1)',
  'Phase 1: we build the base and then see what comes next.',
  '**Phase Diagram:**',
  'The phase gate is closed.',
  '## Phased Delivery',
  '## Phases 1-3: Overview',
  '## Phase 1-3: Overview',
  '## Phase 1 & 2',
  '**Phase 1** is where we start with the base.',
  '### P0 (must have)',
  '---\nphase: "Phase 1: Base"\n---\n\ntext',
];

describe('phases of a PRD', () => {
  for (const [markdown, wanted] of FORMS) {
    it(`reads ${JSON.stringify(markdown)}`, () => assert.deepEqual(phases(markdown), wanted));
  }
  for (const markdown of NOT_PHASES) {
    it(`sees no phase in ${JSON.stringify(markdown)}`, () => assert.deepEqual(phases(markdown), []));
  }

  it('takes the detail where an overview lists the same phases', () => {
    const markdown = '## Roadmap\n\n- Phase 1: Short\n- Phase 2: Only here\n\n### Phase 1: Long\n\n**Goal:** x\n';
    const [first, second] = readPhases(parseDocument(markdown));
    assert.equal(first?.title, 'Only here');
    assert.deepEqual([second?.title, second?.line, second?.hasGoal], ['Long', 5, true]);
  });

  it('reads epics and milestones only where there is no phase', () => {
    assert.deepEqual(phases('## Milestone 1: Beta\n\n## Phase 1: Base'), ['1 Base']);
  });

  it('takes a part of a phase for no phase of its own', () => {
    assert.deepEqual(phases('## Phase 1: Base\n\n### Phase 1 Deliverables\n\n### Phase 2 Summary'), ['1 Base']);
  });

  it('finds the headings behind a fence that nests fences of equal length', () => {
    const markdown = '```markdown\n# Example\n```bash\nls\n```\nmore\n```\n\n## Phase 1: Base\n';
    assert.deepEqual(phases(markdown), ['1 Base']);
  });

  it('finds the headings behind a fence that was never closed', () => {
    const markdown = '```bash\nnpm test\n\n## Success Criteria\n\n## Phase 1: Base\n\n```bash\nls\n```\n';
    assert.deepEqual(phases(markdown), ['1 Base']);
  });

  it('ends a phase where the next heading of its level or the next phase begins', () => {
    const [first, second] = readPhases(parseDocument('### Phase 1: A\n\n#### x\n\n### Phase 2: B\n\n## Risks\n'));
    assert.deepEqual([first?.endLine, second?.endLine], [4, 6]);
  });
});

describe('phase ids', () => {
  it('lose leading zeros and keep their dots and letters', () => {
    assert.deepEqual(['01', '2.01', '5B', ' 10 ', '三', '十二'].map(normalizePhaseId), [
      '1',
      '2.1',
      '5b',
      '10',
      '3',
      '12',
    ]);
  });

  it('are null for what is no id', () => {
    assert.deepEqual(['', 'one', '1-2', 'b5', '1..2', '零'].map(normalizePhaseId), [
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it('are ordered as people count', () => {
    const ids = ['10', '2', '5b', '1', '2.1', '5', '2.10', '2.2'];
    assert.deepEqual(ids.sort(comparePhaseIds), ['1', '2', '2.1', '2.2', '2.10', '5', '5b', '10']);
  });

  it('bound a run by its start and end', () => {
    const list = readPhases(parseDocument('## Phase 1: a\n## Phase 2: b\n## Phase 2.1: c\n## Phase 3: d\n'));
    assert.deepEqual(
      phasesBetween(list, '2', '2.1').map((phase) => phase.id),
      ['2', '2.1'],
    );
  });

  it('are read from file names without confusing 1, 10 and 2.1', () => {
    const names = ['PRP-PRD-foo-phase-1.md', 'PRP-PRD-foo-phase-10.md', 'x-phase-2.1.md', 'foo-p3.md', 'phase2.5-x.md'];
    assert.deepEqual(names.map(phaseIdOfFileName), ['1', '10', '2.1', '3', '2.5']);
    assert.deepEqual(['PRP-1.md', 'mini-shop.md', 'phases.md', 'p.md'].map(phaseIdOfFileName), [
      null,
      null,
      null,
      null,
    ]);
  });
});
