import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planSymbols } from '../../../server/language/navigation/plan-symbols.ts';
import { referencesAt } from '../../../server/language/navigation/references.ts';
import { semanticTokens } from '../../../server/language/navigation/semantic-tokens.ts';
import { noProject } from '../../../server/language/project-view.ts';
import { inMemoryProject } from '../../helpers/in-memory-project.ts';
import { hereIn, shown, twoPlans, type Files } from '../../helpers/two-plans.ts';

const project = inMemoryProject({ files: twoPlans });

describe('symbols of all plans', () => {
  const names = (query: string): readonly string[] =>
    planSymbols(project, query).map(({ name, container }) => `${name} in ${container}`);

  it('are the phases, by their lines, and the workstreams, by their names', () => {
    const symbols = planSymbols(project, '');
    assert.deepEqual(
      symbols.map((symbol) => `${symbol.kind} ${shown(twoPlans, symbol)}`),
      [
        'phase PRDs/PRD-harbour.md:5',
        'phase PRDs/PRD-harbour.md:9',
        'phase PRDs/PRD-shop.md:13',
        'phase PRDs/PRD-shop.md:17',
        'phase PRDs/PRD-shop.md:23',
        'workstream PRPs/PRP-PRD-harbour-phase-1.md:9 api',
        'workstream PRPs/PRP-PRD-shop-phase-1.md:18 api',
        'workstream PRPs/PRP-PRD-shop-phase-1.md:26 web',
        'workstream PRPs/PRP-PRD-shop-phase-1.md:34 API docs',
        'workstream PRPs/PRP-PRD-shop-phase-2.md:9 api',
      ],
    );
  });

  it('are found by letters in their order, the closest first', () => {
    assert.deepEqual(names('basket'), ['Phase 2: Basket in PRD: shop']);
    assert.deepEqual(names('phbsk'), ['Phase 2: Basket in PRD: shop']);
    assert.deepEqual(names('api d'), ['API docs in PRP-PRD-shop-phase-1.md']);
    assert.deepEqual(names('ai').at(0), 'api in PRP-PRD-harbour-phase-1.md');
    assert.deepEqual(names('ai').at(-1), 'Phase 2: Tides in PRD: harbour');
    assert.deepEqual(names('zzz'), []);
    assert.deepEqual(planSymbols(noProject, ''), []);
  });

  it('are at most 500', () => {
    const phases = Array.from({ length: 700 }, (_, index) => `## Phase ${index + 1}: Part\n\nGoal\n`).join('\n');
    const files = { 'PRDs/PRD-a.md': `# PRD\n\n${phases}` };
    assert.equal(planSymbols(inMemoryProject({ files }), 'part').length, 500);
  });
});

describe('semantic tokens', () => {
  const tokens = (files: Files, path: string): readonly string[] =>
    semanticTokens(hereIn(files, path)).map(
      ({ range, type, definition }) =>
        `${shown({ '': files[path] ?? '' }, { path: '', range })} ${type}${definition ? '!' : ''}`,
    );

  it('are ids, names and statuses of a tracker', () => {
    assert.deepEqual(tokens(twoPlans, 'WORKFLOW.md').slice(0, 15), [
      ':11 1 phase',
      ':11 completed status',
      ':12 2 phase',
      ':12 pending status',
      ':14 1 phase',
      ':16 completed status',
      ':19 api workstream',
      ':19 completed status',
      ':20 web workstream',
      ':20 completed status',
      ':21 API docs workstream',
      ':21 skipped status',
      ':21 api-docs workstream',
      ':22 2 phase',
      ':23 2 phase',
    ]);
  });

  it('are no paths, commits and links to headings', () => {
    assert.deepEqual(
      tokens(twoPlans, 'PRDs/PRD-shop.md').filter((token) => token.startsWith(':3 ')),
      [':3 2 phase', ':3 1 phase', ':3 1 phase', ':3 2 phase', ':3 10 phase'],
    );
    assert.deepEqual(tokens(twoPlans, 'PRPs/PRP-PRD-shop-phase-2.md'), [
      ':1 2 phase',
      ':9 api workstream!',
      ':11 api workstream',
    ]);
  });

  it('are no phases in a PRD that has none of that id', () => {
    const files = {
      'PRDs/PRD-a.md':
        '# PRD\n\nA phase 3 trial, and then phase 1.\n\n## Phases\n\n| Phase | Status |\n|---|---|\n| 1: A | ✅ Done |\n| 2: B | as you like |\n',
    };
    assert.deepEqual(tokens(files, 'PRDs/PRD-a.md'), [
      ':3 1 phase',
      ':9 1 phase!',
      ':9 ✅ Done status',
      ':10 2 phase!',
    ]);
  });
});

describe('the time that navigation takes', () => {
  it('is short among 2,000 documents', (t) => {
    const files: Record<string, string> = {};
    for (let plan = 0; plan < 200; plan += 1) {
      const prd = `PRD-plan${plan}`;
      const phases = [1, 2, 3, 4, 5, 6, 7, 8].map((id) => `### Phase ${id}: Part\n\n**Goal:** After phase 1.\n`);
      files[`PRDs/${prd}.md`] = `# PRD: ${plan}\n\n## Implementation Phases\n\n${phases.join('\n')}`;
      for (let id = 1; id <= 9; id += 1) {
        files[`PRPs/PRP-${prd}-phase-${id}.md`] =
          `# PRP: Phase ${id}\n\n## Workstreams\n\n### Workstream 1: api\n\n- **Owner**: executor-api\n`;
      }
    }
    const large = inMemoryProject({ files });
    const here = hereIn(files, 'PRDs/PRD-plan7.md');
    const definition = here.facts.mentions.find((mention) => mention.type === 'phase' && mention.role === 'definition');
    assert.ok(definition);
    const started = performance.now();
    const found = referencesAt(here, definition.range.start, large, true);
    const spent = performance.now() - started;
    t.diagnostic(`references of a phase among ${Object.keys(files).length} documents: ${spent.toFixed(0)} ms`);
    assert.equal(found.length, 10);
  });
});
