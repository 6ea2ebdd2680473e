import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { checkDocument } from '../../../server/language/check-document.ts';
import { nameKey } from '../../../server/language/inline-text.ts';
import { executorForm } from '../../../server/language/mentions/executor-form.ts';
import type { Mention } from '../../../server/language/mentions.ts';
import type { Here } from '../../../server/language/navigation/here.ts';
import { renameAt, renameRangeAt } from '../../../server/language/navigation/rename.ts';
import { inMemoryProject } from '../../helpers/in-memory-project.ts';
import { ruleFixtures } from '../../helpers/rule-fixtures.ts';
import { changed, cursorIn, hereIn, twoPlans, type Files } from '../../helpers/two-plans.ts';

const SHOP = 'PRDs/PRD-shop.md';
const CATALOGUE = 'PRPs/PRP-PRD-shop-phase-1.md';

function renamed(files: Files, path: string, words: string, newName: string): Files {
  const project = inMemoryProject({ files });
  const result = renameAt(hereIn(files, path), cursorIn(files, path, words), newName, project);
  assert.ok('changes' in result, 'refusal' in result ? result.refusal : '');
  return changed(files, result.changes);
}

function refusal(path: string, words: string, newName: string, files = twoPlans): string {
  const project = inMemoryProject({ files });
  const result = renameAt(hereIn(files, path), cursorIn(files, path, words), newName, project);
  return 'refusal' in result ? result.refusal : 'none';
}

/** The lines that differ, as `path: after`. */
function differences(before: Files, after: Files): readonly string[] {
  return Object.entries(after).flatMap(([path, text]) => {
    const old = (before[path] ?? '').split('\n');
    return text.split('\n').flatMap((line, index) => (old[index] === line ? [] : [`${path}: ${line.trim()}`]));
  });
}

