import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readContractChain } from '../../../server/language/contract-chain.ts';
import { parseDocument } from '../../../server/language/parse-document.ts';
import { readPhases } from '../../../server/language/prd.ts';
import { readTrackers } from '../../../server/language/tracker/read-trackers.ts';
import { readWorkstreams } from '../../../server/language/workstreams.ts';

describe('phases in the forms that people write', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['## Phase 1：Base', ['1 Base']],
    ['## PHASE 2 – Pay', ['2 Pay']],
    ['#### Phase 3: Deep', ['3 Deep']],
    ['## Phase 10: Ten\n\n## Phase 1: One', ['10 Ten', '1 One']],
    ['## Phase 2.1: Between\n\n## Phase 2: Two', ['2.1 Between', '2 Two']],
    ['### Phase 1: Base ✅ COMPLETE', ['1 Base']],
    ['### Phase 1: Base [DONE]', ['1 Base']],
    ['### Phase 1: Base - IN PROGRESS 🔄', ['1 Base']],
    ['### Phase 3b – Second half (planned)', ['3b Second half']],
    ['## Étape 1 — Socle', ['1 Socle']],
    ['## 阶段二：支付', ['2 支付']],
    ['## 3.2. Phase 2: Pay', ['2 Pay']],
    ['**Phase 1: Name**\n\n- Goal: it runs\n\n**Phase 2: Next**\n\n- Goal: it sells', ['1 Name', '2 Next']],
    ['__Phase 1: Name__\n\nGoal: it runs', ['1 Name']],
    [
      [
        '## Implementation Phases',
        '',
        '| # | Phase | Description | Status | Parallel | Depends | PRP Plan |',
        '|---|-------|-------------|--------|----------|---------|----------|',
        '| 1 | Base | The base | complete | - | - | [x](x.md) |',
        '| 2 | Pay | The till | pending | with 3 | 1 | - |',
        '',
        '**Phase 1: Base**',
        '- **Goal**: it runs',
        '- **Scope**: all',
        '- **Success signal**: it runs',
        '',
        '**Phase 2: Pay**',
        '- **Goal**: it sells',
      ].join('\n'),
      ['1 Base', '2 Pay'],
    ],
    ['## Phases\r\n\r\n### Phase 1: Base\r\n\r\n### Phase 2: Pay\r\n', ['1 Base', '2 Pay']],
    ['\uFEFF# Phase 1: Base', ['1 Base']],
    ['## 🚀 Phase 1: Base', ['1 Base']],
    ['## Table of contents\n\n- [Phase 1: Base](#a)\n\n## Phase 1: Base', ['1 Base']],
    ['```mermaid\ngraph TD\nPhase 1: a --> b\n```\n\n## Phase 2: Pay', ['2 Pay']],
    ['# Plan A\n\n## Phase 1: Base\n\n# Plan B\n\n## Phase 1: Other', ['1 Base']],
  ];
  for (const [markdown, wanted] of cases) {
    it(JSON.stringify(markdown.slice(0, 60)), () => {
      const found = readPhases(parseDocument(markdown)).map(({ id, title }) => `${id} ${title}`.trim());
      assert.deepEqual(found, wanted);
    });
  }
});

describe('workstreams in both dialects and every label', () => {
  const labels = [
    'Depends on',
    'depends_on',
    '**Depends on:**',
    '**Depends on**:',
    '- Depends on',
    '* **Dependencies**',
  ];
  for (const label of labels) {
    it(`depends by ${label}`, () => {
      const line = label.includes(':') ? `${label} api` : `${label}: api`;
      const text = `## Workstreams\n\n### Workstream 1: api\n\n### Workstream 2: web\n\n${line}\n`;
      assert.deepEqual(
        readWorkstreams(parseDocument(text))[1]?.dependsOn.map(({ name }) => name),
        ['api'],
      );
    });
  }

  const nothing = ['none', 'None.', 'none (UPSTREAM)', '-', '—', 'N/A', 'nothing', '`none`', 'none – it is the first'];
  for (const words of nothing) {
    it(`depends on nothing by “${words}”`, () => {
      const text = `### Workstream 1: api\n\n- **Depends on:** ${words}\n`;
      assert.deepEqual(readWorkstreams(parseDocument(text))[0]?.dependsOn, []);
    });
  }

  it('are of dialect A with files to create and to modify, of B with files owned, produces and consumes', () => {
    const text = [
      '## Workstreams (for parallel execution)',
      '### Workstream 1: a',
      '- **Owner**: executor-a',
      '- **Files to create**: `x.ts` (new), y.ts',
      '- **Files to modify**:',
      '  - z.ts',
      '- **Tasks**:',
      '  1. One',
      '  2. Two',
      '### Workstream 2: b',
      '- **Files owned**: lib/, docs/*.md',
      '- **Depends on**: a (DOWNSTREAM - needs its types)',
      '- **Produces**: pages',
      '- **Consumes**: types (from a)',
    ].join('\n');
    const found = readWorkstreams(parseDocument(text)).map((one) => ({
      dialect: one.dialect,
      files: one.files.map(({ path }) => path),
      needs: one.dependsOn.map(({ name }) => name),
      gives: one.produces.map((entry) => entry.text),
      takes: one.consumes.map((entry) => entry.text),
      tasks: one.tasks.length,
    }));
    assert.deepEqual(found, [
      { dialect: 'A', files: ['x.ts', 'y.ts', 'z.ts'], needs: [], gives: [], takes: [], tasks: 2 },
      { dialect: 'B', files: ['lib/', 'docs/*.md'], needs: ['a'], gives: ['pages'], takes: ['types'], tasks: 0 },
    ]);
  });
});

