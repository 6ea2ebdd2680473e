import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from './chromium.ts';
import { messageOf } from './process.ts';

const VIEWPORT = { width: 1440, height: 900 };
const STEP_DEADLINE_MS = 60_000;

/** Photographs the run in VS Code, dark and light: while phase 2 is under way and when it is completed. */
export async function photographRun(url: string, folder: string, run: () => Promise<number>): Promise<number> {
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

async function runCommand(page: Page, id: string, title: string): Promise<void> {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').first().fill(`>${title}`);
  await page.locator(`[data-quick-input-id="${id}"]`).first().click(WITHIN);
}

function monitorOf(page: Page) {
  return page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
}
