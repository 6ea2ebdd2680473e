import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkDocument, type LanguageFinding } from '../../../server/language/check-document.ts';
import { parseDocument } from '../../../server/language/parse-document.ts';
import { suppressRule } from '../../../server/language/suppress-rule.ts';
import { applyEdits } from '../../../server/language/text-edit.ts';
import { inMemoryProject } from '../../helpers/in-memory-project.ts';
import { ruleFixtures, type RuleFixture } from '../../helpers/rule-fixtures.ts';

const check = ({ path, project }: RuleFixture, text: string): readonly LanguageFinding[] =>
  checkDocument({
    path,
    text,
    inProject: true,
    project: inMemoryProject({ ...project, files: { ...project.files, [path]: text } }),
  });

const countsOf = (findings: readonly LanguageFinding[]): ReadonlyMap<string, number> =>
  new Map([...Map.groupBy(findings, ({ rule }) => rule)].map(([rule, found]) => [rule, found.length] as const));

function apply(text: string, path: string, rule: string, line: number, title: RegExp): string | null {
  const [fix] = suppressRule(path, parseDocument(text), rule, line).filter((one) => title.test(one.title));
  const [change] = fix?.changes() ?? [];
  return change?.kind === 'edit' ? applyEdits(text, change.edits) : null;
}

describe('comments that switch a rule off', () => {
  for (const fixture of ruleFixtures().filter(({ path }) => path.endsWith('.md'))) {
    const { name, path, text } = fixture;
    for (const [index, { rule, range }] of check(fixture, text).entries()) {
      it(`${name}: ${rule} #${index} goes by a comment for its line and by one for the document`, () => {
        const before = countsOf(check(fixture, text));
        for (const title of [/this line/, /this document/]) {
          const quiet = apply(text, path, rule, range.start.line, title);
          if (quiet === null) continue;
          const after = countsOf(check(fixture, quiet));
          assert.ok((after.get(rule) ?? 0) < (before.get(rule) ?? 0), `still there in\n${quiet}`);
          for (const [one, count] of after) assert.ok(count <= (before.get(one) ?? 0), `new: ${one} in\n${quiet}`);
        }
      });
    }
  }

  it('stands around a code block, because inside of it a comment is only text', () => {
    const text = '# PRP\n\n  ```yaml\n  - file: src/a.ts\n  ```\n\nEnd\n';
    const quiet = apply(text, 'PRPs/a.md', 'CL213', 3, /this line/);
    const fence =
      '  <!-- clutch-disable CL213 -->\n  ```yaml\n  - file: src/a.ts\n  ```\n  <!-- clutch-enable CL213 -->\n';
    assert.equal(quiet, `# PRP\n\n${fence}\nEnd\n`);
  });

  it('is not offered for a line of front matter, and keeps the line ends of Windows', () => {
    const text = '---\r\nname: x\r\n---\r\n\r\n# PRP\r\n';
    assert.equal(apply(text, 'PRPs/a.md', 'CL201', 1, /this line/), null);
    const quiet = apply(text, 'PRPs/a.md', 'CL201', 1, /this document/);
    assert.equal(quiet, '---\r\nname: x\r\n---\r\n\r\n<!-- clutch-disable-file CL201 -->\r\n\r\n# PRP\r\n');
  });
});
