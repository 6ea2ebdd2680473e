/** The commands of plans as a person has them: from the palette and above the lines, with what each of them says. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { createSampleProject } from '../../scripts/lib/sample-project.ts';
import { until } from '../helpers/processes.ts';
import { PRD, PRP, shop } from '../helpers/shop-project.ts';
import { withTempDir, writeTree } from '../helpers/temp.ts';
import { openWorkbench, type Workbench, type WorkbenchOptions } from '../helpers/vscode-host/workbench.ts';

const extensionDevelopmentPath = path.resolve(import.meta.dirname, '../..');
const WITHIN = { timeout: 30_000 };
const broken = (shop[PRP] ?? '').replace('**Depends on**: api', '**Depends on**: apii');

async function inWindow(
  { make, ...options }: Pick<WorkbenchOptions, 'trust' | 'settings'> & { readonly make: (folder: string) => string },
  play: (workbench: Workbench, project: string) => Promise<void>,
): Promise<void> {
  await withTempDir(async (temp) => {
    const folder = make(temp);
    const clutchHome = path.join(temp, 'home');
    const workbench = await openWorkbench({ ...options, clutchHome, folder, extensionDevelopmentPath });
    try {
      await play(workbench, folder);
    } finally {
      await workbench.close();
    }
  });
}

function makeShop(folder: string): string {
  writeTree(path.join(folder, 'shop'), { ...shop, [PRP]: broken });
  return path.join(folder, 'shop');
}

/** A file stands where the server would put what it owns, so that it cannot start. */
function makeShopWithoutServer(folder: string): string {
  writeFileSync(path.join(folder, 'home'), '');
  return makeShop(folder);
}

/** Opens a file by its name, with the cursor at a one-based line. */
async function openAt({ page }: Workbench, name: string, line: number): Promise<void> {
  const input = page.locator('.quick-input-widget input.input');
  const tab = page.locator(`.tab.active[data-resource-name="${name}"]`);
  const opened = async (): Promise<boolean> => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+P');
    await input.fill(name);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().waitFor(WITHIN);
    await page.keyboard.press('Enter');
    return tab.waitFor({ timeout: 3000 }).then(
      () => true,
      () => false,
    );
  };
  await until(opened, { what: `${name} is open`, deadlineMs: 60_000 });
  await page.keyboard.press('Control+G');
  await input.fill(`:${line}`);
  await page.keyboard.press('Enter');
}

/** Waits for a message and takes it away. In a test VS Code shows no toasts, so it is read in the list of messages. */
async function told({ page, runCommand }: Workbench, words: string | RegExp, button?: string): Promise<void> {
  const bell = page.locator('[id="status.notifications"]');
  const list = page.locator('.notifications-center.visible');
  const message = list.locator('.notification-list-item').filter({ hasText: words }).first();
  const open = async (): Promise<boolean> => {
    if (!(await list.isVisible())) await bell.click();
    return message.waitFor({ timeout: 1000 }).then(
      () => true,
      () => false,
    );
  };
  await until(open, { what: `the message ${words.toString()}`, deadlineMs: 60_000 });
  if (button !== undefined) await message.getByText(button, { exact: true }).waitFor(WITHIN);
  await runCommand('notifications.clearAll', 'Notifications: Clear All Notifications');
  await list.waitFor({ state: 'hidden' });
}

const lens = ({ page }: Workbench, title: string) => page.locator('.codelens-decoration a', { hasText: title }).first();

const lineOf = (text: string | undefined, words: string): number =>
  (text ?? '').slice(0, (text ?? '').indexOf(words)).split('\n').length;

