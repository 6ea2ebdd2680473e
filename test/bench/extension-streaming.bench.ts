/** How long eight agents that say a thousand things a second each keep a VS Code window busy that shows what they do. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import * as esbuild from 'esbuild';
import type { Page } from 'playwright-core';
import * as z from 'zod';
import { openBrowser } from '../../scripts/lib/chromium.ts';
import { inRepository } from '../../scripts/lib/repository.ts';
import { startVsCode, type VsCode } from '../../scripts/lib/vscode-host.ts';
import { createClutch } from '../helpers/clutch.ts';
import { until } from '../helpers/processes.ts';
import { withTempDir } from '../helpers/temp.ts';
import { note, report } from './lib/figure.ts';
import { productFolder } from './lib/product.ts';
import { DEADLINE_MS, SECONDS } from './lib/streaming-time.ts';
import { createStreamingProjects, isOver, PROJECTS, RATE, TEAM } from './lib/streaming.ts';

const Delay = z.object({ p99: z.number(), max: z.number(), busy: z.number() });
const Measured = Delay.extend({ agents: z.number() });

await withTempDir(async (folder) => {
  const home = path.join(folder, 'home');
  const meeting = path.join(folder, 'meeting');
  mkdirSync(meeting);
  const projects = createStreamingProjects(folder);
  const clutch = createClutch(home);
  const code = await startVsCode({
    folder: workspaceOf(folder, projects),
    extensionDevelopmentPath: productFolder,
    testsPath: await buildProbe(folder),
    env: { CLUTCH_BENCH_STREAMING: meeting, CLUTCH_HOME: home },
  });
  try {
    await inWindow(code, async (page) => {
      await fileIn(meeting, 'ready');
      const followers = projects.map(({ root, prd }) => clutch.run(root, 'run', prd));
      const events = async (): Promise<number[]> => {
        const runs = (await Promise.all(projects.map(({ root }) => clutch.runs(root)))).flat();
        if (runs.some(isOver)) throw new Error('A run was over before it could be measured.');
        return runs.flatMap(({ agents }) => agents.map((agent) => agent.events));
      };
      const all = PROJECTS * TEAM.length;
      const wait = { deadlineMs: DEADLINE_MS, everyMs: 100 };
      await until(async () => (await events()).filter((seen) => seen > 0).length === all, {
        what: 'all agents stream',
        ...wait,
      });
      const idle = spawn(process.execPath, [inRepository('test/bench/lib/idle-loop.ts')], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      writeFileSync(path.join(meeting, 'begin'), '');
      await until(async () => (await events()).every((seen) => seen >= RATE * SECONDS * 0.9), {
        what: 'the agents have said nearly everything',
        ...wait,
      });
      idle.stdin.end();
      writeFileSync(path.join(meeting, 'end'), '');
      const alone = Delay.parse(JSON.parse(await text(idle.stdout)));
      await fileIn(meeting, 'result.json');
      const host = Measured.parse(JSON.parse(readFileSync(path.join(meeting, 'result.json'), 'utf8')));
      if (host.agents !== all) throw new Error(`The window shows ${host.agents} of ${all} agents.`);
      tell(host, alone);
      await countMessages(page);
      for (const { code: exit, stderr } of await Promise.all(followers)) {
        if (exit !== 0) throw new Error(`A run ended with ${exit}: ${stderr}`);
      }
    });
  } finally {
    await clutch.dispose();
    await code.stop();
  }
});

/** A process that does nothing is late as well where others use the machine: only what the host is later is ours. */
function tell(host: z.infer<typeof Delay>, alone: z.infer<typeof Delay>): void {
  const words = ({ p99, max, busy }: z.infer<typeof Delay>): string =>
    `99 % within ${p99.toFixed(1)}, max ${max.toFixed(1)}, of which the processor was used ${busy.toFixed(1)}`;
  note(`late in the extension host, ms: ${words(host)}; in an idle process beside it: ${words(alone)}`);
  report({ name: 'extension-streaming-p99', value: Math.max(0, host.p99 - alone.p99), unit: 'ms', bound: 30 });
  // The longest turn of all is one sample: what the machine did in it cannot be subtracted, only left out.
  report({ name: 'extension-streaming-max', value: Math.max(0, host.busy - alone.busy), unit: 'ms', bound: 50 });
}

/** What the window has told a person who did nothing: a test VS Code keeps its messages in the list of them. */
async function countMessages(page: Page): Promise<void> {
  await page.locator('[id="status.notifications"]').click();
  const center = page.locator('.notifications-center.visible');
  await center.waitFor();
  const messages = await center.locator('.notification-list-item-message').allInnerTexts();
  for (const message of messages) note(`said: ${message}`);
  report({ name: 'extension-streaming-messages', value: messages.length, unit: 'messages', bound: 0 });
}

function workspaceOf(folder: string, projects: readonly { readonly root: string }[]): string {
  const file = path.join(folder, 'all.code-workspace');
  writeFileSync(file, JSON.stringify({ folders: projects.map(({ root }) => ({ path: root })) }));
  return file;
}

async function inWindow(code: VsCode, work: (page: Page) => Promise<void>): Promise<void> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    // The workbench reports on its test module through these two, which have to be there before the page is.
    await page.exposeFunction('codeAutomationLog', () => undefined);
    await page.exposeFunction('codeAutomationExit', () => undefined);
    await page.goto(code.url);
    await work(page);
  } catch (cause) {
    throw new Error(`The window could not be measured.\n${code.logs()}`, { cause });
  } finally {
    await browser.close();
  }
}

function fileIn(folder: string, name: string): Promise<boolean> {
  return until(() => existsSync(path.join(folder, name)), { what: `${name} is there`, deadlineMs: DEADLINE_MS });
}

async function buildProbe(folder: string): Promise<string> {
  const outfile = path.join(folder, 'probe.cjs');
  await esbuild.build({
    absWorkingDir: inRepository(),
    entryPoints: ['test/bench/lib/streaming-probe.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
  });
  return outfile;
}
