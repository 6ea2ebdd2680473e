/**
 * A person reads what a workstream changed and comments on it, in a real VS Code window.
 * `SCREENSHOTS=<folder>` keeps pictures.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { createSampleProject } from '../../scripts/lib/sample-project.ts';
import { BOTH_THEMES } from '../../scripts/lib/vscode-host.ts';
import { createClutch } from '../helpers/clutch.ts';
import { until } from '../helpers/processes.ts';
import { withTempDir } from '../helpers/temp.ts';
import { photograph } from '../helpers/vscode-host/photograph.ts';
import { openWorkbench } from '../helpers/vscode-host/workbench.ts';

const WITHIN = { timeout: 30_000 };

describe('the changes of a workstream in a window', () => {
  it('are read side by side and commented on, the comment is there again after a reload, and the status bar asks what now', () =>
    withTempDir(async (folder) => {
      const project = createSampleProject(path.join(folder, 'waypoints'));
      const home = path.join(folder, 'home');
      const workbench = await openWorkbench({
        clutchHome: home,
        folder: project,
        extensionDevelopmentPath: path.resolve(import.meta.dirname, '../..'),
        settings: BOTH_THEMES,
        size: { width: 1280, height: 900 },
      });
      const { page, runCommand, reload } = workbench;
      try {
        await page.locator('.activitybar [aria-label^="CLUTCH"]').first().click(WITHIN);
        const { code, stderr } = await createClutch(home).run(project, 'run', 'PRDs/PRD-waypoints.md', '1', '1');
        assert.equal(code, 0, stderr);

        await runCommand('clutch.showChanges', 'CLUTCH: Show Changes');
        const tab = page.getByRole('tab', { name: /: changes \(/ }).first();
        await tab.waitFor(WITHIN);
        const line = page
          .locator('.multiDiffEntry .editor.modified .view-line, .multiDiffEditor .modified .view-line')
          .first();
        await line.waitFor(WITHIN);
        await photograph(workbench, 'changes');

        // Where a comment can be written, a bar beside the line number becomes a plus.
        const bar = page.locator('.modified .comment-range-glyph').nth(2);
        await bar.hover(WITHIN);
        await bar.click(WITHIN);
        const box = page.locator('.review-widget .monaco-editor').last();
        await box.waitFor(WITHIN);
        await page.keyboard.type('Name it after what it measures.');
        await photograph(workbench, 'comment-box');
        await page.locator('.review-widget').getByRole('button', { name: 'Add Comment' }).click(WITHIN);
        await page.locator('.review-widget').getByText('Not sent yet').waitFor(WITHIN);
        await photograph(workbench, 'comment');

        await page.locator('.statusbar-item[id*="clutch.runs"] a').first().click();
        const monitor = page.locator('.quick-input-widget').getByText('Open Monitor');
        await monitor.waitFor(WITHIN);
        await photograph(workbench, 'what-now');
        await page.keyboard.press('Escape');

        await reload();
        // VS Code opened its list of comments with the first one, and has it open again.
        const kept = page.locator('.comments-panel').getByText('Name it after what it measures.').first();
        await until(() => kept.isVisible(), { what: 'the comment is there again', deadlineMs: 60_000, everyMs: 250 });
        await photograph(workbench, 'comments-view');
      } catch (error) {
        await page.screenshot({ path: path.join(process.env['SCREENSHOTS'] ?? folder, 'failure.png') });
        throw error;
      } finally {
        await workbench.close();
      }
    }));
});
