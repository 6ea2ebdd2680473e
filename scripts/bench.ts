/**
 * `npm run bench [-- NAME…]`: runs the measurements of test/bench one after the other, so that none disturbs another.
 * What is measured is a production build in a folder of its own, so that nobody's rebuild changes it meanwhile.
 * Standard output is one JSON line per figure (docs/benchmarks.md); everything else goes to standard error. The exit
 * code is 1 when a figure misses its bound or a measurement breaks.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, globSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as esbuild from 'esbuild';
import { bundles } from './lib/bundles.ts';
import { inRepository, repositoryRoot } from './lib/repository.ts';
import { createScratch } from './lib/scratch.ts';

/** What VS Code reads of the extension beside its bundles. */
const MANIFEST_FILES = [
  'package.json',
  'package.nls.json',
  'client/icons',
  'client/l10n',
  'docs/help',
  'docs/rules',
  'schemas/json',
  'snippets',
];

const wanted = process.argv.slice(2);
const files = globSync('test/bench/**/*.bench.ts', { cwd: repositoryRoot })
  .filter((path) => wanted.length === 0 || wanted.includes(basename(path, '.bench.ts')))
  .sort();

if (files.length === 0) {
  console.error(`There is no measurement ${wanted.join(', ')} in test/bench.`);
  process.exitCode = 1;
} else {
  const { path: product } = createScratch();
  await buildInto(product);
  for (const file of files) measure(file, product);
}

async function buildInto(folder: string): Promise<void> {
  const shipped = bundles({ production: true }).filter(({ entryPoints }) =>
    Object.keys(entryPoints).some((output) => output.startsWith('dist/')),
  );
  await Promise.all(shipped.map((options) => esbuild.build({ ...options, outdir: folder })));
  for (const path of MANIFEST_FILES) cpSync(inRepository(path), join(folder, path), { recursive: true });
}

function measure(file: string, product: string): void {
  console.error(basename(file, '.bench.ts'));
  const { status } = spawnSync(process.execPath, ['--expose-gc', file], {
    cwd: repositoryRoot,
    env: { ...process.env, CLUTCH_BENCH_PRODUCT: product },
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
