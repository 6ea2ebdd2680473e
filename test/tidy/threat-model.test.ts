import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8').replaceAll(/\s+/g, ' ');

void test('every test that the threat model names is there', () => {
  const tests = globSync('test/**/*.ts', { cwd: root }).map(read).join('\n');
  const quoted = [...read('docs/threat-model.md').matchAll(/`([^`]+)`/g)].flatMap(([, text = '']) => text);
  const named = quoted.filter((text) => text.split(' ').length > 4);
  assert.ok(named.length > 20);
  assert.deepEqual(
    named.filter((name) => !tests.includes(`'${name}'`)),
    [],
  );
});
