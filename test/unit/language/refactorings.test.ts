import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkDocument } from '../../../server/language/check-document.ts';
import { parseDocument, type ParsedDocument } from '../../../server/language/parse-document.ts';
import { readPhases } from '../../../server/language/prd.ts';
import { readValidationLevels } from '../../../server/language/validation-levels.ts';
import { refactoringsAt, type Refactoring } from '../../../server/language/refactorings/index.ts';
import { createPrp } from '../../../server/language/refactorings/create-prp.ts';
import { applyEdits, type FileChange } from '../../../server/language/text-edit.ts';
import { readWorkstreams } from '../../../server/language/workstreams.ts';
import { inMemoryProject, type InMemoryProject } from '../../helpers/in-memory-project.ts';
import { ruleFixtures } from '../../helpers/rule-fixtures.ts';

const PATH = 'PRPs/PRP-PRD-shop-phase-1.md';

function offered(
  text: string,
  line: number,
  path = PATH,
  files: InMemoryProject['files'] = {},
): readonly Refactoring[] {
  const at = { line, character: 0 };
  const project = inMemoryProject({ files: { ...files, [path]: text } });
  return refactoringsAt(path, parseDocument(text), { start: at, end: at }, project);
}

function apply(text: string, changes: readonly FileChange[]): string {
  return changes.reduce((result, change) => (change.kind === 'edit' ? applyEdits(result, change.edits) : result), text);
}

function run(text: string, title: RegExp, line = lineOf(text)): string {
  const found = offered(text, line).find((one) => title.test(one.title));
  assert.ok(found, `${title} is not offered`);
  return apply(text, found.changes());
}

function lineOf(text: string): number {
  return readWorkstreams(parseDocument(text))[0]?.line ?? 0;
}

/** What a run reads of the workstreams. */
function model(text: string): unknown {
  return readWorkstreams(parseDocument(text)).map(({ name, files, dependsOn, tasks }) => ({
    name,
    files: files.map(({ path }) => path).sort(),
    dependsOn: dependsOn.map((dependency) => dependency.name ?? dependency.written),
    tasks: tasks.map((task) => task.text),
  }));
}

const LISTS = `# PRP

## Workstreams

### Workstream 1: api

- **Owner**: executor-api
- **Files to create**: \`src/api/a.ts\`, \`src/api/b.ts\` (with tests)
- **Files to modify**: package.json (scripts only)
- **Depends on**: none
- **Tasks**:
  1. Write it

### Workstream 2: web

- **Owner**: executor-web
- **Files to create**:
  - src/web/
- **Depends on**: api (needs its types, all of them)
- **Tasks**:
  1. Show it

## Contract Chain

\`\`\`
api → publishes routes → web
\`\`\`
`;

describe('converting workstreams', () => {
  const TO_B = /Files owned/;
  const TO_A = /Files to create/;

  it('to files owned keeps the model and takes the contracts from the chain', () => {
    const owned = run(LISTS, TO_B);
    assert.deepEqual(model(owned), model(LISTS));
    assert.match(
      owned,
      /- \*\*Files owned\*\*: `src\/api\/a\.ts` \(new\), `src\/api\/b\.ts` \(with tests\) \(new\), package\.json/,
    );
    assert.match(owned, /- \*\*Produces\*\*: routes\n- \*\*Consumes\*\*: none/);
    assert.doesNotMatch(owned, /Owner|Files to/);
    assert.ok(readWorkstreams(parseDocument(owned)).every(({ dialect }) => dialect === 'B'));
  });

  it('there and back gives the same text', () => {
    // The field that was missing is written out.
    const full = LISTS.replace('  - src/web/\n', '  - src/web/\n- **Files to modify**: none\n');
    assert.equal(run(run(LISTS, TO_B), TO_A), full);
  });

  it('to files to create moves contracts that both sides name to the chain', () => {
    const source = `## Workstreams

### Stream A: schema

- **Files owned**: src/schema.ts, src/there.ts
- **Depends on**: none
- **Produces**: \`Order\` type, seed data
- **Consumes**: none

### Stream B: web

- **Files owned**: src/web.ts
- **Depends on**: A
- **Consumes**: the Order type
`;
    const project = inMemoryProject({ files: { [PATH]: source, 'src/there.ts': '' } });
    const at = { line: 4, character: 0 };
    const found = refactoringsAt(PATH, parseDocument(source), { start: at, end: at }, project);
    const change = found.find(({ title }) => TO_A.test(title));
    const lists = apply(source, change?.changes() ?? []);
    assert.deepEqual(model(lists), model(source));
    assert.match(
      lists,
      /- \*\*Owner\*\*: executor-schema\n- \*\*Files to create\*\*: src\/schema\.ts\n- \*\*Files to modify\*\*: src\/there\.ts/,
    );
    assert.match(lists, /schema → publishes Order type → web/);
    // Nobody said that they use the seed data, so the field stays.
    assert.match(lists, /- \*\*Produces\*\*: `Order` type, seed data/);
    assert.doesNotMatch(lists, /Consumes/);
  });

  for (const { name, text } of ruleFixtures().filter((fixture) => fixture.path === PATH)) {
    for (const refactoring of offered(text, lineOf(text)).filter(({ title }) => title.startsWith('Write'))) {
      it(`keeps the model of ${name}: ${refactoring.title}`, () => {
        const converted = apply(text, refactoring.changes());
        assert.deepEqual(model(converted), model(text), converted);
        const other = TO_B.test(refactoring.title) ? TO_A : TO_B;
        assert.deepEqual(model(run(converted, other)), model(text), converted);
      });
    }
  }
});

