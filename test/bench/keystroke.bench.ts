/** How long a keystroke in a large PRP takes to its finding, through a real VS Code, its client and the server. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import * as z from 'zod';
import { openBrowser } from '../../scripts/lib/chromium.ts';
import { stopClutchServer } from '../../scripts/lib/clutch-server.ts';
import { inRepository } from '../../scripts/lib/repository.ts';
import { createSampleProject } from '../../scripts/lib/sample-project.ts';
import { startVsCode } from '../../scripts/lib/vscode-host.ts';
import { waitUntil } from '../../scripts/lib/wait.ts';
import { withTempDir } from '../helpers/temp.ts';
import { note, percentile, report } from './lib/figure.ts';
import { largePrp } from './lib/large-prp.ts';
import { productFolder } from './lib/product.ts';

const BYTES = 205 * 1024;
const DEADLINE_MS = 120_000;

await withTempDir(async (folder) => {
  const samples = await measure(folder);
  const at = (share: number): number => percentile(samples, share);
  note(
    `${samples.length} keystrokes in ${BYTES / 1024} KiB: median ${at(0.5).toFixed(1)} ms, most ${at(1).toFixed(1)} ms`,
  );
  report({ name: 'keystroke-to-finding-p95', value: at(0.95), unit: 'ms', bound: 60 });
});

async function measure(folder: string): Promise<readonly number[]> {
  const results = path.join(folder, 'keystrokes.json');
  const home = path.join(folder, 'home');
  const project = createSampleProject(path.join(folder, 'project'));
  const document = path.join(project, 'PRPs/PRP-PRD-harbour-phase-1.md');
  writeFileSync(document, largePrp(BYTES));
  const code = await startVsCode({
    folder: project,
    extensionDevelopmentPath: productFolder,
    testsPath: await buildProbe(folder),
    env: { CLUTCH_BENCH_KEYSTROKES: results, CLUTCH_BENCH_DOCUMENT: document, CLUTCH_HOME: home },
  });
  try {
    const browser = await openBrowser();
    try {
      const page = await browser.newPage();
      // The workbench reports on its test module through these two, which have to be there before the page is.
      await page.exposeFunction('codeAutomationLog', () => undefined);
      let ended: string | undefined;
      await page.exposeFunction('codeAutomationExit', (exit: number) => (ended = `the probe ended with code ${exit}`));
      await page.goto(code.url);
      await waitUntil(() => existsSync(results), {
        what: 'the keystrokes to be typed',
        timeoutMs: DEADLINE_MS,
        giveUp: () => (existsSync(results) ? undefined : ended),
      });
    } catch (cause) {
      throw new Error(`Nothing was measured.\n${code.logs()}`, { cause });
    } finally {
      await browser.close();
    }
  } finally {
    await code.stop();
    await stopClutchServer(home);
  }
  return z.array(z.number()).parse(JSON.parse(readFileSync(results, 'utf8')));
}

async function buildProbe(folder: string): Promise<string> {
  const outfile = path.join(folder, 'probe.cjs');
  await esbuild.build({
    absWorkingDir: inRepository(),
    entryPoints: ['test/bench/lib/keystroke-probe.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
  });
  return outfile;
}
