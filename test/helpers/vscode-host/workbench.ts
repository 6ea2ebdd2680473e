import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
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
  /** Loads the window again as a person does: a page that is torn away has no time to keep anything. */
  reload(): Promise<void>;
  /** One of our views with its heading, which `name` is. */
  view(name: string): Locator;
  /** Opens that view by its command, and waits until it has the keyboard: it takes it when it is ready, later than that. */
  openView(name: string): Promise<void>;
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

const WITHIN = { timeout: 60_000 };
const BRIEFLY = { timeout: 3000 };

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
    // The status bar is the last part to be drawn, once the workbench has restored what was open.
    const drawn = (): Promise<void> => page.locator('.monaco-workbench .statusbar-item').first().waitFor(WITHIN);
    await page.goto(host.url);
    await drawn();
    const view = (name: string): Locator =>
      page.locator('.pane').filter({ has: page.getByRole('button', { name: `${name} Section` }) });
    return {
      page,
      host,
      close,
      runCommand: (id, title) => runCommand(page, id, title),
      async reload() {
        // What is seen before that is still the old window.
        const loaded = page.waitForEvent('load', WITHIN);
        await Promise.all([loaded, runCommand(page, 'workbench.action.reloadWindow', 'Developer: Reload Window')]);
        await drawn();
      },
      view,
      async openView(name) {
        const id = `${name.charAt(0).toLowerCase()}${name.slice(1).replaceAll(' ', '')}`;
        const keyboard = view(name).and(page.locator(':focus-within'));
        const ask = async (): Promise<boolean> => {
          await runCommand(page, `clutch.${id}.focus`, `Focus on ${name} View`);
          return keyboard.waitFor(BRIEFLY).then(
            () => true,
            () => false,
          );
        };
        // The first view of a window is asked for before it can take the keyboard, and then nobody has it.
        await waitUntil(ask, { what: `the view ${name} to have the keyboard`, timeoutMs: 60_000 });
      },
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
  const choose = async (): Promise<boolean> => {
    // The palette lists what is known when it opens, and extensions become known after the workbench is drawn.
    await page.keyboard.press('Escape');
    await page.keyboard.press('F1');
    // Keys that are pressed in a webview come later: then the first one closes what the second one opened.
    const chosen = page
      .locator('.quick-input-widget input.input')
      .fill(`>${title}`, BRIEFLY)
      .then(() => row.click({ ...BRIEFLY, noWaitAfter: true }));
    return chosen.then(
      () => true,
      () => false,
    );
  };
  await waitUntil(choose, { what: `the command ${id} to appear in the palette as ${title}`, timeoutMs: 60_000 });
}
