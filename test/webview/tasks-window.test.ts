/**
 * The tree of tasks in a real VS Code window, by mouse and by keyboard alone. `SCREENSHOTS=docs/images` keeps pictures of
 * it in dark and light.
 */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { ListTasksResult, type TaskView } from '#schemas/protocol/tasks.ts';
import { BOTH_THEMES } from '../../scripts/lib/vscode-host.ts';
import { createClutch, type Clutch } from '../helpers/clutch.ts';
import { until } from '../helpers/processes.ts';
import { withTempDir } from '../helpers/temp.ts';
import { photograph } from '../helpers/vscode-host/photograph.ts';
import { openWorkbench, type Workbench } from '../helpers/vscode-host/workbench.ts';

const extensionDevelopmentPath = path.resolve(import.meta.dirname, '../..');
const WITHIN = { timeout: 60_000 };

interface Scene {
  readonly workbench: Workbench;
  readonly page: Page;
  /** `clutch tasks …` in a terminal beside the window. */
  tasks(...args: string[]): Promise<void>;
  /** The tasks as the server has them, by title. */
  stored(): Promise<ReadonlyMap<string, TaskView>>;
  /** The row with this title. */
  row(title: string | RegExp): Locator;
}

function inWindow(play: (scene: Scene) => Promise<void>): Promise<void> {
  return withTempDir(async (temp) => {
    const folder = path.join(temp, 'shop');
    mkdirSync(path.join(folder, '.git'), { recursive: true });
    mkdirSync(path.join(folder, '.clutch'));
    const clutchHome = path.join(temp, 'home');
    const size = { width: 1100, height: 900 };
    const options = { clutchHome, folder, extensionDevelopmentPath, settings: BOTH_THEMES, size };
    const workbench = await openWorkbench(options);
    const terminal: Clutch = createClutch(clutchHome);
    const { page } = workbench;
    try {
      await play({
        workbench,
        page,
        async tasks(...args) {
          const { code, stderr } = await terminal.run(folder, 'tasks', ...args);
          assert.equal(code, 0, stderr);
        },
        async stored() {
          const { stdout } = await terminal.run(folder, 'tasks', '--json');
          const { tasks } = ListTasksResult.omit({ seq: true }).parse(JSON.parse(stdout));
          return new Map(tasks.map((task) => [task.title, task]));
        },
        row: (title) => page.locator('.pane-body [role="treeitem"]').filter({ hasText: title }).first(),
      });
    } finally {
      await workbench.close();
    }
  });
}

describe('the view Tasks', () => {
  it('takes ticks and drags by mouse', () =>
    inWindow(async ({ workbench, page, tasks, stored, row }) => {
      await workbench.openView('Tasks');
      await page.getByText('There is nothing to do yet').waitFor(WITHIN);
      await photograph(workbench, 'tasks-empty');
      await tasks('add', 'Write the <b>guide</b>', '--status', 'ready', '--priority', 'high', '--tag', 'docs');
      await tasks('add', 'Publish it', '--status', 'in_progress', '--role', 'executor');
      await tasks('add', 'Ask for the key', '--status', 'ready', '--priority', 'urgent');
      await tasks('move', [...(await stored()).values()][2]?.id ?? '', 'blocked', '--reason', 'nobody has it');
      await row('Write the <b>guide</b>').waitFor(WITHIN);
      await row('Ask for the key').waitFor(WITHIN);
      await photograph(workbench, 'tasks');
      await row('Publish it').locator('.custom-view-tree-node-item-checkbox, .monaco-checkbox').first().click();
      await until(async () => (await stored()).get('Publish it')?.status === 'done', { what: 'the tick' });
      // Rows move when it goes to another group, and a drag would begin on the wrong one.
      await row(/^Done/).waitFor(WITHIN);
      await row('Write the <b>guide</b>').dragTo(row(/^Blocked/));
      await page.locator('.quick-input-widget input.input').waitFor(WITHIN);
      await page.keyboard.type('the printer is broken');
      await page.keyboard.press('Enter');
      await until(
        async () => (await stored()).get('Write the <b>guide</b>')?.evidence?.text === 'the printer is broken',
        { what: 'the drop, with its reason' },
      );
    }));

  it('is used by keyboard alone, from writing down to moving', () =>
    inWindow(async ({ workbench, page, stored, row }) => {
      await workbench.runCommand('clutch.newTask', 'CLUTCH: New Task');
      const input = page.locator('.quick-input-widget input.input');
      await page.getByText('What is to be done, in a few words?').waitFor(WITHIN);
      await page.keyboard.type('Written by keyboard');
      await page.keyboard.press('Enter');
      await page.getByText('Write It Down').waitFor(WITHIN);
      await page.keyboard.press('Enter');
      await until(async () => (await stored()).has('Written by keyboard'), { what: 'the task' });
      await workbench.runCommand('clutch.moveTask', 'CLUTCH: Move Task');
      await page.getByText('Written by keyboard').last().waitFor(WITHIN);
      await input.fill('Written');
      await page.keyboard.press('Enter');
      await page
        .getByText('Where to?')
        .or(page.locator('.quick-input-widget input[placeholder*="Where to?"]'))
        .first()
        .waitFor(WITHIN);
      await input.fill('In review');
      await page.keyboard.press('Enter');
      await until(async () => (await stored()).get('Written by keyboard')?.status === 'in_review', {
        what: 'the move',
      });
      await workbench.openView('Tasks');
      await row('Written by keyboard').waitFor(WITHIN);
    }));
});
