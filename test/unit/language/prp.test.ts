import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Outline } from '../../../schemas/document/outline.ts';
import { outlineOf } from '../../../server/language/outline.ts';
import { readPaths } from '../../../server/language/owned-files.ts';
import { parseDocument } from '../../../server/language/parse-document.ts';
import { shellCommands } from '../../../server/language/shell-commands.ts';
import { readWorkstreams } from '../../../server/language/workstreams.ts';

const PRP = `name: "shop, phase 1"
description: |
  Builds the shop.

## Implementation Blueprint

\`\`\`yaml
Task 1:
CREATE src/api/server.ts:
  - MIRROR pattern from: src/x.ts
Task 2: MODIFY package.json
  - FIND: "scripts": {
\`\`\`

## Workstreams (for parallel execution)

### Workstream 1: api

- **Owner**: executor-api
- **Files to create**: \`src/api/server.ts\` (new), \`src/api/{a,b}.ts\`
- **Files to modify**:
  - package.json (scripts only)
  - \`docs/\` — the API pages
- **Depends on**: none (UPSTREAM)
- **Tasks**:
  1. Write it
  2. Test it

### Workstream 2: web app

- **Files owned**: src/web/, src/**/*.css
- **Depends on**: executor-api (DOWNSTREAM - needs its types, all of them)
- **Produces**: nothing

## Validation Loop

### Level 1: Syntax & Style

\`\`\`bash
# Fix these first
npm run lint
npm run build -- \\
  --strict
\`\`\`

### Level 2: Unit Tests

\`\`\`python
def test(): pass
\`\`\`

\`\`\`bash
cd api
npm test
\`\`\`
`;

describe('the outline of a PRP', () => {
  const outline = outlineOf('PRPs/PRP-PRD-shop-phase-1.md', PRP);

  it('has the agreed shape', () => assert.deepEqual(Outline.parse(outline), outline));

  it('holds the workstreams of both dialects', () => {
    assert.deepEqual(outline.workstreams, [
      {
        name: 'api',
        files: ['src/api/server.ts', 'src/api/{a,b}.ts', 'package.json', 'docs/'],
        dependsOn: [],
        line: 17,
      },
      { name: 'web app', files: ['src/web/', 'src/**/*.css'], dependsOn: ['api'], line: 29 },
    ]);
  });

  it('holds the validation levels, a fence with state as one command', () => {
    assert.deepEqual(outline.validation, [
      { level: 1, title: 'Syntax & Style', commands: ['npm run lint', 'npm run build -- --strict'], line: 37 },
      { level: 2, title: 'Unit Tests', commands: ['cd api\nnpm test'], line: 46 },
    ]);
  });

  it('reads tasks line by line, though the fence is no YAML', () => {
    assert.deepEqual(outline.tasks, [
      { id: '1', title: 'CREATE src/api/server.ts', line: 8 },
      { id: '2', title: 'MODIFY package.json', line: 11 },
    ]);
  });

  it('is the same with Windows line ends', () => {
    assert.deepEqual(outlineOf('PRPs/PRP-PRD-shop-phase-1.md', PRP.replaceAll('\n', '\r\n')), outline);
  });

  it('is empty for ordinary markdown', () => {
    const { kind, workstreams, validation } = outlineOf('docs/notes.md', PRP.replace('name: "shop, phase 1"', 'x'));
    assert.deepEqual([kind, workstreams, validation], ['other', [], []]);
  });
});

describe('workstream headings', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['### Workstream 1: api', 'api'],
    ['### Workstream A — API layer', 'API layer'],
    ['### WS-1: api', 'api'],
    ['### WS2 - web', 'web'],
    ['### Stream A', 'A'],
    ['### Workstream: api', 'api'],
    ['### Workstream 1: `api` (UPSTREAM)', 'api'],
    ['### 4.1 Workstream 2: api', 'api'],
    ['#### **Workstream 3:** api', 'api'],
  ];
  for (const [heading, name] of cases) {
    it(`reads ${heading}`, () => {
      assert.deepEqual(
        readWorkstreams(parseDocument(`${heading}\n`)).map((one) => one.name),
        [name],
      );
    });
  }

  it('are not the section itself, nor a sentence', () => {
    assert.deepEqual(
      readWorkstreams(parseDocument('## Workstreams\n\n### Streaming API\n\n### Workstream rules\n')),
      [],
    );
  });

  it('read tasks and owner too', () => {
    const [api] = readWorkstreams(parseDocument(PRP));
    assert.deepEqual([api?.owner, api?.tasks.map((task) => task.text)], ['executor-api', ['Write it', 'Test it']]);
  });

  it('know one another by key, by name and by owner', () => {
    const source = [
      'A — core',
      'B — web\n- depends_on: [workstream a]',
      'C — docs\n- Depends on: web and executor-core',
    ];
    const found = readWorkstreams(parseDocument(source.map((one) => `### Workstream ${one}\n`).join('\n')));
    assert.deepEqual(
      found.map((one) => one.dependsOn.map(({ name }) => name)),
      [[], ['core'], ['web', 'core']],
    );
  });
});

