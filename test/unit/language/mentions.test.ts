import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { DocumentKind } from '../../../schemas/document/outline.ts';
import { readContractChain } from '../../../server/language/contract-chain.ts';
import { readConcerns } from '../../../server/language/cross-cutting.ts';
import { MAX_MENTIONS } from '../../../server/language/mentions/collect.ts';
import { readMentions, type Mention } from '../../../server/language/mentions.ts';
import { parseDocument } from '../../../server/language/parse-document.ts';
import { normalizePhaseId } from '../../../server/language/phase-id.ts';
import { largePrp } from '../../bench/lib/large-prp.ts';
import { workstreamResolver } from '../../../server/language/workstreams.ts';
import { ruleFixtures } from '../../helpers/rule-fixtures.ts';
import { twoPlans } from '../../helpers/two-plans.ts';

function mentions(text: string, kind: DocumentKind, path = 'PRPs/a.md'): readonly Mention[] {
  return readMentions(path, parseDocument(text), kind);
}

/** What a mention names; a definition ends in `!`. */
function label(mention: Mention): string {
  switch (mention.type) {
    case 'phase':
      return `${mention.id}${mention.role === 'definition' ? '!' : ''}`;
    case 'workstream':
      return `${mention.name}${mention.role === 'definition' ? '!' : ''}`;
    case 'file':
      return mention.path;
    case 'commit':
      return mention.sha;
  }
}

function named(text: string, kind: DocumentKind, type: Mention['type'], path?: string): readonly string[] {
  return mentions(text, kind, path)
    .filter((mention) => mention.type === type)
    .map(label);
}

describe('phases in prose', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['It needs Phase 1.', ['1']],
    ['It needs Phase 10.', ['10']],
    ['It needs phase 2.1, too.', ['2.1']],
    ['It needs **Phase 5b**.', ['5b']],
    ['It needs Phase **3** and PHASE 4.', ['3', '4']],
    ['Phase-2 work and phase #3', ['2', '3']],
    ['Phases 1, 2 and 4', ['1', '2', '4']],
    ['Phases 1-3; phases 4 to 5', ['1', '3', '4', '5']],
    ['Phase 1–3 and Phase 5/6', ['1', '3', '5', '6']],
    ["Phase 2's end", ['2']],
    ['(Phase 2)', ['2']],
    ['_Phase 2_', ['2']],
    ['Phase 1, 3 weeks', ['1']],
    ['Phase 1 and 3 weeks', ['1']],
    ['Phase 007', ['7']],
    ['Phase 1000', []],
    ['Phase 12x', ['12x']],
    ['Phase 1st', []],
    ['a three-phase 400 V line', []],
    ['phase 90%', []],
    ['see docs/phase-2.md and phase-2-setup', []],
    ['the phases', []],
    ['Phase one', []],
    ['emphase 2', []],
    ['my_phase 2', []],
    ['`--phase 2`', []],
    ['https://example.org/phase/2', []],
  ];
  for (const [text, ids] of cases) {
    it(`of ${text}`, () => assert.deepEqual(named(`# PRD: x\n\n${text}\n`, 'prd', 'phase'), ids));
  }

  it('are called as the headings call them', () => {
    assert.deepEqual(named('# PRD\n\n## Étape 1 : Base\n\nAprès étape 1.\n', 'prd', 'phase'), ['1!', '1']);
    assert.deepEqual(named('# PRD\n\nAprès étape 1.\n', 'prd', 'phase'), []);
    assert.deepEqual(named('# PRD\n\n## 阶段一:基础\n\n第二阶段后\n\n阶段 1\n', 'prd', 'phase'), ['1!', '2', '1']);
  });

  it('are milestones only where those stand in for phases', () => {
    const milestones = '# PRD\n\n## Milestone 1: Base\n\nWork.\n\n## Milestone 2: More\n\nAfter milestone 1.\n';
    assert.deepEqual(named(milestones, 'prd', 'phase'), ['1!', '2!', '1']);
    assert.deepEqual(named('# PRD\n\n## Phase 1: Base\n\nAfter milestone 1.\n', 'prd', 'phase'), ['1!']);
  });

  it('are none in code, comments and front matter of a PRD', () => {
    const text = '---\nname: phase 1\n---\n# PRD\n\n```\nphase 1\n```\n\n<!-- phase 1 -->\n';
    assert.deepEqual(named(text, 'prd', 'phase'), []);
  });
});

