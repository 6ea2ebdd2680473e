import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readContractChain } from '../../../server/language/contract-chain.ts';
import { isSameContract } from '../../../server/language/contract-names.ts';
import { readConcerns } from '../../../server/language/cross-cutting.ts';
import { readCycles } from '../../../server/language/dependency-graph.ts';
import type { TextRange } from '../../../server/language/line-index.ts';
import { outlineOf } from '../../../server/language/outline.ts';
import { parseDocument, type ParsedDocument } from '../../../server/language/parse-document.ts';
import { insertPrpSections, missingPrpSections, readPrpSections } from '../../../server/language/prp-sections.ts';
import { readTaskFiles } from '../../../server/language/task-files.ts';
import { applyEdits } from '../../../server/language/text-edit.ts';
import { readWorkstreams } from '../../../server/language/workstreams.ts';

const PRP = `## Workstreams

### Workstream 1: Core API (UPSTREAM)

- **Owner:** \`executor-core-api\` (one agent)
- **Files to create**: \`data.ts\`, \`a.ts\` (like \`data.ts\`),
  src/b.ts
- **Files to modify**:
  - \`src\\c.ts\`
  - package.json (scripts, all of them)
- **Depends on**: none

### Workstream B — web

- **Files owned**: src/web/
- **Depends on**: executor-core-api (needs \`api\`, all of it), apis and docs
- **Produces**: pages (HTML), \`Page\` type
- **Consumes**:
  - routes - to call them

### Stream C: docs

- **Files owned**: [docs/, README.md]
- **depends_on**: [Workstream B]

## Contract Chain

A contract goes upstream → downstream.

\`\`\`
[Core API] → publishes [GET /orders/] → [web, docs]
core-api → Order: (id) => Order → B → pages → Stream C  # two steps
web -> docs
# web → nothing → web
nobody → mail → everyone
\`\`\`

| a | b |

## Cross-Cutting Concerns

| Concern | Detail | Owner | Coordinates with |
|---|---|---|---|
| Error \\| shape | JSON | \`executor-core-api\` (first) | B, docs |
| Constants | one file |  | none |
| Storage | ISO |
`;

function textIn(document: ParsedDocument, { start, end }: TextRange): string {
  assert.equal(start.line, end.line);
  return document.lines.text(start.line).slice(start.character, end.character);
}