describe('a plan in a window', () => {
  it('runs a validation level and a phase from the palette, and only when the person agrees', () =>
    inWindow({ make: (folder) => createSampleProject(path.join(folder, 'waypoints')) }, async (workbench, project) => {
      const { page, runCommand } = workbench;
      const dialog = page.locator('.monaco-dialog-box');
      await openAt(workbench, 'PRP-PRD-waypoints-phase-1.md', 1);
      await runCommand('clutch.showTask', 'CLUTCH: Show Task');
      await told(workbench, 'No run has a task here');
      await runCommand('clutch.validatePhase', 'CLUTCH: Validate');
      await told(workbench, 'There is nothing to validate here');

      await page.locator('.monaco-editor .view-line').first().click();
      await page.keyboard.press('Control+End');
      await runCommand('clutch.validatePhase', 'CLUTCH: Validate');
      await dialog.getByText(/Run Level \d/).waitFor(WITHIN);
      await dialog.getByText(project, { exact: false }).first().waitFor();
      await dialog.getByRole('button', { name: 'Run in Terminal' }).click();
      await page.locator('.terminal-wrapper.active').first().waitFor(WITHIN);

      const prd = readFileSync(path.join(project, 'PRDs/PRD-waypoints.md'), 'utf8');
      await openAt(workbench, 'PRD-waypoints.md', lineOf(prd, 'Phase 1:') + 8);
      await lens(workbench, 'Run phase 1').waitFor(WITHIN);
      await lens(workbench, 'Run phase 1').click();
      await dialog.getByText('Run phase 1 of PRDs/PRD-waypoints.md?').waitFor(WITHIN);
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await dialog.waitFor({ state: 'hidden' });
      await lens(workbench, 'Run phase 1').click();
      await dialog.getByRole('button', { name: 'Run Phase 1', exact: true }).click();
      await workbench.webview().locator('body').waitFor(WITHIN);
      await workbench
        .webview()
        .getByText(/1 of 1 completed/)
        .first()
        .waitFor({ timeout: 90_000 });
    }));

  it('of a folder that is not trusted is checked, and its lenses say why nothing runs', () => {
    const settings = { 'security.workspace.trust.startupPrompt': 'never' };
    return inWindow({ make: makeShop, trust: false, settings }, async (workbench, project) => {
      await openAt(workbench, path.basename(PRD), 1);
      await lens(workbench, 'Run phase 1').click(WITHIN);
      await told(workbench, 'This workspace is not trusted');
      await lens(workbench, 'Create PRP').click();
      const created = path.join(project, 'PRPs/PRP-PRD-shop-phase-2.md');
      await until(() => Promise.resolve(existsSync(created)), { what: 'the PRP is created', deadlineMs: 30_000 });
      await workbench.page.locator('[id="status.problems"]', { hasText: '1' }).waitFor(WITHIN);
    });
  });

  it('says that the server is not running instead of that there is nothing to do', () =>
    inWindow({ make: makeShopWithoutServer }, async (workbench) => {
      await openAt(workbench, path.basename(PRD), lineOf(shop[PRD], '### Phase 1'));
      for (const [id, title] of [
        ['clutch.fixAllInPlans', 'CLUTCH: Fix All in Plan Documents'],
        ['clutch.runPhase', 'CLUTCH: Run Phase'],
        ['clutch.createPrp', 'CLUTCH: Create PRP'],
        ['clutch.openCommit', 'CLUTCH: Open Commit Under Cursor'],
      ] as const) {
        await workbench.runCommand(id, title);
        await told(workbench, 'CLUTCH cannot create its folder', 'Restart Server');
      }
    }));

  it('follows the folders of a window with several of them, each with settings of its own', () => {
    const workspaceOf = (...folders: readonly string[]): string =>
      JSON.stringify({ folders: folders.map((folder) => ({ path: folder })), settings: {} });
    const make = (folder: string): string => {
      for (const name of ['one', 'two', 'three']) writeTree(path.join(folder, name), { ...shop, [PRP]: broken });
      writeTree(path.join(folder, 'two'), {
        '.vscode/settings.json': JSON.stringify({ 'clutch.diagnostics.severity': { CL205: 'off' } }),
      });
      const file = path.join(folder, 'all.code-workspace');
      writeFileSync(file, workspaceOf('one', 'two'));
      return file;
    };
    return inWindow({ make }, async ({ page, runCommand }, file) => {
      await runCommand('workbench.actions.view.problems', 'View: Toggle Problems');
      const rows = page.locator('.markers-panel .monaco-list-row');
      const count = async (words: string): Promise<number> => rows.filter({ hasText: words }).count();
      const found = (one: number, three: number) => async (): Promise<boolean> =>
        (await count('"apii"')) === one + three && (await rows.filter({ hasText: 'three' }).count()) === three;
      // VS Code misses an edit of the file while it is still setting up its watcher: then it is saved once more.
      const edited = (folders: readonly string[], isSeen: () => Promise<boolean>) => {
        let savedAt = 0;
        return (): Promise<boolean> => {
          if (Date.now() - savedAt > 5_000) {
            writeFileSync(file, workspaceOf(...folders));
            savedAt = Date.now();
          }
          return isSeen();
        };
      };
      await until(found(1, 0), { what: 'the finding of one alone', deadlineMs: 60_000 });
      await until(edited(['one', 'two', 'three'], found(1, 1)), {
        what: 'the finding of the folder that was added',
        deadlineMs: 60_000,
      });
      await until(edited(['two', 'three'], found(0, 1)), {
        what: 'the findings of the folder that was removed to go',
        deadlineMs: 60_000,
      });
      assert.equal(await count('PRP-PRD-shop-phase-1.md'), 1);
    });
  });
});
