import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { checkDocument } from '../../../server/language/check-document.ts';
import { rules } from '../../../server/language/rules/index.ts';

const folder = new URL('../../fixtures/rules/', import.meta.url);
const fixtures = readdirSync(folder).filter((name) => name.endsWith('.md'));

/** A fixture's name says what kind of document it is: `cl204-hit.prp.md`. */
const PLACES: Readonly<Record<string, string>> = {
  prd: 'PRDs/PRD-shop.md',
  prp: 'PRPs/PRP-PRD-shop-phase-1.md',
  workflow: 'WORKFLOW.md',
  other: 'docs/release-notes.md',
};

function read(name: string): { path: string; text: string } {
  const path = PLACES[name.split('.')[1] ?? ''];
  assert.ok(path, `${name} names no kind of document`);
  return { path, text: readFileSync(new URL(name, folder), 'utf8') };
}

function expected(text: string): string[] {
  return text
    .split('\n')
    .flatMap((line, index) => [...line.matchAll(/\{(CL\d{3})\}/g)].map((match) => `${index + 1} ${match[1] ?? ''}`))
    .sort();
}

describe('rules', () => {
  for (const name of fixtures) {
    it(`${name}: finds exactly what its markers say`, () => {
      const { path, text } = read(name);
      const found = checkDocument({ path, text, inProject: true });
      assert.deepEqual(found.map((one) => `${one.range.start.line + 1} ${one.rule}`).sort(), expected(text));
    });
    it(`${name}: says no more than a hint outside of a project`, () => {
      const { path, text } = read(name);
      for (const one of checkDocument({ path, text, inProject: false })) assert.equal(one.severity, 'hint');
    });
    it(`${name}: finds the same with CRLF and a byte order mark`, () => {
      const { path, text } = read(name);
      const windows = `\uFEFF${text.replaceAll('\n', '\r\n')}`;
      const lines = (source: string): string[] =>
        checkDocument({ path, text: source, inProject: true }).map((one) => `${one.range.start.line} ${one.message}`);
      assert.deepEqual(lines(windows), lines(text));
    });
  }

  it('has a hit and a near miss for every rule', () => {
    for (const { id } of rules) {
      const own = fixtures.filter((name) => name.startsWith(id.toLowerCase()));
      const hits = own.filter((name) => expected(read(name).text).some((one) => one.endsWith(id)));
      assert.ok(hits.length > 0, `${id} has no fixture that it hits`);
      assert.ok(own.length > hits.length, `${id} has no near miss`);
    }
  });

  it('are listed by id, each once', () => {
    const ids = rules.map((rule) => rule.id);
    assert.deepEqual(ids, [...new Set(ids)].sort());
  });

  it('point at the path itself when a file is owned twice', () => {
    const { path, text } = read('cl204-hit.prp.md');
    const [first] = checkDocument({ path, text, inProject: true });
    assert.ok(first);
    const line = text.split('\n')[first.range.start.line] ?? '';
    assert.equal(line.slice(first.range.start.character, first.range.end.character), 'package.json');
    assert.match(first.message, /workstream "web".*"api" \(line 8\)/);
  });

  it('suggest the nearest name for an unknown dependency', () => {
    const { path, text } = read('cl205-hit.prp.md');
    const [first] = checkDocument({ path, text, inProject: true });
    assert.match(first?.message ?? '', /depends on "bakend".*Did you mean "backend"\?/);
  });
});
