/** Runs the mocha suite of test/extension inside the extension host of a real VS Code. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { extensionTestResults } from '../../test/helpers/vscode-host/results.ts';
import type { ExtensionTestResult } from '../../test/helpers/vscode-host/results.ts';
import { openBrowser } from './chromium.ts';
import { inRepository, repositoryRoot } from './repository.ts';
import { createScratch } from './scratch.ts';
import { dismissClutchServer, stopClutchServer } from './clutch-server.ts';
import { installExtension, startVsCode } from './vscode-host.ts';
import type { VsCode } from './vscode-host.ts';

export const suitePath = inRepository('out', 'test', 'extension', 'run.cjs');

export interface ExtensionTestOptions {
  /** A packaged extension to install and test; the checkout itself when absent. */
  readonly vsix?: string;
  readonly timeoutMs?: number;
}

/** The results of all tests. Rejects when the suite did not come to an end, with the last lines of the logs. */
export async function runExtensionTests(options: ExtensionTestOptions = {}): Promise<readonly ExtensionTestResult[]> {
  const { path: scratch, remove } = createScratch();
  const resultsPath = join(scratch, 'results.json');
  const clutchHome = join(scratch, 'home');
  const folder = join(scratch, 'project');
  mkdirSync(folder);
  const dismiss = (): void => dismissClutchServer(clutchHome);
  process.prependOnceListener('exit', dismiss);
  try {
    const host = await startVsCode({
      folder,
      ...(await extensionUnderTest(scratch, options.vsix)),
      testsPath: suitePath,
      env: { CLUTCH_TEST_RESULTS: resultsPath, CLUTCH_HOME: clutchHome },
    });
    try {
      const complaint = await runSuite(host, options.timeoutMs ?? 420_000);
      if (existsSync(resultsPath)) return readResults(resultsPath);
      throw new Error(`The suite left no results. ${complaint}\n${host.logs()}`);
    } finally {
      await host.stop();
    }
  } finally {
    process.off('exit', dismiss);
    await stopClutchServer(clutchHome);
    remove();
  }
}

/**
 * VS Code runs tests only together with an extension in development. For an installed package that is an empty one, so
 * that the tests meet the package exactly where a person has it.
 */
async function extensionUnderTest(scratch: string, vsix: string | undefined) {
  if (vsix === undefined) return { extensionDevelopmentPath: repositoryRoot };
  const extensionsDir = join(scratch, 'extensions');
  await installExtension(vsix, extensionsDir);
  const empty = join(scratch, 'empty');
  mkdirSync(empty);
  const manifest = { name: 'empty', publisher: 'clutch-test', version: '0.0.1', engines: { vscode: '^1.101.0' } };
  writeFileSync(join(empty, 'package.json'), JSON.stringify(manifest));
  return { extensionDevelopmentPath: empty, extensionsDir };
}

/** Opens the workbench, which runs the suite, and waits for its end. Returns what was seen, for a failure's message. */
async function runSuite(host: VsCode, timeoutMs: number): Promise<string> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const messages: string[] = [];
    const ended = Promise.withResolvers<string>();
    // The workbench looks for these two functions while it loads, so they have to be there before the page is.
    await page.exposeFunction('codeAutomationLog', (_level: string, parts: readonly unknown[]) => {
      messages.push(parts.map(String).join(' '));
    });
    await page.exposeFunction('codeAutomationExit', (code: number) =>
      ended.resolve(`VS Code reported exit code ${code}.`),
    );
    page.on('pageerror', (error) => messages.push(String(error)));
    page.on('crash', () => ended.resolve('The page crashed.'));
    browser.on('disconnected', () => ended.resolve('The browser ended.'));
    const seconds = Math.round(timeoutMs / 1000);
    const timer = setTimeout(() => ended.resolve(`It was still running after ${seconds} s.`), timeoutMs);
    await page.goto(host.url);
    const outcome = await ended.promise;
    clearTimeout(timer);
    return [outcome, 'The workbench logged:', ...messages.slice(-20)].join('\n');
  } finally {
    await browser.close();
  }
}

function readResults(path: string): readonly ExtensionTestResult[] {
  return extensionTestResults.parse(JSON.parse(readFileSync(path, 'utf8'))).results;
}
