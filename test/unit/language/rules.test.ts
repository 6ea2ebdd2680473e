import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkDocument } from '../../../server/language/check-document.ts';
import { rules } from '../../../server/language/rules/index.ts';
import { inMemoryProject } from '../../helpers/in-memory-project.ts';
import { expectedFindings, ruleFixtures } from '../../helpers/rule-fixtures.ts';

const fixtures = ruleFixtures();

describe('rules', () => {
  for (const { name, path, text, project } of fixtures) {
    const around = inMemoryProject(project);
    it(`${name}: finds exactly what its markers say`, () => {
      const found = checkDocument({ path, text, inProject: true, project: around });
      assert.deepEqual(found.map((one) => `${one.range.start.line + 1} ${one.rule}`).sort(), expectedFindings(text));
    });
    it(`${name}: says no more than a hint outside of a project`, () => {
      for (const one of checkDocument({ path, text, inProject: false, project: around })) {
        assert.equal(one.severity, 'hint');
      }
    });
    it(`${name}: finds the same with CRLF and a byte order mark`, () => {
      const windows = `\uFEFF${text.replaceAll('\n', '\r\n')}`;
      const lines = (source: string): string[] =>
        checkDocument({ path, text: source, inProject: true, project: around }).map(
          (one) => `${one.range.start.line} ${one.message}`,
        );
      assert.deepEqual(lines(windows), lines(text));
    });
  }

  it('has a hit and a near miss for every rule', () => {
    for (const { id } of rules) {
      const own = fixtures.filter(({ name }) => name.startsWith(id.toLowerCase()));
      const hits = own.filter(({ text }) => expectedFindings(text).some((one) => one.endsWith(id)));
      assert.ok(hits.length > 0, `${id} has no fixture that it hits`);
      assert.ok(own.length > hits.length, `${id} has no near miss`);
    }
  });

  it('are listed by id, each once', () => {
    const ids = rules.map((rule) => rule.id);
    assert.deepEqual(ids, [...new Set(ids)].sort());
  });

  it('point at the path itself when a file is owned twice', () => {
    const fixture = fixtures.find(({ name }) => name === 'cl204-hit.prp.md');
    assert.ok(fixture);
    const { path, text } = fixture;
    const first = checkDocument({ path, text, inProject: true }).find(({ rule }) => rule === 'CL204');
    assert.ok(first);
    const line = text.split('\n')[first.range.start.line] ?? '';
    assert.equal(line.slice(first.range.start.character, first.range.end.character), 'package.json');
    assert.match(first.message, /workstream "web".*"api" \(line 8\)/);
  });

  it('suggest the nearest name for an unknown dependency', () => {
    const fixture = fixtures.find(({ name }) => name === 'cl205-hit.prp.md');
    assert.ok(fixture);
    const { path, text } = fixture;
    const first = checkDocument({ path, text, inProject: true }).find(({ rule }) => rule === 'CL205');
    assert.match(first?.message ?? '', /depends on "bakend".*Did you mean "backend"\?/);
  });
});