describe('merging workstreams', () => {
  it('unites files and tasks, and redirects all that named the one', () => {
    const text = `${LISTS}
## Cross-Cutting Concerns

| Concern | Owner | Coordinates with |
| --- | --- | --- |
| Errors | web | api |
`;
    const merged = run(text, /^Merge "api" into "web"$/);
    assert.deepEqual(model(merged), [
      {
        name: 'web',
        files: ['package.json', 'src/api/a.ts', 'src/api/b.ts', 'src/web/'],
        dependsOn: [],
        tasks: ['Show it', 'Write it'],
      },
    ]);
    assert.match(merged, /\| Errors \| web \| none \|/);
    assert.doesNotMatch(merged, /publishes/);
  });

  it('is not offered where the others would then wait for each other', () => {
    const text = ['a', 'b\n- Depends on: a', 'c\n- Depends on: b']
      .map((one) => `### Workstream: ${one}\n- Files: src/${one[0] ?? ''}/\n`)
      .join('\n');
    const titles = offered(text, 0).map(({ title }) => title);
    assert.ok(titles.includes('Merge "a" into "b"'), titles.join());
    assert.ok(!titles.includes('Merge "a" into "c"'), titles.join());
  });

  for (const { name, text } of ruleFixtures().filter((fixture) => fixture.path === PATH)) {
    const workstreams = readWorkstreams(parseDocument(text));
    for (const { line } of workstreams) {
      for (const refactoring of offered(text, line).filter(({ title }) => title.startsWith('Merge'))) {
        it(`loses no file and no task of ${name}: ${refactoring.title}`, () => {
          const merged = readWorkstreams(parseDocument(apply(text, refactoring.changes())));
          const all = (of: typeof merged): unknown => ({
            files: [...new Set(of.flatMap(({ files }) => files.map(({ path }) => path)))].sort(),
            tasks: of.flatMap(({ tasks }) => tasks.map((task) => task.text)).sort(),
          });
          assert.equal(merged.length, workstreams.length - 1);
          assert.deepEqual(all(merged), all(workstreams));
          const known = workstreams.flatMap(({ dependsOn }) => dependsOn).filter((one) => one.name === null);
          const lost = merged.flatMap(({ dependsOn }) => dependsOn).filter((one) => one.name === null);
          assert.ok(lost.length <= known.length);
        });
      }
    }
  }
});

describe('adding to a PRP', () => {
  it('puts in a Workstreams section with the files and tasks of the list', () => {
    const text = '## Goal\n\nA shop.\n\n```yaml\nTask 1: Cart\n  CREATE src/cart.ts\n```\n\n## Validation Loop\n';
    const added = run(text, /Add a Workstreams section/, 0);
    assert.deepEqual(model(added), [
      { name: 'implementation', files: ['src/cart.ts'], dependsOn: [], tasks: ['Task 1: Cart'] },
    ]);
    assert.ok(added.indexOf('## Workstreams') < added.indexOf('## Validation Loop'));
  });

  it('puts in the missing sections, brings no finding, and is then not offered again', () => {
    const text = '# PRP: Shop\n\n## Goal\n\nA shop.\n';
    const added = run(text, /missing sections of the PRP/, 0);
    assert.deepEqual(checkDocument({ path: PATH, text: added, inProject: true }), []);
    assert.ok(!offered(added, 0).some(({ title }) => /missing sections/.test(title)));
  });
});