describe('renaming a phase', () => {
  it("changes its id in every document of its plan, and the name of its PRP's file", () => {
    const after = renamed(twoPlans, SHOP, '### Phase ¦2: Basket', '2.1');
    assert.deepEqual(Object.keys(after).sort(), [
      'PRDs/PRD-harbour.md',
      'PRDs/PRD-shop.md',
      'PRPs/PRP-PRD-harbour-phase-1.md',
      'PRPs/PRP-PRD-shop-phase-1.md',
      'PRPs/PRP-PRD-shop-phase-2.1.md',
      'WORKFLOW.md',
      'src/api.ts',
      'src/goods.ts',
    ]);
    const moved = { ...twoPlans, 'PRPs/PRP-PRD-shop-phase-2.1.md': twoPlans['PRPs/PRP-PRD-shop-phase-2.md'] ?? '' };
    assert.deepEqual(differences(moved, after), [
      'PRDs/PRD-shop.md: See [Phase 2.1](#phase-21-basket), which needs Phase 1; phases 1, 2.1 and 10 are planned. `PRPs/PRP-PRD-shop-phase-2.1.md`',
      'PRDs/PRD-shop.md: | 2.1 | Basket | 1 |',
      'PRDs/PRD-shop.md: | 10 | Reports | 1, 2.1 |',
      'PRDs/PRD-shop.md: ### Phase 2.1: Basket',
      'PRDs/PRD-shop.md: **Goal:** Phase 2.1 can be measured.',
      'PRPs/PRP-PRD-shop-phase-1.md: Goods are listed, so that Phase 2.1 can sell them. See PRDs/PRD-shop.md.',
      'WORKFLOW.md: | 2.1: Basket | pending | - | - | - | - |',
      'WORKFLOW.md: - **Next Phase**: Phase 2.1: Basket',
      'WORKFLOW.md: - **Resume Instructions**: `clutch run PRDs/PRD-shop.md 2.1`',
      'PRPs/PRP-PRD-shop-phase-2.1.md: # PRP: PRD-shop, Phase 2.1',
    ]);
  });

  it('gives the same from a PRP and from the tracker', () => {
    const expected = renamed(twoPlans, SHOP, '### Phase ¦1: Catalogue', '3');
    assert.deepEqual(renamed(twoPlans, CATALOGUE, 'for phase ¦1 of', '3'), expected);
    assert.deepEqual(renamed(twoPlans, 'WORKFLOW.md', '## Phase ¦1: Catalogue', '3'), expected);
  });

  it('edits a file before it gets its new name', () => {
    const here = hereIn(twoPlans, SHOP);
    const position = cursorIn(twoPlans, SHOP, '### Phase ¦2: Basket');
    const result = renameAt(here, position, '4', inMemoryProject({ files: twoPlans }));
    const kinds = 'changes' in result ? result.changes.map(({ kind }) => kind) : [];
    assert.deepEqual(kinds, ['edit', 'edit', 'edit', 'edit', 'rename']);
  });

  it('keeps the way in which a document writes ids', () => {
    const files = { 'PRDs/PRD-a.md': '# PRD\n\n## Phase 01: One\n\n## PHASE 5B: Two\n\nPhase 5b needs phase 1.\n' };
    assert.equal(
      renamed(files, 'PRDs/PRD-a.md', 'Phase ¦01', '2')['PRDs/PRD-a.md'],
      '# PRD\n\n## Phase 02: One\n\n## PHASE 5B: Two\n\nPhase 5b needs phase 2.\n',
    );
    assert.equal(
      renamed(files, 'PRDs/PRD-a.md', 'PHASE 5¦B', '7c')['PRDs/PRD-a.md'],
      '# PRD\n\n## Phase 01: One\n\n## PHASE 7C: Two\n\nPhase 7c needs phase 1.\n',
    );
    const chinese = { 'PRDs/PRD-a.md': '# PRD\n\n## 阶段一:基础\n\n## 第二阶段:支付\n' };
    assert.equal(
      renamed(chinese, 'PRDs/PRD-a.md', '第¦二阶段', '12')['PRDs/PRD-a.md'],
      '# PRD\n\n## 阶段一:基础\n\n## 第十二阶段:支付\n',
    );
  });

  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['an empty id', ' ', /needs an id/],
    ['words', 'Foundation', /"Foundation" is no phase id/],
    ['an id with other characters', '2-1', /is no phase id/],
    ['the id of another phase', '2', /has a phase 2 already: "Basket"/],
    ['another spelling of it', '02', /has a phase 2 already/],
  ];
  for (const [what, newName, expected] of refused) {
    it(`refuses ${what}`, () => assert.match(refusal(SHOP, '### Phase ¦1: Catalogue', newName), expected));
  }

  it('refuses an id that the plan speaks of already', () => {
    const files = { ...twoPlans, [CATALOGUE]: `${twoPlans[CATALOGUE] ?? ''}\nLater, in Phase 7.\n` };
    assert.match(refusal(SHOP, '### Phase ¦1: Catalogue', '7', files), /spoken of in PRPs\/PRP-PRD-shop-phase-1\.md/);
  });

  it('refuses to replace a PRP that is there', () => {
    const files = { ...twoPlans, 'PRPs/PRP-PRD-shop-phase-3.md': '# PRP\n\n## Goal\n' };
    assert.match(refusal(SHOP, '### Phase ¦2: Basket', '3', files), /which is there already/);
  });

  it('changes nothing for the id that it has', () => {
    assert.deepEqual(renamed(twoPlans, SHOP, '### Phase ¦1: Catalogue', ' 01'), twoPlans);
  });
});

