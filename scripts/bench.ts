/**
 * `npm run bench [-- NAME…]`: runs the measurements of test/bench one after the other, so that none disturbs another.
 * Each is a program that prints its figures and exits with another code than 0 when one misses its bound.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { repositoryRoot } from './lib/repository.ts';

const wanted = process.argv.slice(2);
const files = globSync('test/bench/**/*.bench.ts', { cwd: repositoryRoot })
  .filter((path) => wanted.length === 0 || wanted.includes(basename(path, '.bench.ts')))
  .sort();

if (files.length === 0) {
  console.error(`There is no measurement ${wanted.join(', ')} in test/bench.`);
  process.exitCode = 1;
}
for (const file of files) {
  console.log(`\n${basename(file, '.bench.ts')}`);
  const { status } = spawnSync(process.execPath, ['--expose-gc', file], { cwd: repositoryRoot, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
