/**
 * A view of ours in a real browser, but not in VS Code: the page stands in for the host with a fake `acquireVsCodeApi`,
 * and with VS Code's theme variables. The HTML, its content security policy, the script and the style are the real ones.
 */
import * as esbuild from 'esbuild';
import { basename } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { webviewHtml } from '../../../client/ui/webview-html.ts';
import { bundles } from '../../../scripts/lib/bundles.ts';
import type { Theme } from './themes.ts';

const ORIGIN = 'https://webview.test';

export type BuiltView = ReadonlyMap<string, Uint8Array>;

/** Bundles the views as `npm run build` does, in memory: a stale `dist` cannot make a test pass. */
export async function buildViews(): Promise<BuiltView> {
  const views = bundles({ production: true }).find(({ entryPoints }) => 'dist/webviews/monitor' in entryPoints);
  if (views === undefined) throw new Error('scripts/lib/bundles.ts builds no webviews/monitor');
  const { outputFiles } = await esbuild.build({ ...views, write: false });
  return new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
}

export interface WebviewPage {
  readonly page: Page;
  /** What the view has said to its host so far. */
  posted(): Promise<readonly { readonly type: string }[]>;
  /** What the view asked its host to keep. */
  memory(): Promise<unknown>;
  send(message: unknown): Promise<void>;
  /** What the content security policy has blocked, as `directive: source`. */
  blocked(): Promise<readonly string[]>;
  /** Errors of the page, uncaught or logged. */
  readonly errors: readonly string[];
}

export interface WebviewPageOptions {
  readonly view: string;
  readonly theme: Theme;
  readonly data?: Readonly<Record<string, string>>;
  readonly language?: string;
  /** Translations by their English words. */
  readonly words?: Readonly<Record<string, string>>;
  readonly memory?: unknown;
  readonly reducedMotion?: boolean;
  readonly width?: number;
  /** What the host says, one answer to each message of the page until there is none left. */
  readonly answers?: readonly unknown[];
  /** Runs in the page before anything of ours. */
  readonly watch?: () => void;
}

export async function openView(browser: Browser, built: BuiltView, options: WebviewPageOptions): Promise<WebviewPage> {
  const page = await browser.newPage({
    viewport: { width: options.width ?? 960, height: 1000 },
    reducedMotion: options.reducedMotion === true ? 'reduce' : 'no-preference',
  });
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    const expected = message.text().includes('Content Security Policy');
    if (message.type() === 'error' && !expected) errors.push(message.text());
  });
  const { memory = null, theme, answers = [] } = options;
  // As text: a page that is opened reads a long string sooner than a large object.
  await page.addInitScript(standInForTheHost, { memory, theme, answers: answers.map((one) => JSON.stringify(one)) });
  if (options.watch) await page.addInitScript(options.watch);
  await page.route(`${ORIGIN}/**`, async (route) => {
    const name = basename(new URL(route.request().url()).pathname);
    const file = built.get(name);
    if (name === 'index.html') await route.fulfill({ contentType: 'text/html', body: htmlOf(options) });
    else if (file === undefined) await route.fulfill({ status: 404 });
    else await route.fulfill({ contentType: contentTypeOf(name), body: Buffer.from(file) });
  });
  await page.goto(`${ORIGIN}/index.html`);
  await page.waitForFunction(() => Reflect.get(globalThis, 'clutchTest').posted.length > 0);
  return {
    page,
    errors,
    posted: () => page.evaluate(() => Reflect.get(globalThis, 'clutchTest').posted),
    memory: () => page.evaluate(() => Reflect.get(globalThis, 'clutchTest').memory),
    blocked: () => page.evaluate(() => Reflect.get(globalThis, 'clutchTest').blocked),
    send: (message) => page.evaluate((data) => window.postMessage(data, '*'), message),
  };
}

function htmlOf({ view, data = {}, language = 'en', words = {} }: WebviewPageOptions): string {
  const [script, style] = [`${ORIGIN}/${view}.js`, `${ORIGIN}/${view}.css`];
  return webviewHtml({ title: view, language, words, cspSource: ORIGIN, nonce: 'test', script, style, data });
}

const contentTypeOf = (name: string): string =>
  name.endsWith('.js') ? 'text/javascript' : name.endsWith('.css') ? 'text/css' : 'font/ttf';

/** Runs in the page before anything of ours. */
function standInForTheHost({ memory, theme, answers }: { memory: unknown; theme: Theme; answers: string[] }): void {
  const clutchTest = { posted: new Array<unknown>(), blocked: new Array<string>(), memory, since: performance.now() };
  const answer = (): void => {
    const [one] = answers.splice(0, 1);
    if (one !== undefined) setTimeout(() => window.postMessage(JSON.parse(one), '*'));
  };
  Object.assign(globalThis, {
    clutchTest,
    acquireVsCodeApi: () => ({
      postMessage: (message: unknown) => {
        clutchTest.posted.push(message);
        answer();
      },
      getState: () => clutchTest.memory ?? undefined,
      setState: (state: unknown) => void (clutchTest.memory = state),
    }),
  });
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile }) => {
    clutchTest.blocked.push(`${effectiveDirective}: ${blockedURI} ${sourceFile}`);
  });
  document.addEventListener('DOMContentLoaded', () => {
    document.body.className = theme.bodyClass;
    document.body.dataset['vscodeThemeKind'] = theme.bodyClass;
  });
  const style = (): void => {
    for (const [name, value] of Object.entries(theme.variables)) {
      document.documentElement.style.setProperty(`--vscode-${name}`, value);
    }
  };
  if (document.documentElement === null) addEventListener('readystatechange', style, { once: true, capture: true });
  else style();
}
