import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import * as esbuild from 'esbuild';
import { bundles } from '../../scripts/lib/bundles.ts';

const KIB = 1024;

/** Outputs of the production build by their paths. */
async function outputsOf(entry: string): Promise<esbuild.Metafile['outputs']> {
  const options = bundles({ production: true }).find(({ entryPoints }) => entry in entryPoints);
  if (options === undefined) throw new Error(`scripts/lib/bundles.ts builds no ${entry}`);
  const { metafile } = await esbuild.build({ ...options, write: false, metafile: true });
  return metafile.outputs;
}

/** What is loaded before anything is drawn: a page's own script and those that it imports, but not what it imports late. */
function bytesAtOnce(outputs: esbuild.Metafile['outputs'], path: string, seen = new Set<string>()): number {
  const output = outputs[path];
  if (output === undefined || seen.has(path)) return 0;
  seen.add(path);
  const imported = output.imports.filter(({ kind, external }) => kind === 'import-statement' && !external);
  return output.bytes + imported.reduce((sum, one) => sum + bytesAtOnce(outputs, one.path, seen), 0);
}

describe('what a window loads stays small', async () => {
  const pages = await outputsOf('dist/webviews/monitor');
  const names = Object.keys(pages).filter((path) => pages[path]?.entryPoint?.endsWith('/main.ts'));
  assert.ok(names.length >= 2);
  for (const name of names) {
    test(`${name} with all that it needs at once is at most 250 KiB`, () => {
      const bytes = bytesAtOnce(pages, name);
      assert.ok(bytes > 10 * KIB && bytes <= 250 * KIB, `${bytes} bytes`);
    });
  }

  test('the extension is at most 600 KiB, and the language client is no part of it', async () => {
    const outputs = await outputsOf('dist/extension');
    const extension = outputs['dist/extension.cjs'];
    assert.ok(extension && extension.bytes <= 600 * KIB, `${extension?.bytes} bytes`);
    assert.ok(!Object.keys(extension.inputs).some((path) => path.includes('vscode-languageclient')));
  });
});
