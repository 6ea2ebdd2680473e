/**
 * The mocha entry that VS Code calls inside its extension host. It runs every `*.test` bundle beside it and writes what
 * happened to the file named by CLUTCH_TEST_RESULTS, because the host's own exit code says nothing about single tests.
 */
import { globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type Mocha from 'mocha';
import type { ExtensionTestResult } from '../helpers/vscode-host/results.ts';

const secondsPerTest = 30;

/** Resolves when all tests passed; rejects, as VS Code expects, when some failed or there was none. */
export async function run(): Promise<void> {
  // mocha is an ES module, which a bundled `import` statement would `require` with the wrong shape.
  const { default: Runner } = await import('mocha');
  const mocha = new Runner({ ui: 'bdd', color: false, timeout: secondsPerTest * 1000 });
  // This file is bundled to CommonJS, the only format that VS Code loads a suite in.
  for (const file of globSync('**/*.test.cjs', { cwd: __dirname }).sort()) mocha.addFile(join(__dirname, file));
  const results = await runMocha(mocha);
  const path = process.env['CLUTCH_TEST_RESULTS'];
  if (path !== undefined) writeFileSync(path, JSON.stringify({ results }));
  const failed = results.filter(({ state }) => state === 'failed').length;
  if (failed > 0) throw new Error(`${failed} of ${results.length} tests failed.`);
  if (results.length === 0) throw new Error(`There is no test in ${__dirname}.`);
}

function runMocha(mocha: Mocha): Promise<readonly ExtensionTestResult[]> {
  const results: ExtensionTestResult[] = [];
  return new Promise((resolve) => {
    const runner = mocha.run(() => resolve(results));
    runner.on('pass', (test) => results.push(resultOf(test, 'passed')));
    runner.on('pending', (test) => results.push(resultOf(test, 'skipped')));
    // A hook that fails arrives here too; it is no test, but hiding it would hide the tests it kept from running.
    runner.on('fail', (test, error: Error) => {
      results.push({ ...resultOf(test, 'failed'), error: error.stack ?? error.message });
    });
  });
}

const resultOf = (test: Mocha.Runnable, state: ExtensionTestResult['state']): ExtensionTestResult => ({
  title: test.fullTitle(),
  state,
  milliseconds: test.duration ?? 0,
});
