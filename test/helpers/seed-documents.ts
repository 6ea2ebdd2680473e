import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ruleFixtures } from './rule-fixtures.ts';

export interface SeedDocument {
  /** Relative to a project; decides what the document is. */
  readonly path: string;
  readonly text: string;
}

const sample = new URL('../fixtures/sample-project/', import.meta.url);

/**
 * Documents to start from: the rules' fixtures, the sample project, and real ones where `CLUTCH_CORPUS` names a folder
 * of them.
 */
export function seedDocuments(): readonly SeedDocument[] {
  const own = ruleFixtures().map(({ path, text }) => ({ path, text }));
  const corpus = process.env['CLUTCH_CORPUS'] ?? '';
  const real =
    corpus === '' ? [] : markdownBelow(corpus).map(({ path, text }) => ({ path: path.replaceAll('__', '/'), text }));
  return [...own, ...markdownBelow(sample.pathname), ...real];
}

function markdownBelow(folder: string): readonly SeedDocument[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.md$/i.test(entry.name) && !entry.parentPath.includes('node_modules'))
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return { path: file.slice(folder.length).replace(/^\//, ''), text: readFileSync(file, 'utf8') };
    });
}
