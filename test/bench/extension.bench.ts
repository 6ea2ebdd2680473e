/** How long the extension keeps a VS Code window busy when it is activated, in a real extension host. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import type { Browser } from 'playwright-core';
import * as z from 'zod';
import { openBrowser } from '../../scripts/lib/chromium.ts';
import { stopClutchServer } from '../../scripts/lib/clutch-server.ts';
import { inRepository } from '../../scripts/lib/repository.ts';
import { createSampleProject } from '../../scripts/lib/sample-project.ts';
import { startVsCode, type VsCode } from '../../scripts/lib/vscode-host.ts';
import { waitUntil } from '../../scripts/lib/wait.ts';
import { withTempDir } from '../helpers/temp.ts';
import { median, noteSamples, report } from './lib/figure.ts';
import { productFolder } from './lib/product.ts';

const WINDOWS = 7;
const WINDOW_DEADLINE_MS = 60_000;

const Activation = z.object({ activationMs: z.number(), activationCpuMs: z.number() });
type Activation = z.infer<typeof Activation>;

await withTempDir(async (folder) => {
  const activations = await measureActivations(folder);
  const wall = activations.map(({ activationMs }) => activationMs);
  const busy = activations.map(({ activationCpuMs }) => activationCpuMs);
  noteSamples('activations, ms', wall);
  noteSamples('processor time of them, ms', busy);
  report({ name: 'extension-activation', value: median(wall), unit: 'ms', bound: 50 });
  report({ name: 'extension-activation-cpu', value: median(busy), unit: 'ms', bound: 50 });
});

/** Every window has an extension host of its own, so every one of them activates the extension anew. */
async function measureActivations(folder: string): Promise<readonly Activation[]> {
  const results = path.join(folder, 'activations.jsonl');
  const home = path.join(folder, 'home');
  const code = await startVsCode({
    folder: createSampleProject(path.join(folder, 'project')),
    extensionDevelopmentPath: productFolder,
    testsPath: await buildProbe(folder),
    env: { CLUTCH_BENCH_ACTIVATION: results, CLUTCH_HOME: home },
  });
  try {
    const browser = await openBrowser();
    try {
      for (let window = 1; window <= WINDOWS; window += 1) {
        await openWindow(browser, code, () => read(results).length >= window);
      }
    } finally {
      await browser.close();
    }
  } finally {
    await code.stop();
    await stopClutchServer(home);
  }
  return read(results);
}

async function openWindow(browser: Browser, code: VsCode, isActivated: () => boolean): Promise<void> {
  const page = await browser.newPage();
  try {
    // The workbench reports on its test module through these two, which have to be there before the page is.
    await page.exposeFunction('codeAutomationLog', () => undefined);
    await page.exposeFunction('codeAutomationExit', () => undefined);
    await page.goto(code.url);
    await waitUntil(isActivated, { what: 'the extension to be activated', timeoutMs: WINDOW_DEADLINE_MS });
  } catch (cause) {
    throw new Error(`A window did not activate the extension.\n${code.logs()}`, { cause });
  } finally {
    await page.close();
  }
}

async function buildProbe(folder: string): Promise<string> {
  const outfile = path.join(folder, 'probe.cjs');
  await esbuild.build({
    absWorkingDir: inRepository(),
    entryPoints: ['test/bench/lib/activation-probe.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
  });
  return outfile;
}

function read(results: string): Activation[] {
  if (!existsSync(results)) return [];
  const lines = readFileSync(results, 'utf8').trimEnd().split('\n');
  return lines.map((line) => Activation.parse(JSON.parse(line)));
}