describe('creating the PRP of a phase', () => {
  const PRD = `# PRD: Shop

## Implementation Phases

### Phase 1: The "cart"

**Goal:** Customers can collect what they want.

**Deliverables:**
- \`src/cart.ts\` with \`addItem\`
- a change of \`src/index.ts\`

**Validation:**
- the sums are right
- all tests pass

### Phase 2: Paying

- **Goal:** Customers can pay.
- **Deliverables:** cash, cards
- **Validation:** a customer has paid

### Phase 2.1: Empty

| 3 | # nothing |
`;
  const files = { 'PRDs/PRD-shop.md': PRD, 'src/index.ts': '', 'package.json': '{}' };
  const project = inMemoryProject({ files });
  const document = parseDocument(PRD);

  for (const phase of readPhases(document)) {
    it(`for phase ${phase.id} gives one that no rule finds fault with`, () => {
      const [change, ...others] = createPrp(document, phase, 'PRDs/PRD-shop.md', project).changes();
      assert.ok(change?.kind === 'create' && others.length === 0);
      assert.equal(change.path, `PRPs/PRP-PRD-shop-phase-${phase.id}.md`);
      const around = inMemoryProject({ files: { ...files, [change.path]: change.text } });
      const found = checkDocument({ path: change.path, text: change.text, inProject: true, project: around });
      assert.deepEqual(
        found.map(({ rule, message }) => `${rule} ${message}`),
        [],
        change.text,
      );
      const prp = parseDocument(change.text);
      assert.equal(readWorkstreams(prp).length, 1);
      assert.deepEqual(
        readValidationLevels(prp).flatMap(({ commands }) => commands),
        ['git diff --check', 'npm test'],
      );
    });
  }

  it('takes over what the phase says', () => {
    const [phase] = readPhases(document);
    assert.ok(phase);
    const [change] = createPrp(document, phase, 'PRDs/PRD-shop.md', project).changes();
    const text = change?.kind === 'create' ? change.text : '';
    assert.match(text, /^name: "PRP for phase 1 of PRD-shop: The 'cart'"\ndescription: \|\n {2}Customers can collect/);
    assert.match(text, /## Goal\n\nCustomers can collect what they want\./);
    assert.match(text, /- \[ \] the sums are right\n- \[ \] all tests pass/);
    assert.deepEqual(model(text), [
      {
        name: 'implementation',
        files: ['src/cart.ts', 'src/index.ts'],
        dependsOn: [],
        tasks: ['Task 1: src/cart.ts with addItem', 'Task 2: a change of src/index.ts'],
      },
    ]);
  });

  it('is offered on a phase that has none', () => {
    const path = 'PRDs/PRD-shop.md';
    const titles = (line: number, more: Readonly<Record<string, string>> = {}): string[] =>
      offered(PRD, line, path, { ...files, ...more }).map(({ title }) => title);
    assert.ok(titles(6).includes('Create the PRP for phase 1'));
    assert.ok(!titles(0).some((title) => /Create the PRP/.test(title)));
    assert.ok(
      !titles(6, { 'PRPs/PRP-PRD-shop-phase-1.md': '## Goal\n' }).some((title) => /Create the PRP/.test(title)),
    );
  });
});

describe('edits of fixes and refactorings', () => {
  for (const { name, text } of ruleFixtures().filter((fixture) => fixture.path === PATH)) {
    it(`of ${name} do not overlap, whether or not the document ends with a line end`, () => {
      for (const source of [text, text.trimEnd()]) {
        const document = parseDocument(source);
        const project = inMemoryProject({ files: { [PATH]: source } });
        const changes = [
          ...checkDocument({ path: PATH, text: source, inProject: true, project }).flatMap(({ fixes }) => fixes),
          ...readWorkstreams(document).flatMap(({ line }) => offered(source, line)),
        ].flatMap((one) => one.changes());
        for (const change of changes) assertApart(change, document);
      }
    });
  }
});

function assertApart(change: FileChange, { lines }: ParsedDocument): void {
  assert.ok(change.kind === 'edit');
  const ranges = change.edits
    .map(({ range: { start, end } }) => [
      lines.start(start.line) + start.character,
      lines.start(end.line) + end.character,
    ])
    .sort(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d);
  for (const [index, [from = 0]] of ranges.entries()) {
    assert.ok(from >= (ranges[index - 1]?.[1] ?? 0), JSON.stringify(change.edits));
  }
}
