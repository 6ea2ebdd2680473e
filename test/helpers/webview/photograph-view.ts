/** Pictures of a page for docs/screenshots.md, where `SCREENSHOTS` names the folder that they go to. */
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { Theme } from './themes.ts';

/** Keeps `<name>-dark.png` or `<name>-light.png`; there are no pictures in high contrast. */
export async function photographView(page: Page, name: string, theme: Theme): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (folder === undefined || theme.name === 'high-contrast') return;
  await page.screenshot({ path: path.join(folder, `${name}-${theme.name}.png`), animations: 'disabled' });
}
