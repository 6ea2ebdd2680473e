import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkDocument, type LanguageFinding } from '../../../server/language/check-document.ts';
import type { Fix } from '../../../server/language/rules/rule.ts';
import { applyEdits } from '../../../server/language/text-edit.ts';
import { inMemoryProject, type InMemoryProject } from '../../helpers/in-memory-project.ts';
import { ruleFixtures } from '../../helpers/rule-fixtures.ts';

function findingsIn(project: InMemoryProject, path: string): readonly LanguageFinding[] {
  const text = project.files[path] ?? '';
  return checkDocument({ path, text, inProject: true, project: inMemoryProject(project) });
}

function apply(project: InMemoryProject, fix: Fix): InMemoryProject {
  const files: Record<string, string> = { ...project.files };
  for (const change of fix.changes()) {
    if (change.kind === 'create') {
      assert.ok(!(change.path in files), `“${fix.title}” would replace ${change.path}`);
      files[change.path] = change.text;
    } else if (change.kind === 'rename') {
      files[change.to] = files[change.from] ?? '';
      delete files[change.from];
    } else files[change.path] = applyEdits(files[change.path] ?? '', change.edits);
  }
  return { ...project, files };
}

/** How often each rule speaks in all documents of the project. */
function tally(project: InMemoryProject): Map<string, number> {
  const counts = new Map<string, number>();
  for (const path of Object.keys(project.files)) {
    for (const { rule } of findingsIn(project, path)) {
      counts.set(`${path} ${rule}`, (counts.get(`${path} ${rule}`) ?? 0) + 1);
    }
  }
  return counts;
}

describe('quick fixes', () => {
  for (const { name, path, project } of ruleFixtures()) {
    for (const [index, finding] of findingsIn(project, path).entries()) {
      for (const [choice, fix] of finding.fixes.entries()) {
        it(`${name}: ${finding.rule} #${index}, “${fix.title}” (${choice}) removes the finding and adds none`, () => {
          const before = tally(project);
          const fixed = apply(project, fix);
          const after = tally(fixed);
          const key = `${path} ${finding.rule}`;
          assert.ok((after.get(key) ?? 0) < (before.get(key) ?? 0), `still there in\n${fixed.files[path] ?? ''}`);
          for (const [one, count] of after) {
            assert.ok(count <= (before.get(one) ?? 0), `new: ${one} in\n${fixed.files[path] ?? ''}`);
          }
          const again = findingsIn(fixed, path).filter(({ rule, message }) => {
            return rule === finding.rule && message === finding.message;
          });
          const same = findingsIn(project, path).filter(({ rule, message }) => {
            return rule === finding.rule && message === finding.message;
          });
          assert.ok(again.length < same.length, 'the same finding is offered the same fix again');
        });
      }
    }
  }
});