describe('contracts in every form', () => {
  const forms = [
    '[api] → publishes [routes] → [web]',
    'api → routes → web',
    'api -> routes -> web',
    'api → publishes routes → web',
    '[api] -> publishes [routes] -> [web]',
    'executor-api → publishes `routes` → executor-web',
    '- api → routes → web',
    '1. **api** → routes → **web**',
    'api --> routes --> web',
    '[api] → publishes [routes] → [web]  # first',
  ];
  for (const form of forms) {
    for (const fenced of [true, false]) {
      it(`${form}${fenced ? ' in a fence' : ''}`, () => {
        const body = fenced ? `\`\`\`\n${form}\n\`\`\`` : form;
        const text = `### Workstream 1: api\n\n### Workstream 2: web\n\n## Contract Chain\n\n${body}\n`;
        const hops = readContractChain(parseDocument(text))?.hops ?? [];
        assert.deepEqual(
          hops.map(({ from, contract, to }) => [from.name, contract, to.name]),
          [['api', 'routes', 'web']],
        );
      });
    }
  }
});

describe('statuses of a tracker', () => {
  const statuses: readonly (readonly [string, string | null])[] = [
    ['completed', 'completed'],
    ['**completed**', 'completed'],
    ['`completed`', 'completed'],
    ['✅ Complete', 'completed'],
    ['done', 'completed'],
    ['in-progress', 'in-progress'],
    ['In Progress', 'in-progress'],
    ['🔄 in progress', 'in-progress'],
    ['deferred', 'deferred'],
    ['pending', 'pending'],
    ['⏳ Pending', 'pending'],
    ['truncated 2026-05-04', null],
    ['not completed', null],
  ];
  for (const [words, status] of statuses) {
    it(`${words} is ${status ?? 'none'}`, () => {
      const text = `# CLUTCH Workflow Tracker\n\n## Execution Summary\n\n| Phase | Status |\n|---|---|\n| 1: Base | ${words} |\n`;
      assert.equal(readTrackers(parseDocument(text))[0]?.summary[0]?.status ?? null, status);
    });
  }

  const workstreams: readonly (readonly [string, readonly [string, string, readonly string[], string | null]])[] = [
    ['api: completed (files: `a.ts`, b.ts)', ['api', 'completed', ['a.ts', 'b.ts'], null]],
    ['api: completed (files: `a.ts` and its tests, the docs)', ['api', 'completed', ['a.ts'], null]],
    ['**web**: skipped (reason: no time)', ['web', 'skipped', [], 'no time']],
    ['docs: deferred (reason: phase 3)', ['docs', 'deferred', [], 'phase 3']],
    ['executor-mail: completed', ['executor-mail', 'completed', [], null]],
    ['A (shell): completed (files: `x.ts`)', ['A (shell)', 'completed', ['x.ts'], null]],
  ];
  for (const [line, [name, status, files, reason]] of workstreams) {
    it(line, () => {
      const text = `# CLUTCH Workflow Tracker\n\n## Phase 1: Base\n\n- **Status**: completed\n- **Workstreams**:\n  - ${line}\n`;
      const [found] = readTrackers(parseDocument(text))[0]?.phases[0]?.workstreams ?? [];
      assert.deepEqual(found && { name: found.name, status: found.status, files: found.files, reason: found.reason }, {
        name,
        status,
        files,
        reason,
      });
    });
  }
});
