/** Panels that come back with a real VS Code window for a project that is gone: they say so, and lead on. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { createClutch } from '../helpers/clutch.ts';
import { createPlanProject } from '../helpers/plan-project.ts';
import { until } from '../helpers/processes.ts';
import { withTempDir } from '../helpers/temp.ts';
import { openWorkbench } from '../helpers/vscode-host/workbench.ts';

const extensionDevelopmentPath = path.resolve(import.meta.dirname, '../..');
const WITHIN = { timeout: 30_000 };

describe('panels that come back', () => {
  it('say so when the folder of their project is gone, and lead on', () =>
    withTempDir(async (temp) => {
      const clutchHome = path.join(temp, 'home');
      const { root } = createPlanProject(temp, [{ workstreams: [{ name: 'alpha' }] }]);
      mkdirSync(path.join(temp, 'kept', '.clutch'), { recursive: true });
      const folder = path.join(temp, 'both.code-workspace');
      writeFileSync(folder, JSON.stringify({ folders: [{ path: 'kept' }, { path: 'project' }] }));
      const clutch = createClutch(clutchHome);
      const workbench = await openWorkbench({ folder, clutchHome, extensionDevelopmentPath });
      try {
        const { page, runCommand, reload, webview } = workbench;
        const tab = (name: RegExp) => page.getByRole('tab', { name });
        await runCommand('clutch.openBoard', 'CLUTCH: Open Task Board');
        await webview().getByRole('button', { name: 'New Task' }).first().waitFor(WITHIN);
        assert.equal((await clutch.run(root, 'tasks', 'add', 'Left behind')).code, 0);
        await webview().getByText('Left behind').waitFor(WITHIN);
        const project = page.locator('.quick-input-widget .monaco-list-row', { hasText: 'project' }).first();
        // A board that takes the keyboard late closes a question, as a click beside it does.
        const chosen = async (): Promise<boolean> => {
          await runCommand('clutch.openAwayPlan', 'CLUTCH: Open Away Plan');
          return project.click({ timeout: 3000 }).then(
            () => true,
            () => false,
          );
        };
        await until(chosen, { what: 'the project is chosen', deadlineMs: 60_000 });
        await webview().getByRole('button', { name: 'New Away Plan' }).waitFor(WITHIN);

        rmSync(root, { recursive: true });
        await reload();
        await webview().getByText('The folder of this project is not there any more').waitFor(WITHIN);
        await webview().getByRole('button', { name: 'Open Folder' }).waitFor(WITHIN);
        await tab(/CLUTCH Tasks/).click(WITHIN);
        await webview().getByRole('button', { name: 'New Task' }).first().waitFor(WITHIN);
        assert.equal(await webview().getByText('Left behind').count(), 0);
      } finally {
        await clutch.dispose();
        await workbench.close();
      }
    }));

  it('say so when their run is in no journal any more', () =>
    withTempDir(async (temp) => {
      const clutchHome = path.join(temp, 'home');
      const project = createPlanProject(temp, [{ workstreams: [{ name: 'alpha' }] }]);
      const clutch = createClutch(clutchHome);
      const workbench = await openWorkbench({ folder: project.root, clutchHome, extensionDevelopmentPath });
      try {
        const { page, openView, reload, webview } = workbench;
        const ran = await clutch.run(project.root, 'run', project.prd, '--playbook', project.playbook);
        assert.equal(ran.code, 0, ran.stderr);
        await openView('Workstreams');
        await page
          .getByRole('treeitem', { name: /^Run of .*PRD-plan/ })
          .first()
          .click({ button: 'right', ...WITHIN });
        // VS Code takes no click on a menu that has only just opened, but a key.
        await page.locator('.context-view .action-menu-item', { hasText: 'Open Monitor' }).hover(WITHIN);
        await page.locator('.context-view .action-item.focused', { hasText: 'Open Monitor' }).waitFor(WITHIN);
        await page.keyboard.press('Enter');
        await webview().getByRole('heading', { name: 'Completion report' }).waitFor(WITHIN);

        await clutch.killServer();
        for (const file of ['journal.db', 'journal.db-wal', 'journal.db-shm']) {
          rmSync(path.join(clutchHome, file), { force: true });
        }
        await reload();
        await webview().getByRole('heading', { name: 'This run is not here any more' }).waitFor(WITHIN);
      } finally {
        await clutch.dispose();
        await workbench.close();
      }
    }));
});