for (const [ends, source] of [
  ['\\n', PRP],
  ['\\r\\n', PRP.replaceAll('\n', '\r\n')],
] as const) {
  describe(`the model of a PRP whose lines end in ${ends}`, () => {
    const document = parseDocument(source);
    const workstreams = readWorkstreams(document);

    it('has names, owners, files and dependencies exactly where they are written', () => {
      assert.deepEqual(
        workstreams.map(({ nameRange }) => textIn(document, nameRange)),
        ['Core API', 'web', 'docs'],
      );
      const [core, web, docs] = workstreams;
      assert.ok(core?.ownerRange && web && docs);
      assert.equal(textIn(document, core.ownerRange), 'executor-core-api');
      assert.deepEqual(
        core.files.map(({ path, line, range }) => [path, line, textIn(document, range)]),
        [
          ['data.ts', 5, 'data.ts'],
          ['a.ts', 5, 'a.ts'],
          ['src/b.ts', 6, 'src/b.ts'],
          // Written in another way, so the whole line stands for it.
          ['src/c.ts', 8, '- `src\\c.ts`'],
          ['package.json', 9, 'package.json'],
        ],
      );
      assert.deepEqual(
        [...web.dependsOn, ...docs.dependsOn].map(({ name, range }) => [name, textIn(document, range)]),
        [
          ['Core API', 'core-api'],
          [null, 'apis'],
          ['docs', 'docs'],
          ['web', 'Workstream B'],
        ],
      );
      assert.deepEqual(
        docs.files.map(({ range }) => textIn(document, range)),
        ['docs/', 'README.md'],
      );
    });

    it('tells the dialects apart and reads what is produced and consumed', () => {
      assert.deepEqual(
        workstreams.map(({ dialect }) => dialect),
        ['A', 'B', 'B'],
      );
      const [, web] = workstreams;
      const entries = [...(web?.produces ?? []), ...(web?.consumes ?? [])];
      assert.deepEqual(
        entries.map(({ text, range }) => [text, textIn(document, range)]),
        [
          ['pages', 'pages'],
          ['`Page` type', '`Page` type'],
          ['routes', 'routes'],
        ],
      );
    });

    it('reads the contract chain in its forms, and no prose', () => {
      const hops = readContractChain(document)?.hops ?? [];
      assert.deepEqual(
        hops.map(({ from, to, contract }) => [from.name, contract, to.name ?? to.written]),
        [
          ['Core API', 'GET /orders/', 'web'],
          ['Core API', 'GET /orders/', 'docs'],
          ['Core API', 'Order: (id) => Order', 'web'],
          ['web', 'pages', 'docs'],
          ['web', '', 'docs'],
          [null, 'mail', 'everyone'],
        ],
      );
      assert.deepEqual(
        hops.map(({ from, to }) => [textIn(document, from.range), textIn(document, to.range)]),
        [
          ['Core API', 'web'],
          ['Core API', 'docs'],
          ['core-api', 'B'],
          ['B', 'Stream C'],
          ['web', 'docs'],
          ['nobody', 'everyone'],
        ],
      );
    });

    it('reads the table of cross-cutting concerns with its cells', () => {
      const concerns = readConcerns(document);
      assert.deepEqual(
        concerns.map(({ concern, owners, coordinatesWith }) => [
          concern,
          owners.map(({ name }) => name),
          coordinatesWith.map(({ name }) => name),
        ]),
        [
          ['Error \\| shape', ['Core API'], ['web', 'docs']],
          ['Constants', [], []],
          ['Storage', [], []],
        ],
      );
      const [error, constants, storage] = concerns;
      assert.ok(error?.owners[0] && error.ownerRange && constants?.ownerRange);
      assert.equal(textIn(document, error.owners[0].range), 'core-api');
      assert.equal(textIn(document, error.ownerRange), '`executor-core-api` (first)');
      assert.equal(textIn(document, constants.ownerRange), '');
      assert.equal(storage?.ownerRange, null);
    });
  });
}

describe('the outline of a PRP', () => {
  const outline = outlineOf('PRPs/PRP-PRD-shop-phase-1.md', PRP);

  it('holds the contracts', () => {
    assert.deepEqual(outline.contracts[0], { from: 'Core API', to: 'web', contract: 'GET /orders/', line: 31 });
    assert.equal(outline.contracts.length, 6);
  });

  it('holds the cross-cutting concerns and their owners', () => {
    assert.deepEqual(outline.concerns, [
      { concern: 'Error \\| shape', owner: 'Core API', line: 44 },
      { concern: 'Constants', owner: null, line: 45 },
      { concern: 'Storage', owner: null, line: 46 },
    ]);
  });
});

describe('files of tasks', () => {
  it('are those behind CREATE and MODIFY, without placeholders and functions', () => {
    const source = `### list of tasks

\`\`\`yaml
Task 1: CREATE src/a.ts, \`src/b.ts\` and ./c.json:
  - MIRROR pattern from: src/x.ts
  MODIFY: app/[id]/page.tsx
Task 2:
  - CREATE a function
  CREATE src/{name}.ts
  MODIFY https://example.org/a.ts
\`\`\`

### Task 3: docs

- **MODIFY** \`README.md\`

CREATE other.ts later
`;
    const document = parseDocument(source);
    assert.deepEqual(
      readTaskFiles(document).map(({ task, action, path, range }) => [task.id, action, path, textIn(document, range)]),
      [
        ['1', 'create', 'src/a.ts', 'src/a.ts'],
        ['1', 'create', 'src/b.ts', 'src/b.ts'],
        ['1', 'create', 'c.json', './c.json'],
        ['1', 'modify', 'app/[id]/page.tsx', 'app/[id]/page.tsx'],
        ['3', 'modify', 'README.md', 'README.md'],
        ['3', 'create', 'other.ts', 'other.ts'],
      ],
    );
  });
});