describe('phases of a PRD', () => {
  it('are defined where they are described, and an overview refers to them', () => {
    const text = `# PRD

| # | Phase | Depends |
|---|---|---|
| 1 | 3D engine | - |
| 2 | Sound | 1 |

## 9.1 Phase 1: 3D engine

Goal

## 9.2 Phase 2: Sound

Goal
`;
    const found = mentions(text, 'prd').map((mention) => `${mention.range.start.line + 1} ${label(mention)}`);
    assert.deepEqual(found, ['5 1', '6 2', '6 1', '8 1!', '12 2!']);
  });

  it('are defined in a table where that is all there is', () => {
    const text = '# PRD\n\n## Phases\n\n| Phase | Goal |\n|---|---|\n| 1: Base | a |\n| Phase 2 | b |\n';
    assert.deepEqual(named(text, 'prd', 'phase'), ['1!', '2!']);
  });

  it('are linked to by their heading, without dots', () => {
    const text = '# PRD\n\n[a](#phase-21-more) [b](#phase-2-base)\n\n## Phase 2: Base\n\n## Phase 2.1: More\n';
    assert.deepEqual(named(text, 'prd', 'phase'), ['2.1', '2', '2!', '2.1!']);
  });

  it('are not numbers in a column of other words', () => {
    const text = '# PRD\n\n| Phase | Depends |\n|---|---|\n| 1: A | 2 people |\n| 2: B | v1 of api |\n';
    assert.deepEqual(named(text, 'prd', 'phase'), ['1!', '2!']);
  });
});

describe('a PRP', () => {
  it('speaks of its own phases in their headings, and of the PRD in its title only', () => {
    const own = '# PRP: shop, Phase 2\n\nPhase 1 first.\n\n## Phase 1: Set-up\n\n## Phase 2: Work\n';
    assert.deepEqual(named(own, 'prp', 'phase'), ['2']);
    const bold = '# PRP: shop, Phase 2\n\n**Phase 1: Set-up** (1 day)\n\nAfter phase 1.\n';
    assert.deepEqual(named(bold, 'prp', 'phase'), ['2']);
    assert.deepEqual(named('# PRP: shop, Phase 2\n\n**Phase 1** is done.\n', 'prp', 'phase'), ['2', '1']);
  });

  it('names its phase in its front matter', () => {
    assert.deepEqual(named('---\nname: x\nphase: "02"\n---\n', 'prp', 'phase'), ['2']);
    assert.deepEqual(named('---\nname: x\nphase: two\n---\n', 'prp', 'phase'), []);
  });

  it('names files of context, of tasks and of workstreams', () => {
    const text = `# PRP

\`\`\`yaml
- file: ./src/a.ts:12-30
- docfile: "docs/b.md"
- doc: https://example.org/c.md
- url: https://example.org
Task 1: CREATE src/d.ts
MODIFY src/e/:
  - MIRROR pattern from: src/f.ts
  - FIND: file
CREATE TABLE shop.goods
\`\`\`

\`\`\`sql
CREATE src/g.ts
\`\`\`

- **file**: \`src/h.ts\`
- file: /etc/passwd
- file: ../secret.ts
- CREATE \`src/i.ts\`

### Workstream 1: api

- Files owned: src/j.ts, ./src/k.ts, \`src/l/**\`
`;
    assert.deepEqual(named(text, 'prp', 'file'), [
      'src/a.ts',
      'docs/b.md',
      'src/d.ts',
      'src/e/',
      'src/f.ts',
      'src/h.ts',
      'src/i.ts',
      'src/j.ts',
      'src/k.ts',
      'src/l/**',
    ]);
  });

  it('has no workstreams where it names executors of nobody', () => {
    assert.deepEqual(named('# PRP\n\n## Workstreams\n\nexecutor-api\n', 'prp', 'workstream'), []);
  });

  it('prefers the workstream that is called so to one whose owner is', () => {
    const text =
      '### Workstream 1: api\n\n- Owner: executor-web\n\n### Workstream 2: web\n\n- Owner: executor-web\n- Depends on: web\n';
    assert.deepEqual(named(text, 'prp', 'workstream'), ['api!', 'web', 'web!', 'web', 'web']);
  });
});

describe('paths of plans', () => {
  it('are relative to the project, wherever the document lies', () => {
    const text =
      '# PRD\n\n[a](../PRPs/PRP-a-phase-1.md#goal), PRDs/PRD-b.md. `./PRDs/PRD-c.md`, https://x.org/PRDs/PRD-d.md, /PRDs/PRD-e.md, ../../PRDs/PRD-f.md, notes.md\n';
    assert.deepEqual(named(text, 'prd', 'file', 'PRDs/PRD-a.md'), [
      'PRPs/PRP-a-phase-1.md',
      'PRDs/PRD-b.md',
      'PRDs/PRD-c.md',
    ]);
  });

  it('tell the phases of a command, also in a code fence of a tracker but not in its comments', () => {
    const text =
      '# CLUTCH Workflow Tracker\n\n**PRD:** PRDs/PRD-a.md\n\n## Phase 1: A\n\n```\n/clutch PRDs/PRD-a.md 2 3\n```\n\n<!-- /clutch PRDs/PRD-a.md 4 -->\n';
    assert.deepEqual(named(text, 'workflow', 'phase', 'WORKFLOW.md'), ['1', '2', '3']);
  });
});

