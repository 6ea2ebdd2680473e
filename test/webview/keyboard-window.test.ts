/** Every tree of a real VS Code window by keyboard alone: its view by a command, a row, its menu and a verb from it. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { createClutch } from '../helpers/clutch.ts';
import { createPlanProject } from '../helpers/plan-project.ts';
import { withTempDir } from '../helpers/temp.ts';
import { openWorkbench, type Workbench } from '../helpers/vscode-host/workbench.ts';

const extensionDevelopmentPath = path.resolve(import.meta.dirname, '../..');
const WITHIN = { timeout: 30_000 };

/** How many presses lead from a view's first row to any that a test wants. */
const PRESSES = 15;

/** Goes down in a view to the row of that name, opens its menu and takes what it says. */
async function takeByKeyboard({ page, openView }: Workbench, view: string, row: RegExp, verb: string): Promise<void> {
  await page.getByRole('treeitem', { name: row }).first().waitFor(WITHIN);
  await openView(view);
  const focused = page.locator('.pane .monaco-list:focus-within .monaco-list-row.focused');
  await page.locator('.pane .monaco-list:focus-within').waitFor(WITHIN);
  for (let press = 0; press < PRESSES; press += 1) {
    const name = (await focused.count()) === 0 ? '' : ((await focused.first().getAttribute('aria-label')) ?? '');
    if (row.test(name)) break;
    await page.keyboard.press('ArrowDown');
  }
  assert.match((await focused.first().getAttribute('aria-label')) ?? '', row);
  await page.keyboard.press('Shift+F10');
  const item = page.locator('.context-view .action-menu-item', { hasText: verb }).first();
  await item.waitFor(WITHIN);
  const chosen = page.locator('.context-view .action-item.focused', { hasText: verb });
  for (let press = 0; press < PRESSES && (await chosen.count()) === 0; press += 1) {
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
}

describe('the trees', () => {
  it('are gone through, and their rows acted on, by keyboard alone', () =>
    withTempDir(async (temp) => {
      const clutchHome = path.join(temp, 'home');
      const project = createPlanProject(temp, [{ workstreams: [{ name: 'alpha' }] }]);
      const clutch = createClutch(clutchHome);
      const size = { width: 1280, height: 1100 };
      const workbench = await openWorkbench({ folder: project.root, clutchHome, extensionDevelopmentPath, size });
      try {
        const { page, openView } = workbench;
        const ran = await clutch.run(project.root, 'run', project.prd, '--playbook', project.playbook);
        assert.equal(ran.code, 0, ran.stderr);
        assert.equal((await clutch.run(project.root, 'tasks', 'add', 'By keyboard', '--status', 'ready')).code, 0);
        await openView('Projects');

        await takeByKeyboard(workbench, 'Tasks', /^By keyboard/, 'Move Task');
        const input = page.locator('.quick-input-widget input.input');
        await input.waitFor(WITHIN);
        await input.fill('In review');
        await page.keyboard.press('Enter');
        await page.getByRole('treeitem', { name: /^In review, 1 task/ }).waitFor(WITHIN);

        await takeByKeyboard(workbench, 'Projects', /^Project project,/, 'Show Session Entry');
        await page.locator('.monaco-editor .view-line').first().waitFor(WITHIN);

        await takeByKeyboard(workbench, 'Workstreams', /^Run of /, 'Open Monitor');
        await workbench.webview().getByRole('heading', { name: 'PRD-plan' }).waitFor(WITHIN);
      } finally {
        await clutch.dispose();
        await workbench.close();
      }
    }));
});
