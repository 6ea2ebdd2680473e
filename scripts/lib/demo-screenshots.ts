import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from './chromium.ts';
import { messageOf } from './process.ts';

const VIEWPORT = { width: 1440, height: 900 };
const STEP_DEADLINE_MS = 60_000;

export interface Photographed {
  readonly project: string;
  run(): Promise<number>;
}

/** A plan whose dependency and owner are wrong by a letter or a word. */
const PLAN = 'PRP-PRD-waypoints-phase-2.md';
const MISTAKES = [
  ['executor-formats', 'the formats person'],
  ['**Depends on**: csv, json', '**Depends on**: csv, jsno'],
] as const;

/**
 * Photographs VS Code, dark and light: the run while phase 2 is under way and when it is completed, and then a plan
 * with mistakes in the editor.
 */
export async function photographRun(url: string, folder: string, { project, run }: Photographed): Promise<number> {
  mkdirSync(folder, { recursive: true });
  const browser = await openBrowser();
  try {
    const pages = [await openWindow(browser, url, 'dark'), await openWindow(browser, url, 'light')] as const;
    const shoot = async (name: string): Promise<void> => {
      await pages[0].screenshot({ path: path.join(folder, `${name}-dark.png`) });
      await pages[1].screenshot({ path: path.join(folder, `${name}-light.png`) });
    };
    const ended = run();
    await Promise.all(
      pages.map((page) =>
        monitorOf(page)
          .getByText(/the choice is a look at the file name/)
          .first()
          .waitFor(WITHIN),
      ),
    );
    await shoot('run');
    const code = await ended;
    await Promise.all(pages.map((page) => monitorOf(page).getByText('3 of 3 completed').first().waitFor(WITHIN)));
    // The trees follow a moment later than the Monitor.
    await Promise.all(pages.map((page) => page.getByText('3 of 3 done').first().waitFor(WITHIN)));
    await shoot('completed');
    makeMistakes(path.join(project, 'PRPs', PLAN));
    for (const page of pages) await showProblems(page);
    await shoot('plan');
    console.log(`Screenshots are in ${folder}`);
    return code;
  } catch (error) {
    throw new Error(`The run could not be photographed: ${messageOf(error)}`, { cause: error });
  } finally {
    await browser.close();
  }
}

const WITHIN = { timeout: STEP_DEADLINE_MS };

/** A window on the project with the CLUTCH views beside the Monitor. */
async function openWindow(browser: Browser, url: string, colorScheme: 'dark' | 'light'): Promise<Page> {
  const context = await browser.newContext({ viewport: VIEWPORT, colorScheme });
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('.monaco-workbench').waitFor(WITHIN);
  await page.locator('.activitybar [aria-label^="CLUTCH"]').first().click(WITHIN);
  await runCommand(page, 'clutch.openMonitor', 'CLUTCH: Open Monitor');
  await monitorOf(page).locator('body').waitFor(WITHIN);
  await page
    .locator('.monaco-workbench .notification-toast .codicon-notifications-clear')
    .first()
    .click({ timeout: 1_000 })
    .catch(() => undefined);
  return page;
}

function makeMistakes(file: string): void {
  const text = MISTAKES.reduce((plan, [words, wrong]) => plan.replace(words, wrong), readFileSync(file, 'utf8'));
  writeFileSync(file, text);
}

/** The plan beside what was found in it. */
async function showProblems(page: Page): Promise<void> {
  await runCommand(page, 'workbench.action.closeAllEditors', 'View: Close All Editors');
  await page.locator('.activitybar [aria-label^="Explorer"]').first().click(WITHIN);
  await page.keyboard.press('Control+P');
  await page.locator('.quick-input-widget input').first().fill(PLAN);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: PLAN }).first().click(WITHIN);
  await page.locator(`.tab.active[data-resource-name="${PLAN}"]`).waitFor(WITHIN);
  // VS Code asks for no lenses once the keyboard is elsewhere.
  await page
    .locator('.codelens-decoration a')
    .first()
    .waitFor({ state: 'attached', ...WITHIN });
  await runCommand(page, 'workbench.actions.view.problems', 'View: Toggle Problems');
  await page.locator('.markers-panel .monaco-list-row', { hasText: 'CL205' }).first().click(WITHIN);
  await page.locator('.codelens-decoration[monaco-visible-content-widget]').first().waitFor(WITHIN);
}

async function runCommand(page: Page, id: string, title: string): Promise<void> {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').first().fill(`>${title}`);
  await page.locator(`[data-quick-input-id="${id}"]`).first().click(WITHIN);
}

function monitorOf(page: Page) {
  return page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
}
