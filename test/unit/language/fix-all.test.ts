import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkDocument, type LanguageFinding } from '../../../server/language/check-document.ts';
import { fixAll } from '../../../server/language/fix-all.ts';
import type { FileChange } from '../../../server/language/text-edit.ts';
import { inMemoryProject } from '../../helpers/in-memory-project.ts';
import { ruleFixtures } from '../../helpers/rule-fixtures.ts';

/** A finding on every `word`, mended by another word. */
function finding(text: string, word: string, change: (line: number, character: number) => FileChange, safe = true) {
  return text.split('\n').flatMap((content, line): LanguageFinding[] => {
    const character = content.indexOf(word);
    if (character < 0) return [];
    const range = { start: { line, character }, end: { line, character: character + word.length } };
    const fixes = [{ title: 'mend it', safe, changes: () => [change(line, character)] }];
    return [{ range, rule: 'CL999', severity: 'warning', message: word, fixes }];
  });
}

const edit = (line: number, from: number, to: number, newText: string, path = 'a.md'): FileChange => {
  const range = { start: { line, character: from }, end: { line, character: to } };
  return { kind: 'edit', path, edits: [{ range, newText }] };
};

describe('fixing all that is safe', () => {
  it('applies the fixes of all findings and says how many', () => {
    const check = (text: string) => finding(text, 'bad', (line, at) => edit(line, at, at + 3, 'good'));
    assert.deepEqual(fixAll('a.md', 'bad\nbad\nfine\n', check), { text: 'good\ngood\nfine\n', fixed: 2 });
  });

  it('leaves fixes alone that are not safe, that create files, or that change another document', () => {
    const text = 'bad\n';
    const changes: readonly FileChange[] = [{ kind: 'create', path: 'b.md', text: '' }, edit(0, 0, 3, '', 'b.md')];
    for (const change of changes) {
      assert.deepEqual(
        fixAll('a.md', text, (one) => finding(one, 'bad', () => change)),
        { text, fixed: 0 },
      );
    }
    const unsafe = (one: string) => finding(one, 'bad', () => edit(0, 0, 3, 'good'), false);
    assert.deepEqual(fixAll('a.md', text, unsafe), { text, fixed: 0 });
  });

  it('applies fixes that touch each other one after the other, each to the text that the one before left', () => {
    const check = (text: string) => [
      ...finding(text, 'ab', (line, at) => edit(line, at, at + 2, 'x')),
      ...finding(text, 'bc', (line, at) => edit(line, at, at + 2, 'y')),
    ];
    assert.deepEqual(fixAll('a.md', 'abc\n', check), { text: 'xc\n', fixed: 1 });
  });

  it('ends when fixes undo each other', () => {
    const check = (text: string) => [
      ...finding(text, 'left', (line, at) => edit(line, at, at + 4, 'right')),
      ...finding(text, 'right', (line, at) => edit(line, at, at + 5, 'left')),
    ];
    assert.equal(fixAll('a.md', 'left\n', check).text, 'left\n');
  });

  it('mends only what is wanted', () => {
    const check = (text: string) => finding(text, 'bad', (line, at) => edit(line, at, at + 3, 'good'));
    const fixed = fixAll('a.md', 'bad\nbad\n', check, ({ range }) => range.start.line === 1);
    assert.equal(fixed.text, 'bad\ngood\n');
  });

  for (const { name, path, text, project } of ruleFixtures()) {
    it(`${name}: leaves nothing behind that it could have fixed, and brings no finding`, () => {
      const view = inMemoryProject(project);
      const check = (one: string) => checkDocument({ path, text: one, inProject: true, project: view });
      const fixed = fixAll(path, text, check);
      const rulesIn = (one: string) => new Set(check(one).map(({ rule }) => rule));
      const before = rulesIn(text);
      for (const rule of rulesIn(fixed.text)) assert.ok(before.has(rule), `${rule} is new in\n${fixed.text}`);
      assert.deepEqual(fixAll(path, fixed.text, check), { text: fixed.text, fixed: 0 });
    });
  }
});