describe('renaming a workstream', () => {
  it('changes it in its PRP and in the tracker, and nowhere else', () => {
    assert.deepEqual(differences(twoPlans, renamed(twoPlans, CATALOGUE, '1: a¦pi\n', 'Goods service')), [
      'PRPs/PRP-PRD-shop-phase-1.md: ### Workstream 1: Goods service',
      'PRPs/PRP-PRD-shop-phase-1.md: - **Owner**: executor-goods-service',
      'PRPs/PRP-PRD-shop-phase-1.md: 1. Show the goods, as executor-goods-service serves them',
      'PRPs/PRP-PRD-shop-phase-1.md: - **Depends on**: Goods service, web',
      'PRPs/PRP-PRD-shop-phase-1.md: Goods service → publishes GET /goods → web',
      'PRPs/PRP-PRD-shop-phase-1.md: [Goods service] -> [GET /goods] -> [API docs]',
      'PRPs/PRP-PRD-shop-phase-1.md: | URLs | Goods service | web, API docs | no slash at the end |',
      'WORKFLOW.md: - Goods service: completed (files: `src/api.ts`, `src/api/list.ts`)',
    ]);
  });

  it('finds it from the tracker, and behind an executor in it', () => {
    assert.deepEqual(
      renamed(twoPlans, 'WORKFLOW.md', 'executor-¦api-docs', 'manual'),
      renamed(twoPlans, CATALOGUE, '3: API ¦docs', 'manual'),
    );
  });

  it('of one PRP leaves one of the same name in another alone', () => {
    const after = renamed(twoPlans, 'WORKFLOW.md', 'a¦pi: deferred', 'berths');
    assert.deepEqual(differences(twoPlans, after), [
      'PRPs/PRP-PRD-harbour-phase-1.md: ### Workstream 1: berths',
      'PRPs/PRP-PRD-harbour-phase-1.md: - **Owner**: executor-berths',
      'WORKFLOW.md: - berths: deferred (reason: the quay is closed)',
    ]);
  });

  it('brings no finding', () => {
    const after = renamed(twoPlans, CATALOGUE, '3: API ¦docs', 'manual');
    const count = (files: Files): number =>
      Object.entries(files).flatMap(([path, text]) =>
        checkDocument({ path, text, inProject: true, project: inMemoryProject({ files }) }),
      ).length;
    assert.equal(count(after), count(twoPlans));
  });

  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['an empty name', '', /needs a name/],
    ['the name of another workstream', 'web', /has a workstream "web" already/],
    ['another spelling of it', 'Api-Docs', /has a workstream "API docs" already/],
    ['the number of another workstream', '2', /has a workstream "web" already/],
    ['its own number', 'ws-1', /is the number of this workstream/],
    ['a comma', 'a, b', /cannot be the name/],
    ['a bar', 'a|b', /cannot be the name/],
    ['a colon', 'a: b', /cannot be the name/],
    ['an arrow', 'a → b', /cannot be the name/],
    ['brackets', 'a (b)', /cannot be the name/],
    ['a line break', 'a\nb', /cannot be the name/],
    ['marks of emphasis', '*a*', /cannot be the name/],
    ['a name with executor- in front', 'executor-x', /would not be read/],
    ['a dash between blanks', 'a - b', /would not be read/],
    ['a word for nothing', 'none', /would not be read/],
  ];
  for (const [what, newName, expected] of refused) {
    it(`refuses ${what}`, () => assert.match(refusal(CATALOGUE, '1: a¦pi\n', newName), expected));
  }

  it('that has only a letter takes another letter, but no name that would not be read', () => {
    const files = { 'PRPs/PRP-a.md': '# PRP: a\n\n### Stream A\n\n### Stream B\n\n- Depends on: Stream A\n' };
    assert.equal(
      renamed(files, 'PRPs/PRP-a.md', 'Stream ¦A', 'C')['PRPs/PRP-a.md'],
      '# PRP: a\n\n### Stream C\n\n### Stream B\n\n- Depends on: Stream C\n',
    );
    assert.match(refusal('PRPs/PRP-a.md', 'Stream ¦A', 'api', files), /would not be read/);
  });
});

