import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkDocument, type LanguageFinding } from '../../../server/language/check-document.ts';
import { fixAll } from '../../../server/language/fix-all.ts';
import type { ProjectView } from '../../../server/language/project-view.ts';
import { soundFixes } from '../../../server/language/sound-fixes.ts';
import { applyEdits } from '../../../server/language/text-edit.ts';
import { inMemoryProject } from '../../helpers/in-memory-project.ts';
import { mutate, seededRandom } from '../../helpers/mutate.ts';
import { ruleFixtures, type RuleFixture } from '../../helpers/rule-fixtures.ts';
import { seedDocuments } from '../../helpers/seed-documents.ts';

const fixtures = ruleFixtures().filter(({ path }) => path.endsWith('.md'));

type Check = (text: string) => readonly LanguageFinding[];

function checkIn({ path, project }: RuleFixture): Check {
  const { files } = project;
  const viewOf = (text: string): ProjectView => inMemoryProject({ ...project, files: { ...files, [path]: text } });
  return (text) => checkDocument({ path, text, inProject: true, project: viewOf(text) });
}

function fixture(name: string): RuleFixture {
  const found = fixtures.find((one) => one.name === name);
  assert.ok(found, `There is no fixture ${name}.`);
  return found;
}

/** A document broken in a way that the seed says, and what finds its faults. */
function damaged(seed: number): { readonly path: string; readonly text: string; readonly check: Check } {
  const random = seededRandom(seed);
  const pick = (): RuleFixture => fixtures[Math.floor(random() * fixtures.length)] ?? fixture('cl204-hit.prp.md');
  const one = pick();
  return { path: one.path, text: mutate(one.text, pick().text, random), check: checkIn(one) };
}

const counted = (findings: readonly LanguageFinding[], rule: string): number =>
  findings.filter((finding) => finding.rule === rule).length;

const grave = (findings: readonly LanguageFinding[]): readonly string[] =>
  findings.filter(({ severity }) => severity === 'error' || severity === 'warning').map(({ rule }) => rule);

describe('fixes in damaged documents', () => {
  it('that are offered remove their finding and bring no error or warning', () => {
    let applied = 0;
    for (let seed = 1; seed <= 400; seed += 1) {
      const { path, text, check } = damaged(seed);
      const before = check(text);
      for (const finding of before.filter(({ fixes }) => fixes.length > 0).slice(0, 5)) {
        for (const fix of soundFixes(path, text, finding, before, check)) {
          const changes = fix.changes();
          const edits = changes.flatMap((change) => (change.kind === 'edit' ? change.edits : []));
          if (changes.some((change) => change.kind !== 'edit' || change.path !== path)) continue;
          const after = check(applyEdits(text, edits));
          const many = counted(before, finding.rule) >= 50;
          const isGone = many || counted(after, finding.rule) < counted(before, finding.rule);
          assert.ok(isGone, `seed ${seed}: ${finding.rule} “${fix.title}” leaves its finding`);
          for (const rule of grave(after)) {
            assert.ok(counted(after, rule) <= counted(before, rule), `seed ${seed}: “${fix.title}” brings ${rule}`);
          }
          applied += 1;
        }
      }
    }
    assert.ok(applied > 300, `only ${applied} fixes were tried`);
  });

  it('are almost all of those that rules have', () => {
    let all = 0;
    let sound = 0;
    for (let seed = 1001; seed <= 1300; seed += 1) {
      const { path, text, check } = damaged(seed);
      const before = check(text);
      for (const finding of before.slice(0, 5)) {
        all += finding.fixes.length;
        sound += soundFixes(path, text, finding, before, check).length;
      }
    }
    assert.ok(sound >= all * 0.95, `${sound} of ${all}`);
  });

  it('come to an end when all that is safe is fixed, bring no error or warning, and leave nothing to a second run', () => {
    for (let seed = 2001; seed <= 2400; seed += 1) {
      const { path, text, check } = damaged(seed);
      const before = check(text);
      const fixed = fixAll(path, text, check);
      assert.deepEqual(fixAll(path, fixed.text, check), { text: fixed.text, fixed: 0 }, `seed ${seed}`);
      const after = check(fixed.text);
      for (const rule of grave(after)) {
        assert.ok(counted(after, rule) <= counted(before, rule), `seed ${seed}: ${rule} is new`);
      }
    }
  });

  it('change nothing in the sample project when they are all applied', () => {
    const documents = seedDocuments().filter(({ path }) => path.includes('waypoints'));
    const project = inMemoryProject({ files: Object.fromEntries(documents.map(({ path, text }) => [path, text])) });
    assert.ok(documents.length >= 4);
    for (const { path, text } of documents) {
      const fixed = fixAll(path, text, (one) => checkDocument({ path, text: one, inProject: true, project }));
      assert.deepEqual(fixed, { text, fixed: 0 });
    }
  });

  const unclosed: readonly (readonly [string, string, string])[] = [
    ['cl404-missing.away.md', '\n```bash\nnpm test\n', 'CL404'],
    ['cl405-missing.away.md', '\n~~~\nsomething\n', 'CL405'],
    ['cl202-hit.prp.md', '\n```yaml\nfiles:\n', 'CL202'],
    ['cl404-missing.away.md', '\n<!-- more of it later\n', 'CL404'],
  ];
  for (const [name, open, rule] of unclosed) {
    it(`${name}: are seen behind ${JSON.stringify(open)}, which was never closed`, () => {
      const one = fixture(name);
      const check = checkIn(one);
      const text = `${one.text.trimEnd()}\n${open}`;
      const found = check(text).find((finding) => finding.rule === rule);
      assert.ok(found?.fixes[0], `no ${rule} with a fix`);
      const [change] = found.fixes[0].changes();
      assert.ok(change?.kind === 'edit');
      const fixed = applyEdits(text, change.edits);
      assert.equal(counted(check(fixed), rule), 0, fixed);
    });
  }
});

describe('fixing all that is safe, among fixes that spoil each other', () => {
  const at = (line: number, newText: string) => ({
    kind: 'edit' as const,
    path: 'a.md',
    edits: [{ range: { start: { line, character: 0 }, end: { line, character: 3 } }, newText }],
  });
  const finding = (rule: string, line: number, newText: string): LanguageFinding => ({
    rule,
    severity: 'warning',
    message: rule,
    range: { start: { line, character: 0 }, end: { line, character: 3 } },
    fixes: [{ title: rule, safe: true, changes: () => [at(line, newText)] }],
  });

  it('leaves out what brings a warning of another rule, and applies the rest', () => {
    const check: Check = (text) =>
      text.split('\n').flatMap((line, index) => {
        if (line === 'one') return [finding('CL901', index, 'fine')];
        if (line === 'two') return [finding('CL902', index, 'one')];
        return [];
      });
    assert.deepEqual(fixAll('a.md', 'one\ntwo\n', check), { text: 'fine\ntwo\n', fixed: 1 });
  });

  it('leaves out what leaves its finding', () => {
    const check: Check = (text) => (text.startsWith('bad') ? [finding('CL901', 0, 'bad bad')] : []);
    assert.deepEqual(fixAll('a.md', 'bad\n', check), { text: 'bad\n', fixed: 0 });
  });
});
