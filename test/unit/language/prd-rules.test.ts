import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkDocument } from '../../../server/language/check-document.ts';
import { applyEdits } from '../../../server/language/text-edit.ts';
import { inMemoryProject } from '../../helpers/in-memory-project.ts';
import { ruleFixtures } from '../../helpers/rule-fixtures.ts';

const PATH = 'PRDs/PRD-shop.md';

function fixture(name: string): string {
  const found = ruleFixtures().find((one) => one.name === name);
  assert.ok(found, name);
  return found.text;
}

/** The text after the first fix whose title is given. */
function fixed(text: string, title: string): string {
  const fix = checkDocument({ path: PATH, text, inProject: true })
    .flatMap(({ fixes }) => fixes)
    .find((one) => one.title === title);
  assert.ok(fix, title);
  const [change] = fix.changes();
  assert.equal(change?.kind, 'edit');
  return applyEdits(text, change.edits);
}

const phase = (id: string, title: string): string =>
  `## Phase ${id}: ${title}\n\n- **Goal:** it works\n- **Deliverables:** it\n- **Validation:** the tests pass\n`;

describe('a missing phase', () => {
  const text = `# Shop\n\nBefore Phase 4, see phases 1 and 2.\n\n${phase('1', 'Base')}\n${phase('2', 'Till')}\n${phase('4', 'Label')}`;

  it('is closed by counting on, with the references to what is renumbered', () => {
    const after = fixed(text, 'Call phase 4 phase 3');
    assert.match(after, /Before Phase 3, see phases 1 and 2\./);
    assert.match(after, /^## Phase 3: Label$/m);
    assert.doesNotMatch(after, /Phase 4/);
  });

  it('is not closed by counting on once a PRP or a tracker knows the phases by their numbers', () => {
    const titles = (files: Record<string, string>): readonly string[] =>
      checkDocument({
        path: PATH,
        text,
        inProject: true,
        project: inMemoryProject({ files: { [PATH]: text, ...files } }),
      }).flatMap(({ fixes }) => fixes.map(({ title }) => title));
    assert.deepEqual(titles({}), ['Call phase 4 phase 3', 'Add phase 3']);
    assert.deepEqual(titles({ 'PRPs/PRP-PRD-shop-phase-4.md': '# PRP\n\n## Goal\n\nLabel.\n' }), ['Add phase 3']);
    const tracker = `# CLUTCH Workflow Tracker\n\nPRD: ${PATH}\n\n## Execution Summary\n\n| Phase | Status |\n| --- | --- |\n| 4 | pending |\n`;
    assert.deepEqual(titles({ 'WORKFLOW.md': tracker }), ['Add phase 3']);
  });

  it('is none in a document that holds one part of a plan', () => {
    const part = `# Shop\n\n${phase('3', 'Till')}\n${phase('4', 'Label')}`;
    const rules = (path: string): readonly string[] =>
      checkDocument({ path, text: part, inProject: true }).map(({ rule }) => rule);
    assert.deepEqual(rules('PRDs/PRD-shop-phase-3.md'), []);
    assert.deepEqual(rules(PATH), ['CL102']);
  });
});

describe('a phase that is introduced twice', () => {
  it('is not renumbered when something refers to the number', () => {
    const text = fixture('cl102-hit-twice.prd.md').replace('# Shop\n', '# Shop\n\nPhase 2 pays for all.\n');
    const [finding] = checkDocument({ path: PATH, text, inProject: true });
    assert.equal(finding?.rule, 'CL102');
    assert.deepEqual(finding.fixes, []);
  });
});

describe('fixes of a PRD', () => {
  it('keep the line ends of the document', () => {
    for (const { name, text } of ruleFixtures().filter((one) => /^cl1\d\d-hit.*\.prd\.md$/.test(one.name))) {
      const windows = `\uFEFF${text.replaceAll('\n', '\r\n')}`;
      for (const { fixes, rule } of checkDocument({ path: PATH, text: windows, inProject: true })) {
        for (const fix of fixes) {
          const [change] = fix.changes();
          assert.equal(change?.kind, 'edit');
          const after = applyEdits(windows, change.edits);
          assert.doesNotMatch(after, /[^\r]\n|\r(?!\n)/, `${name} ${rule} ${fix.title}`);
          assert.ok(after.startsWith('\uFEFF'), `${name} ${rule} ${fix.title}`);
        }
      }
    }
  });

  it('take phases out of a fence and leave the rest of the document as it is', () => {
    const after = fixed(fixture('cl110-hit.prd.md'), 'Take the phases out of the fence');
    assert.doesNotMatch(after, /```/);
    assert.match(after, /^### Phase 2: Basket$/m);
    assert.match(after, /^Nothing else is planned\.$/m);
  });

  it('move a section into the appendix with everything below it, and nothing else', () => {
    const text = fixture('cl108-hit.prd.md');
    const after = fixed(text, 'Move it into the appendix');
    const words = (one: string): readonly string[] =>
      one
        .replace('## Appendix', '')
        .replace(/^#+ /gm, '')
        .split(/\s+/)
        .filter((word) => word !== '')
        .sort();
    assert.deepEqual(words(after), words(text));
    assert.ok(after.indexOf('#### Database schema') > after.indexOf('## Appendix'));
  });
});

describe('findings of a PRD', () => {
  it('cover exactly the words that are left of a template', () => {
    const text = fixture('cl112-hit.prd.md');
    const found = checkDocument({ path: PATH, text, inProject: true }).map(({ range }) =>
      (text.split('\n')[range.start.line] ?? '').slice(range.start.character, range.end.character),
    );
    assert.deepEqual(found.slice(0, 5), ['{product name}', '<your customers>', '[user type]', '[action]', '[benefit]']);
  });

  it('speak of phases that stand in a fence once, not also of a PRD without phases', () => {
    const found = checkDocument({ path: PATH, text: fixture('cl110-hit.prd.md'), inProject: true });
    assert.deepEqual(
      found.map(({ rule, severity }) => [rule, severity]),
      [['CL110', 'error']],
    );
  });

  it('are few and fast in documents that were made to be slow', () => {
    const intent = '## Why now\n\n## Hypothesis\n\nwrong\n\n## Risks and assumptions\n\n';
    const hostile = [
      `${intent}## Non-goals\n\n${`- ${':x'.repeat(4000)}\n`.repeat(2000)}`,
      `${intent}## Success metrics\n\n| Metric | A |\n| --- | --- |\n${'| m | |\n'.repeat(20_000)}`,
      `${intent}## Success metrics\n${'\n'.repeat(200_000)}`,
      `${intent}${'## Database schema\n\n```sql\nx\n```\n'.repeat(5000)}`,
      Array.from({ length: 5000 }, (_, index) => phase(String((index * 2) % 999), 'x')).join('\n'),
      phase('1', 'x').repeat(5000),
      '{a b} <a b> [name] TBD '.repeat(50_000),
      `${'['.repeat(500_000)}${'{'.repeat(500_000)}${'<'.repeat(500_000)}`,
      `${'`'.repeat(3000)}{a b}\n`.repeat(300),
      'Phase 1: x\n'.repeat(20_000),
      '```\nPhase 1: x\n```\n'.repeat(5000),
      `Phase 1: ${'x '.repeat(1_000_000)}`,
    ];
    for (const [index, text] of hostile.entries()) {
      const started = performance.now();
      const found = checkDocument({ path: PATH, text, inProject: true });
      const spent = performance.now() - started;
      assert.ok(found.length <= 200, `#${index}: ${found.length} findings`);
      assert.ok(spent < 3000, `#${index}: ${spent.toFixed(0)} ms`);
    }
  });
});