describe('what can be renamed', () => {
  const range = (path: string, words: string, files: Files = twoPlans): string | null => {
    const found = renameRangeAt(hereIn(files, path), cursorIn(files, path, words), inMemoryProject({ files }));
    if (!found) return null;
    const line = (files[path] ?? '').split('\n')[found.range.start.line] ?? '';
    return `${line.slice(found.range.start.character, found.range.end.character)} as ${found.placeholder}`;
  };
  const cases: readonly (readonly [string, string, string, string | null])[] = [
    ['a phase', SHOP, '### Phase 1¦0: Reports', '10 as 10'],
    ['a workstream', CATALOGUE, 'API do¦cs\n', 'API docs as API docs'],
    ['an executor', CATALOGUE, 'executor-api-do¦cs', 'api-docs as API docs'],
    ['no word in front of an id', SHOP, '### Ph¦ase 10: Reports', null],
    ['no title of a phase', SHOP, '### Phase 10: Rep¦orts', null],
    ['no other heading', SHOP, '## Implem¦entation Phases', null],
    ['no number of a workstream', CATALOGUE, 'Workstream ¦1: api', null],
    ['no dependency by number', CATALOGUE, 'on**: Work¦stream 1', null],
    ['no file', CATALOGUE, 'src/¦goods.ts', null],
    ['no commit', 'WORKFLOW.md', 'abc¦1234def5678', null],
    ['no status', 'WORKFLOW.md', '- **Status**: comp¦leted', null],
    ['no phase that the PRD does not have', 'PRDs/PRD-harbour.md', '**Goal:** ¦Phase 1 knows', null],
  ];
  for (const [what, path, words, expected] of cases) {
    it(`is ${what}`, () => assert.equal(range(path, words), expected));
  }

  it('is nothing in ordinary markdown', () => {
    const files = { 'docs/notes.md': '# Notes\n\n## Phase 1: Setup\n\n### Workstream 1: api\n' };
    assert.equal(range('docs/notes.md', 'Phase ¦1', files), null);
    assert.equal(range('docs/notes.md', 'a¦pi', files), null);
    assert.match(refusal('docs/notes.md', 'Phase ¦1', '2', files), /Only the id of a phase/);
  });

  it('is no phase in a code fence or a comment', () => {
    const files = { [SHOP]: '# PRD\n\n## Phase 1: A\n\n```\nPhase 1\n```\n\n<!-- phase 1 -->\n' };
    assert.equal(range(SHOP, '\nPhase ¦1\n', files), null);
    assert.equal(range(SHOP, '<!-- phase ¦1', files), null);
  });
});

/**
 * Renames every phase and workstream of the files in turn, and back. A name that is written in a third way somewhere
 * (`Api` for `api`) is then written as the heading has it, so those are left out.
 */
function assertReversible(files: Files): void {
  const project = inMemoryProject({ files });
  for (const path of Object.keys(files).filter((one) => one.endsWith('.md'))) {
    const here = hereIn(files, path);
    for (const mention of here.facts.mentions.slice(0, 40)) {
      const range = renameRangeAt(here, mention.range.start, project);
      if (range === null || !hasUsualForms(here, mention)) continue;
      const found = newNamesFor(mention)
        .map((newName) => ({ newName, there: renameAt(here, mention.range.start, newName, project) }))
        .find(({ there }) => 'changes' in there);
      assert.ok(found && 'changes' in found.there, `${path}: nothing else can be the name of ${range.placeholder}`);
      const { newName, there } = found;
      const after = changed(files, there.changes);
      assert.notDeepEqual(after, files);
      assert.deepEqual(mentionCounts(after), mentionCounts(files));
      assert.deepEqual(renamedBack(files, path, after, newName, range.placeholder), files);
    }
  }
}

/** How many names of each kind all documents hold: a rename makes none and loses none. */
function mentionCounts(files: Files): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const path of Object.keys(files)) {
    for (const { type } of hereIn(files, path).facts.mentions) counts[type] = (counts[type] ?? 0) + 1;
  }
  return counts;
}

/** Ids of one digit: `01` becomes `07`, whereas `77` says nothing of a zero in front. */
function newNamesFor(mention: Mention): readonly string[] {
  if (mention.type === 'phase') return ['7', '8', '6', '9'];
  // A workstream that has only a letter can only get another letter.
  return mention.type === 'workstream' && /^[A-Z]$/.test(mention.name) ? ['Z'] : ['zz Neu 9'];
}

function hasUsualForms({ document, facts }: Here, mention: Mention): boolean {
  if (mention.type !== 'workstream') return true;
  return facts.mentions
    .filter((one) => one.type === 'workstream' && one.name === mention.name && one.form !== 'alias')
    .every(({ range }) => {
      const written = document.lines.text(range.start.line).slice(range.start.character, range.end.character);
      return written === mention.name || written === executorForm(mention.name);
    });
}

function renamedBack(files: Files, path: string, after: Files, newName: string, name: string): Files {
  const now = path in after ? path : (Object.keys(after).find((one) => !(one in files)) ?? '');
  const here = hereIn(after, now);
  const mention = here.facts.mentions.find(
    (one) =>
      (one.type === 'phase' && one.id === newName && !one.anchor) ||
      (one.type === 'workstream' && one.form !== 'alias' && nameKey(one.name) === nameKey(newName)),
  );
  assert.ok(mention, `nothing in ${now} has the new name:\n${after[now] ?? ''}`);
  const back = renameAt(here, mention.range.start, name, inMemoryProject({ files: after }));
  assert.ok('changes' in back, 'refusal' in back ? back.refusal : '');
  return changed(after, back.changes);
}

