/**
 * `npm test`: everything that has to hold, from the build to a real VS Code and a real browser.
 *
 *   --only unit,tidy   some stages alone; `slow` runs only when it is named
 *                      `agents` is one real agent against a fake model; `npm run test:agents` runs all
 *   --vsix FILE        the extension's suite alone, on a packaged extension
 *
 * The last line is always `N passed, N failed`; the exit code is 0 only when nothing failed and no stage was empty.
 */
import { globSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureAgent, lightestAgent, testAgent } from './lib/agents.ts';
import { isBuildFailure } from './lib/build-report.ts';
import { buildAll } from './lib/bundles.ts';
import { runChecks } from './lib/checks.ts';
import { ensureChromium } from './lib/chromium.ts';
import { dismissClutchServer } from './lib/clutch-server.ts';
import { ensureCodeServer } from './lib/code-server.ts';
import { runExtensionTests } from './lib/extension-tests.ts';
import { runNodeTests } from './lib/node-tests.ts';
import { messageOf } from './lib/process.ts';
import { createScratch } from './lib/scratch.ts';
import { describeFailures, describeStage, requireTests } from './lib/stage.ts';
import type { StageResult } from './lib/stage.ts';

const nodeKinds = ['unit', 'contract', 'scenario', 'protocol', 'tidy'];
const hostKinds = ['extension', 'webview'];
const usualStages = ['build', 'check', ...nodeKinds, 'agents', ...hostKinds];
const stageNames = [...usualStages, 'slow'];

const { values } = parseArgs({ options: { only: { type: 'string' }, vsix: { type: 'string' } } });
const chosen = chooseStages();
const interrupted = new AbortController();

// All temporary folders of the tests are inside this one, so that a run that is interrupted leaves neither files nor
// servers behind. Tests name their own homes; the one set here keeps a test that forgets to from touching the person's.
const { path: scratch } = createScratch();
process.env['TMPDIR'] = scratch;
process.env['CLUTCH_HOME'] = join(scratch, 'home');
process.prependOnceListener('exit', () => {
  interrupted.abort();
  for (const file of globSync('{*,*/*,*/*/*}/server.json', { cwd: scratch })) {
    dismissClutchServer(dirname(join(scratch, file)));
  }
});

const results: StageResult[] = [];
for await (const result of runStages()) {
  results.push(result);
  console.log(describeStage(result) + describeFailures(result));
}
const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failures.length, 0);
if (failed > 0) process.exitCode = 1;
console.log(`${passed} passed, ${failed} failed`);

async function* runStages(): AsyncGenerator<StageResult> {
  // Installing VS Code and the browser waits for the network most of the time: it goes on beside the first stages.
  const host = chosen.some((name) => hostKinds.includes(name)) ? prepareHost() : undefined;
  // The later stages run what is built, so this one always comes first.
  const build = await stageOf('build', async () => {
    await buildAll({ production: false });
    return { passed: 1, skipped: 0, failures: [] };
  });
  yield build;
  if (chosen.includes('check')) yield* checkStages();
  for (const kind of [...nodeKinds, 'slow'].filter((name) => chosen.includes(name))) {
    yield requireTests(await stageOf(kind, () => runNodeTests(kind, interrupted)));
  }
  if (chosen.includes('agents')) yield requireTests(await stageOf('agents', agentStage));
  if (host === undefined) return;
  yield await host;
  if (chosen.includes('extension')) yield requireTests(await stageOf('extension', extensionStage));
  if (chosen.includes('webview')) {
    yield requireTests(await stageOf('webview', () => runNodeTests('webview', interrupted)));
  }
}

async function* checkStages(): AsyncGenerator<StageResult> {
  for (const { name, passed: ok, output, milliseconds } of await runChecks()) {
    const failures = ok ? [] : [{ title: 'the tool found something', detail: output }];
    yield { name, passed: ok ? 1 : 0, skipped: 0, failures, milliseconds };
  }
}

/** VS Code and the browser, ready to start. Counts only when it fails, because it tests nothing of ours. */
function prepareHost(): Promise<StageResult> {
  return stageOf('host', async () => {
    const [{ warning }] = await Promise.all([ensureCodeServer(), ensureChromium()]);
    if (warning !== undefined) console.log(warning);
    return { passed: 0, skipped: 0, failures: [] };
  });
}

async function agentStage() {
  await ensureAgent(lightestAgent);
  return testAgent(lightestAgent, interrupted);
}

async function extensionStage() {
  const tests = await runExtensionTests(values.vsix === undefined ? {} : { vsix: resolve(values.vsix) });
  const inState = (wanted: string) => tests.filter(({ state }) => state === wanted);
  return {
    passed: inState('passed').length,
    skipped: inState('skipped').length,
    failures: inState('failed').map(({ title, error }) => ({ title, detail: error ?? '' })),
  };
}

/** Times a stage, and turns an error that ended it into a failure of its own. */
async function stageOf(
  name: string,
  work: () => Promise<Pick<StageResult, 'passed' | 'skipped' | 'failures'>>,
): Promise<StageResult> {
  const startedAt = performance.now();
  const elapsed = () => performance.now() - startedAt;
  try {
    return { ...(await work()), name, milliseconds: elapsed() };
  } catch (error) {
    const detail =
      isBuildFailure(error) || !(error instanceof Error) ? messageOf(error) : (error.stack ?? error.message);
    const failures = [{ title: 'the stage could not be completed', detail }];
    return { name, passed: 0, skipped: 0, failures, milliseconds: elapsed() };
  }
}

function chooseStages(): readonly string[] {
  if (values.vsix !== undefined) return ['extension'];
  if (values.only === undefined) return usualStages;
  const wanted = values.only.split(',').map((name) => name.trim());
  const unknown = wanted.filter((name) => !stageNames.includes(name));
  if (unknown.length === 0) return wanted;
  console.error(`There is no stage ${unknown.join(', ')}. The stages are ${stageNames.join(', ')}.`);
  process.exit(2);
}
