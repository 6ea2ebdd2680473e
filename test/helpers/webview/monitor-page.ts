/** The Monitor's real page in a real browser with a stand-in for VS Code (see webview-page.ts). */
import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { MonitorState } from '#schemas/webview/monitor.ts';
import { openBrowser } from '../../../scripts/lib/chromium.ts';
import { themes, type Theme } from './themes.ts';
import { buildViews, openView, type WebviewPage } from './webview-page.ts';

/** What a page says that was never shown before. */
export const SHOWN = { type: 'show', run: null, tab: 'live' } as const;

export interface Opening {
  readonly theme?: Theme;
  readonly memory?: unknown;
  readonly data?: Readonly<Record<string, string>>;
  readonly reducedMotion?: boolean;
}

export interface MonitorPages {
  /** Where everything of the page comes from, by file name. */
  readonly built: Awaited<ReturnType<typeof buildViews>>;
  /** A page that shows the state. */
  open(state: MonitorState, opening?: Opening): Promise<WebviewPage>;
  close(): Promise<void>;
}

export async function openMonitorPages(): Promise<MonitorPages> {
  const built = await buildViews();
  const browser = await openBrowser();
  return {
    built,
    open: async (state, { theme = themeNamed('dark'), ...rest } = {}) => {
      const view = await openView(browser, built, { view: 'monitor', theme, ...rest });
      await view.send({ type: 'snapshot', seq: 1, state });
      await view.page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
      return view;
    },
    close: () => browser.close(),
  };
}

export function themeNamed(name: Theme['name']): Theme {
  const theme = themes.find((one) => one.name === name);
  assert.ok(theme);
  return theme;
}

/** What axe finds wrong with the page as it is now. */
export async function accessibilityViolations({ page }: WebviewPage): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const results: axe.AxeResults = await Reflect.get(globalThis, 'axe').run(document);
    return results.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
    );
  });
}

/** Presses Tab until the button with this label has the focus, as somebody without a mouse would. */
export async function tabTo({ page }: WebviewPage, label: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => document.activeElement?.textContent?.trim());
    if (focused === label) return;
  }
  assert.fail(`“${label}” cannot be reached with the Tab key`);
}

export const focusedId = ({ page }: WebviewPage): Promise<string> =>
  page.evaluate(() => document.activeElement?.id ?? '');
