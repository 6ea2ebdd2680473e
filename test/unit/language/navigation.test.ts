import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commitAt } from '../../../server/language/navigation/commit-at.ts';
import { definitionsAt } from '../../../server/language/navigation/definitions.ts';
import { documentLinks } from '../../../server/language/navigation/document-links.ts';
import { mentionAt } from '../../../server/language/navigation/mention-at.ts';
import { referencesAt } from '../../../server/language/navigation/references.ts';
import { noProject } from '../../../server/language/project-view.ts';
import { inMemoryProject } from '../../helpers/in-memory-project.ts';
import { cursorIn, hereIn, shown, twoPlans } from '../../helpers/two-plans.ts';

const project = inMemoryProject({ files: twoPlans });

function definitions(path: string, words: string): readonly string[] {
  const places = definitionsAt(hereIn(twoPlans, path), cursorIn(twoPlans, path, words), project);
  return places.map((place) => shown(twoPlans, place));
}

function references(path: string, words: string, includeDeclaration = true): readonly string[] {
  const here = hereIn(twoPlans, path);
  const places = referencesAt(here, cursorIn(twoPlans, path, words), project, includeDeclaration);
  return places.map((place) => shown(twoPlans, place));
}

describe('going to a definition', () => {
  const hops: readonly (readonly [string, string, string, readonly string[]])[] = [
    ['from prose to the phase', 'PRDs/PRD-shop.md', 'needs Phase ¦1', ['PRDs/PRD-shop.md:13 1']],
    ['from a list of phases', 'PRDs/PRD-shop.md', 'phases 1, ¦2 and', ['PRDs/PRD-shop.md:17 2']],
    ['from a link to the heading', 'PRDs/PRD-shop.md', '#phase-¦2-basket', ['PRDs/PRD-shop.md:17 2']],
    ['from an overview row', 'PRDs/PRD-shop.md', '| ¦10 | Reports', ['PRDs/PRD-shop.md:23 10']],
    ['from a Depends column', 'PRDs/PRD-shop.md', '| Basket | ¦1', ['PRDs/PRD-shop.md:13 1']],
    ['from a Depends line', 'PRDs/PRD-shop.md', 'Depends on:** ¦1', ['PRDs/PRD-shop.md:13 1']],
    [
      'from a phase on to its PRP and its checkpoint',
      'PRDs/PRD-shop.md',
      '### Phase ¦1: Catalogue',
      ['PRPs/PRP-PRD-shop-phase-1.md:1', 'WORKFLOW.md:14 1'],
    ],
    [
      'from a phase without a checkpoint on to its row',
      'PRDs/PRD-shop.md',
      '### Phase ¦2: Basket',
      ['PRPs/PRP-PRD-shop-phase-2.md:1', 'WORKFLOW.md:12 2'],
    ],
    ['from a phase without PRP to itself', 'PRDs/PRD-shop.md', '### Phase ¦10: Reports', ['PRDs/PRD-shop.md:23 10']],
    ["from a PRP's head", 'PRPs/PRP-PRD-shop-phase-1.md', 'for phase ¦1 of', ['PRDs/PRD-shop.md:13 1']],
    ["from a PRP's title", 'PRPs/PRP-PRD-harbour-phase-1.md', 'Phase ¦1', ['PRDs/PRD-harbour.md:5 1']],
    ["from a PRP's prose", 'PRPs/PRP-PRD-shop-phase-1.md', 'that Phase ¦2 can', ['PRDs/PRD-shop.md:17 2']],
    ['from a PRP to its PRD', 'PRPs/PRP-PRD-shop-phase-1.md', 'PRDs/¦PRD-shop.md', ['PRDs/PRD-shop.md:1']],
    ['from an owner', 'PRPs/PRP-PRD-shop-phase-1.md', 'executor-¦api\n', ['PRPs/PRP-PRD-shop-phase-1.md:18 api']],
    ['from a dependency', 'PRPs/PRP-PRD-shop-phase-1.md', 'on**: api, ¦web', ['PRPs/PRP-PRD-shop-phase-1.md:26 web']],
    [
      "from a dependency on a workstream's number",
      'PRPs/PRP-PRD-shop-phase-1.md',
      'on**: Work¦stream 1',
      ['PRPs/PRP-PRD-shop-phase-1.md:18 api'],
    ],
    [
      'from the contract chain',
      'PRPs/PRP-PRD-shop-phase-1.md',
      '-> [API d¦ocs]',
      ['PRPs/PRP-PRD-shop-phase-1.md:34 API docs'],
    ],
    ['from a concern', 'PRPs/PRP-PRD-shop-phase-1.md', '| URLs | a¦pi', ['PRPs/PRP-PRD-shop-phase-1.md:18 api']],
    [
      'from a workstream on to its line in the tracker',
      'PRPs/PRP-PRD-shop-phase-1.md',
      '1: a¦pi\n',
      ['WORKFLOW.md:19 api'],
    ],
    [
      'from a workstream that no tracker knows to itself',
      'PRPs/PRP-PRD-shop-phase-2.md',
      '1: a¦pi\n',
      ['PRPs/PRP-PRD-shop-phase-2.md:9 api'],
    ],
    ['from a file that exists', 'PRPs/PRP-PRD-shop-phase-1.md', '`src/¦api.ts`', ['src/api.ts:1']],
    ['from a context item', 'PRPs/PRP-PRD-shop-phase-1.md', 'file: src/¦goods.ts', ['src/goods.ts:1']],
    ['from a file that does not exist, nowhere', 'PRPs/PRP-PRD-shop-phase-1.md', '`src/¦web.ts`', []],
    ['from a checkpoint to the phase', 'WORKFLOW.md', '## Phase ¦1: Berths', ['PRDs/PRD-harbour.md:5 1']],
    ['from a row to the phase', 'WORKFLOW.md', '| ¦2: Basket', ['PRDs/PRD-shop.md:17 2']],
    ['from the next phase', 'WORKFLOW.md', 'Phase ¦2: Tides', ['PRDs/PRD-harbour.md:9 2']],
    ['from the command that resumes', 'WORKFLOW.md', 'PRD-shop.md ¦2`', ['PRDs/PRD-shop.md:17 2']],
    ['from the tracker to its PRD', 'WORKFLOW.md', 'PRDs/PRD-h¦arbour.md', ['PRDs/PRD-harbour.md:1']],
    [
      'from a line of the tracker to the workstream of that phase and plan',
      'WORKFLOW.md',
      'a¦pi: deferred',
      ['PRPs/PRP-PRD-harbour-phase-1.md:9 api'],
    ],
    [
      'from an executor in the tracker',
      'WORKFLOW.md',
      'executor-¦api-docs had',
      ['PRPs/PRP-PRD-shop-phase-1.md:34 API docs'],
    ],
    ["from a tracker's file", 'WORKFLOW.md', '`src/¦api.ts`', ['src/api.ts:1']],
    ['from a commit, which is no file', 'WORKFLOW.md', 'abc1¦234def5678', []],
    ['from ordinary words, nowhere', 'PRDs/PRD-shop.md', 'Goods ¦are listed', []],
  ];
  for (const [behaviour, path, words, expected] of hops) {
    it(behaviour, () => assert.deepEqual(definitions(path, words), expected));
  }

  it('knows the commit at a position', () => {
    const here = hereIn(twoPlans, 'WORKFLOW.md');
    assert.equal(commitAt(here, cursorIn(twoPlans, 'WORKFLOW.md', 'abc1¦234def5678')), 'abc1234def5678');
    assert.equal(commitAt(here, cursorIn(twoPlans, 'WORKFLOW.md', '| abc¦1234def56 |')), 'abc1234def56');
    assert.equal(commitAt(here, cursorIn(twoPlans, 'WORKFLOW.md', 'Status**: com¦pleted')), null);
  });

  it('finds what a caret stands before, in and behind', () => {
    const here = hereIn(twoPlans, 'PRDs/PRD-shop.md');
    const found = ['Phase ¦10: R', 'Phase 1¦0: R', 'Phase 10¦: R', 'Phase¦ 10: R'].map(
      (words) => mentionAt(here, cursorIn(twoPlans, 'PRDs/PRD-shop.md', words))?.type ?? null,
    );
    assert.deepEqual(found, ['phase', 'phase', 'phase', null]);
  });

  it('works in a PRD that no project knows', () => {
    const here = hereIn(twoPlans, 'PRDs/PRD-shop.md');
    const places = definitionsAt(here, cursorIn(twoPlans, here.path, 'needs Phase ¦1'), noProject);
    assert.deepEqual(
      places.map((place) => shown(twoPlans, place)),
      ['PRDs/PRD-shop.md:13 1'],
    );
  });

  it('goes by what stands in the editor, not by what the project knew before', () => {
    const edited = { ...twoPlans, 'PRDs/PRD-shop.md': `\n\n${twoPlans['PRDs/PRD-shop.md'] ?? ''}` };
    const here = hereIn(edited, 'PRDs/PRD-shop.md');
    const places = definitionsAt(here, cursorIn(edited, here.path, 'needs Phase ¦1'), project);
    assert.deepEqual(
      places.map((place) => shown(edited, place)),
      ['PRDs/PRD-shop.md:15 1'],
    );
  });

  it('finds a PRP whose name stands in an old tracker without its folder', () => {
    const files = {
      'PRDs/PRD-a.md': '# PRD\n\n## Phase 1: A\n',
      'PRPs/PRP-a-phase-1.md': '# PRP\n\n## Goal\n',
      'WORKFLOW.md':
        '# Project Workflow Tracker\n\n## Phase Progress\n\n| Phase | Status | PRP File |\n|---|---|---|\n| 1 | done | PRP-a-phase-1.md |\n',
    };
    const here = hereIn(files, 'WORKFLOW.md');
    const places = (words: string): readonly string[] =>
      definitionsAt(here, cursorIn(files, 'WORKFLOW.md', words), inMemoryProject({ files })).map(({ path }) => path);
    assert.deepEqual(places('PRP-a-¦phase'), ['PRPs/PRP-a-phase-1.md']);
    assert.deepEqual(places('| ¦1 | done'), ['PRDs/PRD-a.md']);
    assert.deepEqual(
      documentLinks(here, inMemoryProject({ files })).map(({ path }) => path),
      ['PRPs/PRP-a-phase-1.md'],
    );
  });

  it('does not guess between two PRDs', () => {
    const files = { ...twoPlans, 'PRPs/PRP-phase-1.md': '# PRP: Phase 1\n\n## Goal\n' };
    const here = hereIn(files, 'PRPs/PRP-phase-1.md');
    const position = cursorIn(files, here.path, 'Phase ¦1');
    assert.deepEqual(definitionsAt(here, position, inMemoryProject({ files })), []);
    assert.deepEqual(referencesAt(here, position, inMemoryProject({ files }), true), []);
  });
});

