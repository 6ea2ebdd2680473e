/** The board in a real VS Code with a real server: what is moved on it is moved for everybody, and stays. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { ListTasksResult } from '#schemas/protocol/tasks.ts';
import { createSampleProject } from '../../scripts/lib/sample-project.ts';
import { createClutch, type Clutch } from '../helpers/clutch.ts';
import { until } from '../helpers/processes.ts';
import { withTempDir } from '../helpers/temp.ts';
import { openWorkbench, type Workbench } from '../helpers/vscode-host/workbench.ts';

const extensionDevelopmentPath = path.resolve(import.meta.dirname, '../..');
const WITHIN = { timeout: 60_000 };
const Tasks = ListTasksResult.pick({ tasks: true });

function onBoard(
  titles: readonly string[],
  play: (workbench: Workbench, statuses: () => Promise<readonly string[]>) => Promise<void>,
): Promise<void> {
  return withTempDir(async (temp) => {
    const project = createSampleProject(path.join(temp, 'waypoints'));
    const clutchHome = path.join(temp, 'home');
    const clutch = createClutch(clutchHome);
    const workbench = await openWorkbench({ clutchHome, folder: project, extensionDevelopmentPath });
    try {
      for (const title of titles) await add(clutch, project, title);
      await workbench.runCommand('clutch.openBoard', 'CLUTCH: Open Task Board');
      await play(workbench, async () => {
        const { stdout } = await clutch.run(project, 'tasks', '--json');
        const { tasks } = Tasks.parse(JSON.parse(stdout));
        return tasks.map(({ title, status }) => `${title}: ${status}`).sort();
      });
    } finally {
      await workbench.close();
    }
  });
}

async function add(clutch: Clutch, project: string, title: string): Promise<void> {
  const { code, stderr } = await clutch.run(project, 'tasks', 'add', title);
  assert.equal(code, 0, stderr);
}

describe('the board of a window', () => {
  it('moves tasks by mouse and by keyboard, and shows them there when the window is loaded again', () =>
    onBoard(['Apples', 'Bread', 'Cheese'], async ({ page, webview, runCommand, reload }, statuses) => {
      const card = (column: string, title: string) =>
        webview().getByRole('region', { name: column }).locator('.card', { hasText: title });
      await card('Backlog', 'Cheese').waitFor(WITHIN);

      await card('Backlog', 'Apples').dragTo(webview().getByRole('region', { name: 'Ready' }).locator('.scroller'));
      await card('Ready', 'Apples').filter({ hasNotText: 'Moving…' }).waitFor(WITHIN);

      await card('Backlog', 'Bread').focus();
      for (const key of ['m', 'ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
      await card('In progress', 'Bread').filter({ hasNotText: 'Moving…' }).waitFor(WITHIN);

      await webview().getByRole('button', { name: 'New task in Done' }).click();
      await page.keyboard.type('Dates');
      await page.keyboard.press('Enter');
      await card('Done', 'Dates').waitFor(WITHIN);
      await webview().getByRole('searchbox').fill('e');

      const wanted = ['Apples: ready', 'Bread: in_progress', 'Cheese: backlog', 'Dates: done'];
      assert.deepEqual(await until(statuses, { what: 'the server answers', deadlineMs: 30_000 }), wanted);

      // Escape, with which a person leaves the palette, would clear the search that has the keyboard.
      await card('Ready', 'Apples').focus();
      // A panel behind another one is torn down, and drawn anew when it is seen again.
      await runCommand('clutch.openMonitor', 'CLUTCH: Open Monitor');
      await webview().getByRole('heading', { name: 'Nothing has run yet' }).waitFor(WITHIN);
      await runCommand('clutch.openBoard', 'CLUTCH: Open Task Board');
      await card('Ready', 'Apples').waitFor(WITHIN);
      assert.equal(await webview().getByRole('searchbox').inputValue(), 'e');

      await reload();
      await card('In progress', 'Bread').waitFor(WITHIN);
      await card('Ready', 'Apples').waitFor(WITHIN);
      assert.deepEqual(await statuses(), wanted);
    }));
});
