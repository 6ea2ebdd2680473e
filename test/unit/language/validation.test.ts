import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkDocument } from '../../../server/language/check-document.ts';
import { parseDocument } from '../../../server/language/parse-document.ts';
import { programsOf } from '../../../server/language/shell-programs.ts';
import { applyEdits } from '../../../server/language/text-edit.ts';
import { readValidationLoop } from '../../../server/language/validation-levels.ts';
import { inMemoryProject } from '../../helpers/in-memory-project.ts';

describe('the programs of a shell command', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['the first word', 'npm run lint', ['npm']],
    ['every part of a chain, each once', 'npm ci && tsc -p . || exit 1; npm test | tee log', ['npm', 'tsc', 'tee']],
    ['not the assignments in front', 'CI=1 LANG="a b" pytest -q', ['pytest']],
    ['behind cd, sudo, env and timeout', 'cd web && sudo env A=1 timeout 30s make', ['make']],
    ['not what npx brings', 'npx eslint . && uvx ruff check', []],
    ['not builtins, paths and variables', 'echo "a && b"; ./run.sh; $TOOL x; [ -f a ]', []],
    ['nothing behind what changes the search path', 'mkdir x; source .venv/bin/activate; ruff check', ['mkdir']],
    [
      'inside of loops and conditions',
      'for f in a b; do cat "$f"; done; if grep -q x y; then ls; fi',
      ['cat', 'grep', 'ls'],
    ],
    ['not in comments', '# ruff check\nls # ruff', ['ls']],
    ['not in here-documents', 'cat <<EOF\nruff check\nEOF\nwc -l', ['cat', 'wc']],
    ['not the target of a redirection', 'node a.js > out 2>&1 && jq . < out', ['node', 'jq']],
    ['not inside of a substitution', 'kill $(lsof -ti :80) `pidof x`', []],
    ['no functions', 'check() { ruff; }\ncheck', []],
    ['no prose', 'NEW: 44px, fixed\nFIXED (via the network)', ['via']],
  ];
  for (const [what, script, programs] of cases) {
    it(`are ${what}`, () => assert.deepEqual(programsOf(script), programs));
  }

  it('are found in linear time', () => {
    for (const hostile of ['$(', '"', '(', '<<A\n', "a'", '\\', '&&', '`'].map((part) => part.repeat(100_000))) {
      assert.ok(Array.isArray(programsOf(hostile)));
    }
  });
});

describe('the validation loop', () => {
  it('is that of the validation section, not every heading with a level', () => {
    const text = '## Level 2 support\n\n## Validation Loop\n\n### Level 1: Syntax\n\n## Level 3 of the shop\n';
    assert.deepEqual(
      readValidationLoop(parseDocument(text)).map(({ level }) => level),
      [1],
    );
  });

  it('is all levels where no section holds them', () => {
    const text = '# PRP\n\n### Level 1: Syntax\n\n### Level 2: Tests\n';
    assert.deepEqual(
      readValidationLoop(parseDocument(text)).map(({ level }) => level),
      [1, 2],
    );
  });
});

describe('a program that is not on the search path', () => {
  it('is started through npx where the project has it', () => {
    const path = 'PRPs/PRP-phase-1.md';
    const text = '# PRP\n\n### Level 1: Syntax\n\n```bash\ncd web && eslint .\n```\n';
    const files = { [path]: text, 'node_modules/.bin/eslint': '' };
    const project = inMemoryProject({ files, programs: { eslint: false } });
    const found = checkDocument({ path, text, inProject: true, project }).find(({ rule }) => rule === 'CL214');
    assert.match(found?.message ?? '', /write "npx eslint"/);
    const [change] = found?.fixes[0]?.changes() ?? [];
    assert.ok(change?.kind === 'edit');
    assert.equal(applyEdits(text, change.edits), text.replace('eslint', 'npx eslint'));
  });
});