describe('contracts of two workstreams', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['`Order` type', 'the Order types', true],
    ['createOrder()', 'createOrder', true],
    ['OpenAPI routes', 'routes', true],
    ['routes', 'route table', true],
    ['prices', 'orders', false],
    ['api', 'rapid', false],
    ['', 'x', false],
  ];
  for (const [a, b, same] of cases) {
    it(`“${a}” and “${b}” are ${same ? '' : 'not '}the same`, () => {
      assert.equal(isSameContract(a, b), same);
      assert.equal(isSameContract(b, a), same);
    });
  }
});

describe('dependency cycles', () => {
  const plan = (dependencies: Readonly<Record<string, string>>): ParsedDocument =>
    parseDocument(
      Object.entries(dependencies)
        .map(([name, on]) => `### Workstream: ${name}\n- Depends on: ${on}\n`)
        .join('\n'),
    );
  const ways = (document: ParsedDocument): string[] =>
    readCycles(document).map(({ steps }) => [steps[0]?.from.name, ...steps.map(({ to }) => to.name)].join(' '));

  it('are none where the dependencies lead somewhere', () => {
    assert.deepEqual(ways(plan({ a: 'none', b: 'a', c: 'a, b', d: 'c, b, a' })), []);
  });

  it('are found once each, by the shortest way round from the first member', () => {
    assert.deepEqual(ways(plan({ x: 'b', a: 'c, b', b: 'c', c: 'a', d: 'd', e: 'f', f: 'e' })), [
      'a c a',
      'd d',
      'e f e',
    ]);
  });

  it('are found in a thousand workstreams at once', () => {
    const names = Array.from({ length: 1000 }, (_, index) => `w${index}x`);
    const document = plan(Object.fromEntries(names.map((name, index) => [name, names[(index + 1) % 1000] ?? ''])));
    readWorkstreams(document);
    const started = performance.now();
    const [cycle] = readCycles(document);
    assert.equal(cycle?.steps.length, 1000);
    assert.ok(performance.now() - started < 200);
  });
});

describe('sections of a PRP', () => {
  const insert = (source: string): string => {
    const document = parseDocument(source);
    return applyEdits(source, insertPrpSections(document, missingPrpSections(document)));
  };

  it('are inserted where the template has them, and are then all there', () => {
    const complete = insert('# PRP\n\n## Goal\n\nA shop.\n\n## Validation Loop\n\nx\n');
    assert.deepEqual(missingPrpSections(parseDocument(complete)), []);
    const titles = [...readPrpSections(parseDocument(complete)).values()];
    assert.deepEqual(
      titles.map(({ template }) => template.title),
      titles.toSorted((a, b) => a.heading.line - b.heading.line).map(({ template }) => template.title),
    );
    assert.ok(complete.includes('## Workstreams\n\n### Workstream 1: implementation\n'), complete);
    assert.ok(!complete.includes('\n\n\n'), complete);
  });

  it('follow the level of the headings that are there', () => {
    const complete = insert('# Goal\n\nA shop.\n\n# Why\n\nx\n\n# Validation Loop\n\nx');
    assert.match(complete, /^# Workstreams\n\n## Workstream 1: implementation$/m);
    assert.match(complete, /^## Success Criteria$/m);
  });

  it('keep Windows line ends', () => {
    const complete = insert('## Goal\r\n\r\nA shop.\r\n\r\n## Why\r\n\r\nx\r\n');
    assert.ok(!/[^\r]\n/.test(complete));
  });
});
