/**
 * `npm run demo [-- --headless | --screenshots FOLDER]`: a sample plan becomes verified commits, in a real VS Code in
 * the browser. It has a folder and a CLUTCH home of its own and touches nothing else of the person's.
 */
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { describeBuild } from './lib/build-report.ts';
import { buildAll } from './lib/bundles.ts';
import { createDemo, type Demo } from './lib/demo.ts';
import { photographRun } from './lib/demo-screenshots.ts';
import { exitOnSignals, messageOf } from './lib/process.ts';
import { inRepository } from './lib/repository.ts';
import { createSampleProject } from './lib/sample-project.ts';
import { BOTH_THEMES, startVsCode } from './lib/vscode-host.ts';

const { values } = parseArgs({
  options: { headless: { type: 'boolean', default: false }, screenshots: { type: 'string' } },
});

exitOnSignals();
try {
  process.exitCode = await main();
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}

async function main(): Promise<number> {
  console.log('Building …');
  console.log(describeBuild(await buildAll({ production: true })));
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'clutch-demo-')));
  const demo = createDemo(createSampleProject(path.join(folder, 'waypoints')), path.join(folder, 'home'));
  console.log(`\nThe sample project is in ${demo.project}\n`);
  try {
    return values.headless ? await demo.run() : await inVsCode(demo);
  } finally {
    await demo.stopServer();
    console.log(`\nLook at the commits: git -C ${demo.project} log --stat`);
  }
}

async function inVsCode(demo: Demo): Promise<number> {
  console.log('Starting VS Code (the first time it is installed, which takes a minute or two) …');
  const code = await startVsCode({
    folder: demo.project,
    extensionDevelopmentPath: inRepository(),
    env: { CLUTCH_HOME: demo.home },
    // Pictures are taken of both themes: the pages that take them ask for one each.
    settings: values.screenshots === undefined ? {} : BOTH_THEMES,
  });
  try {
    console.log(`\n  Open ${code.url}\n\n  and click the CLUTCH icon in the activity bar.\n`);
    if (values.screenshots !== undefined) {
      return await photographRun(code.url, path.resolve(values.screenshots), demo);
    }
    await demo.waitForWindow();
    const exitCode = await demo.run();
    if (process.stdout.isTTY) await closedByPerson();
    return exitCode;
  } finally {
    await code.stop();
  }
}

/** VS Code stays open for looking around until Ctrl-C, which ends everything that was started here. */
function closedByPerson(): Promise<never> {
  console.log('\nVS Code stays open. Press Ctrl-C to close it.');
  return new Promise(() => setInterval(() => undefined, 3_600_000));
}