/** Every mention covers what it names, in order, inside of one line and apart from its neighbours. */
function assertExact(text: string, kind: DocumentKind): void {
  const document = parseDocument(text);
  let last = { line: 0, character: 0 };
  for (const mention of readMentions('PRPs/a.md', document, kind)) {
    const { start, end } = mention.range;
    const context = `${JSON.stringify(mention)} in ${JSON.stringify(text)}`;
    assert.equal(start.line, end.line, context);
    assert.ok(start.line > last.line || (start.line === last.line && start.character >= last.character), context);
    last = end;
    const words = document.lines.text(start.line).slice(start.character, end.character);
    if (mention.type === 'phase') {
      assert.equal(mention.written, words, context);
      const isAnchorOfDotted = mention.anchor && mention.id.replaceAll('.', '') === words;
      assert.ok(isAnchorOfDotted || normalizePhaseId(words) === mention.id, context);
    } else if (mention.type === 'commit') assert.equal(words, mention.sha, context);
    else if (mention.type === 'file') assert.ok(mention.path.endsWith(words.replace(/^(?:\.\.?\/)+/, '')), context);
    else assert.match(words, /^[^\s].*[^\s]$|^[^\s]$/u, context);
  }
}

const KINDS = ['prd', 'prp', 'workflow'] as const;

describe('every mention', () => {
  it('is exact and in order in every fixture, whatever the document is taken for', () => {
    const texts = [...ruleFixtures().map(({ text }) => text), ...Object.values(twoPlans)];
    for (const text of texts) for (const kind of KINDS) assertExact(text, kind);
  });

  it('is exact and in order in any text', () => {
    const pieces = [
      'Phase ',
      'phases ',
      '1',
      '2.1',
      ', ',
      ' and ',
      '\n',
      '\n\n',
      '## ',
      '### Workstream 1: ',
      'api',
      'executor-',
      '- **Owner**: ',
      '- **Depends on**: ',
      '| ',
      '|---|\n',
      '→',
      '```\n',
      '<!-- ',
      ' -->',
      'PRDs/PRD-a.md',
      '\r\n',
      '- **Commit**: abc1234',
      '**',
      '`',
      'clutch run ',
      '(#phase-',
      '-',
      ')',
      '阶段',
      '第',
      '二',
      '- file: ',
      'a/b.ts',
      '## Contract Chain\n',
      '- **Workstreams**:\n',
      '  - api: completed (files: a.ts)',
      '# ',
      'Status',
      '\u{1F600}',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), fc.constantFrom(...KINDS), (parts, kind) =>
        assertExact(parts.join(''), kind),
      ),
      { numRuns: 800, seed: 7 },
    );
  });

  it('is none in other kinds of documents', () => {
    for (const kind of ['away', 'record', 'other'] as const) assert.deepEqual(mentions('Phase 1\n', kind), []);
  });
});

describe('the time that mentions take', () => {
  it('is short in a large PRP', (t) => {
    let text = largePrp(205 * 1024);
    let document = parseDocument(text);
    const times: number[] = [];
    for (let edit = 0; edit < 60; edit += 1) {
      const at = (edit * 3391) % text.length;
      text = `${text.slice(0, at)}x${text.slice(at)}`;
      document = parseDocument(text, document);
      // The models are shared with the rules, so their time is not counted here.
      workstreamResolver(document);
      readContractChain(document);
      readConcerns(document);
      const started = performance.now();
      readMentions('PRPs/a.md', document, 'prp');
      times.push(performance.now() - started);
    }
    times.sort((a, b) => a - b);
    const at = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(2);
    t.diagnostic(`mentions of a 205 KB PRP: median ${at(0.5)} ms, p95 ${at(0.95)} ms`);
  });

  const hostile: readonly (readonly [string, string, DocumentKind])[] = [
    ['phases', 'Phase 1, 2 and 3 '.repeat(100_000), 'prd'],
    ['trackers', '# A\n\n## Phase 1: x\n\n- **Workstreams**:\n  - api: completed\n'.repeat(4000), 'workflow'],
    ['commands', 'clutch run PRDs/a.md 1 '.repeat(100_000), 'workflow'],
    ['slashes', `${'a/'.repeat(1_500_000)}PRDs/b.md`, 'prp'],
    ['long paths', `${'a/'.repeat(140)}PRDs/b.md `.repeat(10_000), 'prp'],
    ['workstreams', '### Workstream 1: a\n- Depends on: a\n'.repeat(3000), 'prp'],
    ['items', '- file: a/b\n'.repeat(100_000), 'prp'],
    ['tables', '| Phase | Depends |\n|--|--|\n| 1: x | 2, 3 |\n\n'.repeat(4000), 'prd'],
    ['executors', `### Workstream 1: a\n\n${'executor-a '.repeat(200_000)}`, 'prp'],
  ];
  for (const [what, text, kind] of hostile) {
    it(`grows with the document only: ${what}`, () => {
      const document = parseDocument(text);
      const started = performance.now();
      const found = readMentions('PRPs/a.md', document, kind);
      const spent = performance.now() - started;
      assert.ok(found.length <= MAX_MENTIONS);
      assert.ok(spent < 5000, `${spent.toFixed(0)} ms for ${text.length} characters`);
    });
  }
});