describe('paths of owned files', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['a.ts, b.ts', ['a.ts', 'b.ts']],
    ['`a.ts` (new), `b.ts` - wraps `fetch`', ['a.ts', 'b.ts']],
    ['`a.ts` and `b.ts`', ['a.ts', 'b.ts']],
    ['./src/a.ts', ['src/a.ts']],
    ['src\\api\\a.ts', ['src/api/a.ts']],
    ['app/(auth)/[id]/page.tsx', ['app/(auth)/[id]/page.tsx']],
    ['src/**/*.ts', ['src/**/*.ts']],
    ['**/*.md', ['**/*.md']],
    ['src/**', ['src/**']],
    ['src/{a,b}.ts', ['src/{a,b}.ts']],
    ['[a.ts, b.ts]', ['a.ts', 'b.ts']],
    ['src/a.ts: the parser', ['src/a.ts']],
    ['**`a.ts`**', ['a.ts']],
    ['none', []],
    ['-', []],
    ['N/A', []],
  ];
  for (const [entry, paths] of cases) {
    it(`of ${entry}`, () => assert.deepEqual(readPaths(entry), paths));
  }
});

describe('shell commands of a fence', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['are one a line', 'npm run lint\n\n# comment\nnpm test   # all', ['npm run lint', 'npm test   # all']],
    ['join continued lines', 'npm test \\\n  --all\nls', ['npm test --all', 'ls']],
    ['join lines that end in an operator', 'a &&\n  b\nc', ['a && b', 'c']],
    ['keep quotes over lines', 'node -e "\n  x\n"\nls', ['node -e "\n  x\n"', 'ls']],
    ['stay together behind cd', 'cd x\nls', ['cd x\nls']],
    ['stay together behind cd in a chain', 'cd x && ls\nls', ['cd x && ls\nls']],
    ['are apart behind cd in a subshell', '(cd x && ls)\nls', ['(cd x && ls)', 'ls']],
    ['stay together behind export', 'export A=1\nls', ['export A=1\nls']],
    ['stay together behind an assignment', 'A=$(date +%s)\necho $A', ['A=$(date +%s)\necho $A']],
    ['are apart where a variable is for one program', 'A=1 npm test\nls', ['A=1 npm test', 'ls']],
    ['stay together with source', 'source .venv/bin/activate\npytest', ['source .venv/bin/activate\npytest']],
    ['stay together with a here-document', 'cat <<EOF\n# x\nEOF\nls', ['cat <<EOF\n# x\nEOF\nls']],
    ['stay together in a loop', 'for f in *; do\n  echo $f\ndone', ['for f in *; do\n  echo $f\ndone']],
    ['stay together with a function', 'go() {\n  ls\n}\ngo', ['go() {\n  ls\n}\ngo']],
    ['stay together with a job in the background', 'npm start &\ncurl x', ['npm start &\ncurl x']],
    ['are apart with redirections', 'npm test > out 2>&1\nls &> /dev/null', ['npm test > out 2>&1', 'ls &> /dev/null']],
    ['lose their prompt', '$ npm test\nok 1\n$ ls', ['npm test', 'ls']],
    ['are none in comments', '# only\n\n# words', []],
    ['know words from built-ins', 'npm run set-up\nsettings --list', ['npm run set-up', 'settings --list']],
    ['survive Windows line ends', 'a \\\r\n  b\r\nc\r\n', ['a b', 'c']],
  ];
  for (const [behaviour, source, commands] of cases) {
    it(behaviour, () => assert.deepEqual(shellCommands(source), commands));
  }
});
