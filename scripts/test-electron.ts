/**
 * `npm run test:electron`: the extension's mocha suite in a desktop VS Code, which @vscode/test-electron downloads.
 * CLUTCH_VSCODE_PATH names the program of one that is already there.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { extensionTestResults } from '../test/helpers/vscode-host/results.ts';
import { buildAll } from './lib/bundles.ts';
import { stopClutchServer } from './lib/clutch-server.ts';
import { suitePath } from './lib/extension-tests.ts';
import { messageOf } from './lib/process.ts';
import { inRepository, repositoryRoot } from './lib/repository.ts';
import { createScratch } from './lib/scratch.ts';

const { path: scratch, remove } = createScratch();
const clutchHome = join(scratch, 'home');
const resultsPath = join(scratch, 'results.json');
try {
  const vscodeExecutablePath = await findVsCode();
  await buildAll({ production: false });
  await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: repositoryRoot,
    extensionTestsPath: suitePath,
    extensionTestsEnv: { CLUTCH_TEST_RESULTS: resultsPath, CLUTCH_HOME: clutchHome },
    launchArgs: [
      '--disable-extensions',
      '--disable-workspace-trust',
      '--user-data-dir',
      join(scratch, 'user'),
      scratch,
    ],
  });
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
} finally {
  printResults();
  await stopClutchServer(clutchHome);
  remove();
}

async function findVsCode(): Promise<string> {
  const chosen = process.env['CLUTCH_VSCODE_PATH'];
  if (chosen !== undefined) {
    if (existsSync(chosen)) return chosen;
    throw new Error(`CLUTCH_VSCODE_PATH names ${chosen}, which does not exist. Correct it or unset it.`);
  }
  try {
    return await downloadAndUnzipVSCode({ version: 'stable', cachePath: inRepository('.tools', 'vscode') });
  } catch (cause) {
    throw new Error(
      `VS Code could not be downloaded (${messageOf(cause)}); set CLUTCH_VSCODE_PATH to the program of an installed one.`,
      { cause },
    );
  }
}

function printResults(): void {
  if (!existsSync(resultsPath)) return;
  const { results } = extensionTestResults.parse(JSON.parse(readFileSync(resultsPath, 'utf8')));
  for (const { title, state, error } of results)
    console.log(`${state.padEnd(8)}${title}${error === undefined ? '' : `\n${error}`}`);
  const count = (wanted: string) => results.filter(({ state }) => state === wanted).length;
  console.log(`${count('passed')} passed, ${count('failed')} failed`);
}
