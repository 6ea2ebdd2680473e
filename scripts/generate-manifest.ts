/**
 * Says whether package.json, package.nls.json and docs/commands.md equal the features' manifests; with UPDATE=1 makes
 * them equal:
 * `UPDATE=1 node scripts/generate-manifest.ts`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandsPage } from './lib/commands-page.ts';
import { generateManifest } from './lib/manifest.ts';

const root = join(import.meta.dirname, '..');
const { fields, words } = generateManifest();

const packagePath = join(root, 'package.json');
const current: Record<string, unknown> = JSON.parse(readFileSync(packagePath, 'utf8'));
// Object.assign keeps the place of the fields that are there, so that an update makes a small diff.
settle(packagePath, jsonOf(Object.assign(current, fields)));
settle(join(root, 'package.nls.json'), jsonOf(words));
settle(join(root, 'docs', 'commands.md'), commandsPage());

function jsonOf(content: unknown): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

function settle(path: string, wanted: string): void {
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