describe('renaming back', () => {
  it('gives the same bytes in two plans', () => assertReversible(twoPlans));

  it('gives the same bytes with Windows line ends', () => {
    const files = Object.entries(twoPlans).map(([path, text]) => [path, text.replaceAll('\n', '\r\n')] as const);
    assertReversible(Object.fromEntries(files));
  });

  it('gives the same bytes in every fixture of a rule', () => {
    for (const files of new Set(ruleFixtures().map((fixture) => fixture.project.files))) assertReversible(files);
  });

  it('gives the same bytes in generated projects', () => {
    fc.assert(
      fc.property(projects, (files) => assertReversible(files)),
      { numRuns: 25, seed: 5 },
    );
  });
});

const WORDS = ['api', 'web', 'API layer', 'data_model', 'Größe', 'r2', 'UI/UX', 'a.b', 'x'];

const phaseIds = fc.uniqueArray(fc.constantFrom('1', '2', '2.1', '3', '5b', '10', '12.4'), {
  minLength: 1,
  maxLength: 4,
});

/** A PRD, a PRP for each of its phases and a tracker, in the forms that plans have. */
const projects: fc.Arbitrary<Files> = fc
  .record({
    ids: phaseIds,
    names: fc.uniqueArray(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 }),
    heading: fc.constantFrom('### Phase', '# PHASE', '**Phase', '## 4.2 Phase'),
    key: fc.constantFrom('1', 'A', ''),
    arrow: fc.constantFrom('→', '->'),
    newline: fc.constantFrom('\n', '\r\n'),
    mark: fc.constantFrom('**', ''),
  })
  .map(({ ids, names, heading, key, arrow, newline, mark }) => {
    const bold = heading.startsWith('**') ? '**' : '';
    const prd = [
      '# PRD: shop',
      `Phases ${ids.join(', ')} follow; phase ${ids[0] ?? ''} is first.`,
      '## Implementation Phases',
      `| Phase | Depends |\n|---|---|\n${ids.map((id, index) => `| ${id}: P | ${ids[index - 1] ?? '-'} |`).join('\n')}`,
      ...ids.map((id) => `${heading} ${id}: Part${bold}\n\n**Goal:** It is after phase ${ids[0] ?? ''}.`),
    ];
    const prp = (id: string): readonly string[] => [
      `name: "PRP for phase ${id} of PRD-shop"\ndescription: |\n  Phase ${id}.`,
      '## Workstreams',
      ...names.map(
        (name, index) =>
          `### Workstream ${key === '' ? '' : key === '1' ? index + 1 : 'ABCD'[index]}: ${name}\n\n- ${mark}Owner${mark}: executor-${name
            .toLowerCase()
            .replaceAll(/[ /]+/g, '-')}\n- ${mark}Depends on${mark}: ${names.slice(0, index).join(', ') || 'none'}`,
      ),
      '## Contract Chain',
      `\`\`\`\n${names.map((name) => `${name} ${arrow} types ${arrow} ${names[0] ?? ''}`).join('\n')}\n\`\`\``,
    ];
    const workflow = [
      '# CLUTCH Workflow Tracker\n\n**PRD:** PRDs/PRD-shop.md',
      ...ids.map(
        (id, index) =>
          `## Phase ${id}: Part\n\n- **Workstreams**:\n${names.map((name) => `  - ${name}: completed (files: a.ts)`).join('\n')}\n- **Next Phase**: Phase ${ids[index + 1] ?? id}\n- **Resume Instructions**: \`clutch run PRDs/PRD-shop.md ${id}\``,
      ),
    ];
    const text = (parts: readonly string[]): string => `${parts.join('\n\n')}\n`.replaceAll('\n', newline);
    return {
      'PRDs/PRD-shop.md': text(prd),
      'WORKFLOW.md': text(workflow),
      ...Object.fromEntries(ids.map((id) => [`PRPs/PRP-PRD-shop-phase-${id}.md`, text(prp(id))])),
    };
  });
