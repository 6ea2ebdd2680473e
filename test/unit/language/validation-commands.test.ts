import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDocument } from '../../../server/language/parse-document.ts';
import { validationCommands } from '../../../server/language/validation-commands.ts';

const found = (text: string) =>
  validationCommands(parseDocument(text)).map(({ level, command, line }) => [level, command, text.split('\n')[line]]);

test('every command stands on the line on which it begins', () => {
  const text = [
    '## Validation Loop',
    '### Level 1: Style',
    '```bash',
    'npm run lint',
    '# a comment',
    'npm run lint',
    '```',
    '### Level 2: Tests',
    '```bash',
    'npm test -- \\',
    '    --coverage',
    '```',
  ].join('\n');
  assert.deepEqual(found(text), [
    [1, 'npm run lint', 'npm run lint'],
    [1, 'npm run lint', 'npm run lint'],
    [2, 'npm test -- --coverage', 'npm test -- \\'],
  ]);
  const lines = validationCommands(parseDocument(text)).map(({ line }) => line);
  assert.deepEqual(lines, [3, 5, 9]);
});

test('a script of several lines is one command, where it begins', () => {
  const text = '### Level 1: All\n\n```bash\ncd src\nmake check\n```\n';
  assert.deepEqual(found(text), [[1, 'cd src\nmake check', 'cd src']]);
});

test('a document without levels has no commands', () => {
  assert.deepEqual(found('# Notes\n\n```bash\nrm -rf /\n```\n'), []);
  assert.deepEqual(found(''), []);
});
