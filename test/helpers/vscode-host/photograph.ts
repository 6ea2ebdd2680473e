/** Pictures of a real VS Code window for docs/screenshots.md, where `SCREENSHOTS` names the folder that they go to. */
import path from 'node:path';
import type { Workbench } from './workbench.ts';

/** Keeps `<name>-dark.png` and `<name>-light.png` of a window that was opened with the settings `BOTH_THEMES`. */
export async function photograph({ page }: Pick<Workbench, 'page'>, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (folder === undefined) return;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const theme = colorScheme === 'dark' ? '.vs-dark' : '.vs:not(.vs-dark)';
    await page.locator(`.monaco-workbench${theme}`).waitFor({ timeout: 30_000 });
    // Colours fade from one theme to the other.
    await page.screenshot({ path: path.join(folder, `${name}-${colorScheme}.png`), animations: 'disabled' });
  }
}
