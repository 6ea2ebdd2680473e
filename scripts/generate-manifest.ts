/**
 * Says whether package.json and package.nls.json equal the features' manifests; with UPDATE=1 makes them equal:
 * `UPDATE=1 node scripts/generate-manifest.ts`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateManifest } from './lib/manifest.ts';

const root = join(import.meta.dirname, '..');
const { fields, words } = generateManifest();

const packagePath = join(root, 'package.json');
const current: Record<string, unknown> = JSON.parse(readFileSync(packagePath, 'utf8'));
// Object.assign keeps the place of the fields that are there, so that an update makes a small diff.
settle(packagePath, Object.assign(current, fields));
settle(join(root, 'package.nls.json'), words);

function settle(path: string, content: unknown): void {
  const wanted = `${JSON.stringify(content, null, 2)}\n`;
  if (readIfThere(path) === wanted) return;
  if (process.env['UPDATE'] === '1') {
    writeFileSync(path, wanted);
    console.log(`Updated ${path}`);
  } else {
    console.error(`${path} does not equal the manifests; run: UPDATE=1 node scripts/generate-manifest.ts`);
    process.exitCode = 1;
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