describe('references', () => {
  it('of a phase are those of its plan, and phase 10 is not phase 1', () => {
    assert.deepEqual(references('PRDs/PRD-shop.md', '### Phase ¦1: Catalogue'), [
      'PRDs/PRD-shop.md:3 1',
      'PRDs/PRD-shop.md:3 1',
      'PRDs/PRD-shop.md:9 1',
      'PRDs/PRD-shop.md:10 1',
      'PRDs/PRD-shop.md:11 1',
      'PRDs/PRD-shop.md:13 1',
      'PRDs/PRD-shop.md:21 1',
      'PRPs/PRP-PRD-shop-phase-1.md:1 1',
      'WORKFLOW.md:11 1',
      'WORKFLOW.md:14 1',
    ]);
  });

  it('are the same from every place', () => {
    const expected = references('PRDs/PRD-shop.md', '### Phase ¦2: Basket');
    assert.deepEqual(references('WORKFLOW.md', 'PRD-shop.md ¦2`'), expected);
    assert.deepEqual(references('PRPs/PRP-PRD-shop-phase-2.md', 'Phase ¦2'), expected);
    assert.ok(expected.includes('PRDs/PRD-shop.md:25 2'));
    assert.ok(expected.includes('WORKFLOW.md:22 2'));
    assert.ok(!expected.some((place) => place.includes('harbour')));
  });

  it('leave the declaration out when that is asked', () => {
    const all = references('PRDs/PRD-harbour.md', '### Phase ¦1');
    const others = references('PRDs/PRD-harbour.md', '### Phase ¦1', false);
    assert.deepEqual(
      all.filter((place) => !others.includes(place)),
      ['PRDs/PRD-harbour.md:5 1'],
    );
  });

  it('of a workstream are those of its PRP and of its phase in the tracker', () => {
    assert.deepEqual(references('WORKFLOW.md', '- a¦pi: completed'), [
      'PRPs/PRP-PRD-shop-phase-1.md:18 api',
      'PRPs/PRP-PRD-shop-phase-1.md:20 api',
      'PRPs/PRP-PRD-shop-phase-1.md:30 Workstream 1',
      'PRPs/PRP-PRD-shop-phase-1.md:32 api',
      'PRPs/PRP-PRD-shop-phase-1.md:38 api',
      'PRPs/PRP-PRD-shop-phase-1.md:45 api',
      'PRPs/PRP-PRD-shop-phase-1.md:46 api',
      'PRPs/PRP-PRD-shop-phase-1.md:53 api',
      'WORKFLOW.md:19 api',
    ]);
    assert.deepEqual(references('WORKFLOW.md', 'a¦pi: deferred'), [
      'PRPs/PRP-PRD-harbour-phase-1.md:9 api',
      'PRPs/PRP-PRD-harbour-phase-1.md:11 api',
      'WORKFLOW.md:41 api',
    ]);
  });

  it('of a file are those of its plan', () => {
    assert.deepEqual(references('PRPs/PRP-PRD-shop-phase-1.md', '`src/¦api.ts`'), [
      'PRPs/PRP-PRD-shop-phase-1.md:21 src/api.ts',
      'PRPs/PRP-PRD-shop-phase-2.md:12 src/api.ts',
      'WORKFLOW.md:19 src/api.ts',
    ]);
  });

  it('of a commit are those of the same one, however long it is written', () => {
    assert.deepEqual(references('WORKFLOW.md', 'abc1¦234def5678'), [
      'WORKFLOW.md:11 abc1234def56',
      'WORKFLOW.md:17 abc1234def5678',
    ]);
  });
});

describe('links of a document', () => {
  it('lead to the files that exist', () => {
    const links = documentLinks(hereIn(twoPlans, 'PRPs/PRP-PRD-shop-phase-1.md'), project);
    assert.deepEqual(
      links.map(({ path }) => path),
      ['PRDs/PRD-shop.md', 'src/goods.ts', 'src/api.ts'],
    );
    assert.deepEqual(documentLinks(hereIn(twoPlans, 'WORKFLOW.md'), noProject), []);
  });
});
