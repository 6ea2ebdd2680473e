/** ARCHITECTURE.md is read by people who know nothing yet, so what it names has to be there. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

const root = path.resolve(import.meta.dirname, '../..');
const text = readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8');
const named = new Set([...text.matchAll(/`([^`\s]+)`/g)].map(([, name = '']) => name));

/** Paths in a section about a folder are relative to it. */
const places = ['', 'server', 'schemas', 'client', 'webviews', 'test', 'server/runs', 'server/runtimes', 'server/lsp'];
const isThere = (name: string): boolean => places.some((place) => existsSync(path.join(root, place, name)));

describe('ARCHITECTURE.md', () => {
  it('names only files and folders that are there', () => {
    const paths = [...named].filter(
      (name) => /^[\w.-]+(\/[\w.-]*)+$|^[\w-]+\.(ts|mjs|md)$/.test(name) && !name.includes('<'),
    );
    assert.ok(paths.length > 30, `only ${paths.length} paths were recognised`);
    assert.deepEqual(
      paths.filter((name) => !isThere(name) && !name.startsWith('clutch/') && !name.startsWith('refs/')),
      [],
    );
  });

  it('has a paragraph on every folder of the server', () => {
    const folders = readdirSync(path.join(root, 'server'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    assert.deepEqual(
      folders.map(({ name }) => `server/${name}/`).filter((folder) => !text.includes(`**\`${folder}\`**`)),
      [],
    );
  });

  it('is short enough to be read', () => {
    assert.ok(text.split('\n').length <= 200);
  });
});
