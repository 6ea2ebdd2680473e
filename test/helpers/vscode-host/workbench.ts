import type { Browser, FrameLocator, Page } from 'playwright-core';
import { openBrowser } from '../../../scripts/lib/chromium.ts';
import { stopClutchServer } from '../../../scripts/lib/clutch-server.ts';
import { startVsCode } from '../../../scripts/lib/vscode-host.ts';
import { waitUntil } from '../../../scripts/lib/wait.ts';
import type { VsCode, VsCodeOptions } from '../../../scripts/lib/vscode-host.ts';

export interface Workbench {
  readonly page: Page;
  readonly host: VsCode;
  /** Runs a command through the palette, as a person does. `title` is what the palette shows for it. */
  runCommand(id: string, title: string): Promise<void>;
  /** The page inside the webview that is shown. */
  webview(): FrameLocator;
  /** Ends the browser, VS Code and the CLUTCH server of `clutchHome`. */
  close(): Promise<void>;
}

export interface WorkbenchOptions extends VsCodeOptions {
  /** An empty folder that becomes CLUTCH_HOME. */
  readonly clutchHome: string;
  readonly size?: { readonly width: number; readonly height: number };
}

/** Opens a real VS Code in a real browser and resolves when its workbench is drawn. The caller closes it. */
export async function openWorkbench({ clutchHome, size, ...options }: WorkbenchOptions): Promise<Workbench> {
  const host = await startVsCode({ ...options, env: { ...options.env, CLUTCH_HOME: clutchHome } });
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    await host.stop();
    await stopClutchServer(clutchHome);
  };
  try {
    browser = await openBrowser();
    const context = await browser.newContext({ viewport: size ?? { width: 1280, height: 800 } });
    const page = await context.newPage();
    // Set by the translation of the workbench, which comes from a server of VS Code's makers.
    await page.addInitScript((language) => {
      if (language !== null) Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: language });
    }, options.language ?? null);
    await page.goto(host.url);
    // The status bar is the last part to be drawn, once the workbench has restored what was open.
    await page.locator('.monaco-workbench .statusbar-item').first().waitFor({ timeout: 60_000 });
    return {
      page,
      host,
      close,
      runCommand: (id, title) => runCommand(page, id, title),
      webview: () => page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame'),
    };
  } catch (cause) {
    const message = `The workbench did not open:\n${host.logs()}`;
    await close();
    throw new Error(message, { cause });
  }
}

async function runCommand(page: Page, id: string, title: string): Promise<void> {
  // The best match is not always the first row, so the row is found by its command.
  const row = page.locator(`[data-quick-input-id="${id}"]`).first();
  const open = async (): Promise<boolean> => {
    // The palette lists what is known when it opens, and extensions become known after the workbench is drawn.
    await page.keyboard.press('Escape');
    await page.keyboard.press('F1');
    // Keys that are pressed in a webview come later: then the first one closes what the second one opened.
    const shown = page.locator('.quick-input-widget input.input').fill(`>${title}`, { timeout: 3000 });
    return shown
      .then(() => row.waitFor({ timeout: 3000 }))
      .then(
        () => true,
        () => false,
      );
  };
  await waitUntil(open, { what: `the command ${id} to appear in the palette as ${title}`, timeoutMs: 60_000 });
  await row.click();
}
