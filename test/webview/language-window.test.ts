/**
 * CLUTCH in German and in Chinese, in a real VS Code window. `SCREENSHOTS=<folder>` keeps pictures.
 */
import path from 'node:path';
import { describe, it } from 'node:test';
import { LANGUAGES, manifestPath, sourcesPath, translationAt } from '../../scripts/lib/l10n.ts';
import { createSampleProject } from '../../scripts/lib/sample-project.ts';
import { BOTH_THEMES } from '../../scripts/lib/vscode-host.ts';
import { withTempDir } from '../helpers/temp.ts';
import { photograph } from '../helpers/vscode-host/photograph.ts';
import { openWorkbench } from '../helpers/vscode-host/workbench.ts';

const WITHIN = { timeout: 30_000 };

/** Each panel by its command, with words that its page shows once the server or the extension has answered. */
const PANELS = [
  { command: 'openBoard', title: 'Open Task Board', shows: ['Search tasks', 'Backlog'] },
  { command: 'openMonitor', title: 'Open Monitor', shows: ['Live', 'Analytics'] },
  { command: 'openAwayPlan', title: 'Open Away Plan', shows: ['New Away Plan'] },
  { command: 'newPlan', title: 'New Plan', shows: ['What would you like to build?', 'Write plan'] },
] as const;

describe('in another language', () => {
  for (const language of LANGUAGES) {
    it(`(${language}) views, commands and panels speak it`, () =>
      withTempDir(async (folder) => {
        const words = translationAt(sourcesPath(language));
        const titles = translationAt(manifestPath(language));
        const workbench = await openWorkbench({
          clutchHome: path.join(folder, 'home'),
          folder: createSampleProject(path.join(folder, 'waypoints')),
          extensionDevelopmentPath: path.resolve(import.meta.dirname, '../..'),
          settings: BOTH_THEMES,
          language,
        });
        const { page, runCommand, webview } = workbench;
        const wordsOf = (english: string): string => words[english] ?? `no translation of ${english}`;
        const titleOf = (key: string): string => titles[`clutch.${key}.title`] ?? `no title of ${key}`;
        try {
          await page.locator('.activitybar [aria-label^="CLUTCH"]').first().click(WITHIN);
          await page.locator('.pane-header', { hasText: titles['clutch.tasks.name'] ?? '?' }).waitFor(WITHIN);
          for (const { command, title, shows } of PANELS) {
            await runCommand(`clutch.${command}`, title);
            for (const one of shows) {
              const place = webview()
                .getByText(wordsOf(one))
                .or(webview().getByPlaceholder(wordsOf(one)));
              await place.first().waitFor(WITHIN);
            }
            await photograph(workbench, `${command}-${language}`);
          }
          await runCommand('clutch.openHelp', 'Open Help');
          await webview().getByRole('searchbox').fill(titleOf('runPlan'), WITHIN);
          await webview()
            .getByRole('button', { name: titleOf('runPlan') })
            .first()
            .waitFor(WITHIN);
          await photograph(workbench, `help-${language}`);
        } catch (error) {
          await page.screenshot({ path: path.join(process.env['SCREENSHOTS'] ?? folder, 'failure.png') });
          throw error;
        } finally {
          await workbench.close();
        }
      }));
  }
});
