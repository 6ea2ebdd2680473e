/** What nobody wishes for, in a real VS Code window: no folder, a server of another version, what is gone, what is far too long. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { PROTOCOL_VERSION } from '#schemas/protocol/handshake.ts';
import { CommentTaskMethod, CreateTaskMethod, TaskView } from '#schemas/protocol/tasks.ts';
import { createSampleProject } from '../../scripts/lib/sample-project.ts';
import { createClutch } from '../helpers/clutch.ts';
import { startForeignServer } from '../helpers/foreign-server.ts';
import { requestServer } from '../helpers/server-request.ts';
import { withTempDir } from '../helpers/temp.ts';
import { openWorkbench, type Workbench, type WorkbenchOptions } from '../helpers/vscode-host/workbench.ts';

const extensionDevelopmentPath = path.resolve(import.meta.dirname, '../..');
const WITHIN = { timeout: 60_000 };

const VIEWS = ['Projects', 'Tasks', 'Workstreams', 'Peers', 'Health'];

interface Scene {
  readonly workbench: Workbench;
  readonly temp: string;
  readonly clutchHome: string;
}

function inWindow(
  options: Pick<WorkbenchOptions, 'folder' | 'trust' | 'settings'>,
  play: (scene: Scene) => Promise<void>,
): Promise<void> {
  return withTempDir(async (temp) => {
    const clutchHome = path.join(temp, 'home');
    const size = { width: 1280, height: 1100 };
    const workbench = await openWorkbench({ ...options, clutchHome, extensionDevelopmentPath, size });
    try {
      await play({ workbench, temp, clutchHome });
    } finally {
      await workbench.close();
    }
  });
}

/** Ids of the commands of ours that the palette offers. */
async function offered({ page }: Workbench): Promise<ReadonlySet<string>> {
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input.input');
  await input.fill('>CLUTCH: ');
  await page.locator('[data-quick-input-id="clutch.showServerLog"]').first().waitFor(WITHIN);
  const rows = page.locator('.quick-input-list [data-quick-input-id^="clutch."]');
  const found = new Set<string>();
  const total = Number(await page.locator('.quick-input-list .monaco-list-row').first().getAttribute('aria-setsize'));
  for (let at = 0; at < total; at += 1) {
    for (const id of await rows.evaluateAll((all) => all.map((one) => one.getAttribute('data-quick-input-id')))) {
      if (id !== null) found.add(id);
    }
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Escape');
  return found;
}

const FOLDERLESS = [
  'newTask',
  'showPrompt',
  'runPlan',
  'newPlan',
  'openAwayPlan',
  'shareProject',
  'joinProject',
  'moveTask',
];

describe('a window without a folder', () => {
  it('says in every view the one thing to do, offers nothing that cannot work, and has help', () =>
    inWindow({ folder: null }, async ({ workbench }) => {
      const { runCommand } = workbench;
      for (const view of VIEWS) {
        await workbench.openView(view);
        const button = view === 'Health' ? 'Check This Machine' : 'Open Folder';
        await workbench.view(view).getByRole('button', { name: button }).last().waitFor(WITHIN);
      }
      const ids = await offered(workbench);
      assert.deepEqual(
        FOLDERLESS.filter((id) => ids.has(`clutch.${id}`)),
        [],
      );
      await runCommand('clutch.openBoard', 'CLUTCH: Open Task Board');
      await workbench.webview().getByRole('button', { name: 'Open Folder' }).waitFor(WITHIN);
      await runCommand('clutch.openMonitor', 'CLUTCH: Open Monitor');
      await workbench.webview().getByRole('heading', { name: 'Nothing has run yet' }).waitFor(WITHIN);
      await runCommand('clutch.openTriage', 'CLUTCH: Open Triage');
      await workbench
        .webview()
        .getByRole('tab', { name: /Triage/, selected: true })
        .waitFor(WITHIN);
      await runCommand('clutch.openHelp', 'CLUTCH: Open Help');
      await workbench.webview().getByRole('searchbox').waitFor(WITHIN);
    }));
});

describe('a server of another version', () => {
  it('is named in views and panels, and replaced by one button', () =>
    withTempDir(async (temp) => {
      const clutchHome = path.join(temp, 'home');
      const foreign = await startForeignServer(clutchHome, PROTOCOL_VERSION + 1);
      const folder = createSampleProject(path.join(temp, 'waypoints'));
      const size = { width: 1280, height: 1100 };
      const workbench = await openWorkbench({ folder, clutchHome, extensionDevelopmentPath, size });
      try {
        const { runCommand } = workbench;
        for (const view of VIEWS.filter((one) => one !== 'Health')) {
          await workbench.openView(view);
          await workbench.view(view).getByRole('button', { name: 'Replace Server' }).waitFor(WITHIN);
        }
        const greetings = foreign.greetings();
        await runCommand('clutch.openMonitor', 'CLUTCH: Open Monitor');
        await workbench.webview().getByRole('button', { name: 'Replace Server' }).waitFor(WITHIN);
        await runCommand('clutch.openAwayPlan', 'CLUTCH: Open Away Plan');
        await workbench.webview().getByRole('button', { name: 'Replace Server' }).waitFor(WITHIN);
        await runCommand('clutch.doctor', 'CLUTCH: Check This Machine');
        await runCommand('clutch.openBoard', 'CLUTCH: Open Task Board');
        await workbench.webview().getByText('99.0.0').waitFor(WITHIN);
        assert.equal(foreign.greetings(), greetings, 'nobody asks it again and again');
        await workbench.webview().getByRole('button', { name: 'Replace Server' }).click(WITHIN);
        await workbench.webview().getByRole('button', { name: 'New Task' }).first().waitFor(WITHIN);
        assert.ok(foreign.hasLeft());
      } finally {
        await foreign.close();
        await workbench.close();
      }
    }));
});

const HTML = '<img src=x onerror="document.title=1"><b>bold</b>';

describe('a task with far too much in it', () => {
  it('is refused with the limit, or shown as it was written: in the tree, on the board and as a document', () =>
    withTempDir(async (temp) => {
      const clutchHome = path.join(temp, 'home');
      const folder = createSampleProject(path.join(temp, 'waypoints'));
      const clutch = createClutch(clutchHome);
      const workbench = await openWorkbench({ folder, clutchHome, extensionDevelopmentPath });
      try {
        const { page, runCommand, openView } = workbench;
        assert.equal((await clutch.run(folder, 'tasks', 'add', 'Ordinary', '--status', 'ready')).code, 0);
        const ask = (method: string, params: object): Promise<unknown> => requestServer(clutchHome, method, params);
        const create = async (task: object): Promise<TaskView> =>
          TaskView.parse(await ask(CreateTaskMethod, { project: folder, task: { status: 'ready', ...task } }));
        const million = 'x'.repeat(1_000_000);
        await assert.rejects(create({ title: million }), /500/);
        await assert.rejects(create({ title: 'Long', description: million }), /100,?000/);
        const { id } = await create({ title: `${HTML} ${'long '.repeat(80)}`, description: HTML.repeat(2000) });
        await assert.rejects(ask(CommentTaskMethod, { task: id, text: million }), /10,?000/);
        await ask(CommentTaskMethod, { task: id, text: HTML.repeat(200) });

        await openView('Tasks');
        const row = page.locator('.pane-body [role="treeitem"]').filter({ hasText: HTML });
        await row.waitFor(WITHIN);
        assert.equal(await row.locator('b, img').count(), 0);
        await runCommand('clutch.openBoard', 'CLUTCH: Open Task Board');
        const card = workbench.webview().locator('.card', { hasText: HTML });
        await card.waitFor(WITHIN);
        assert.equal(await card.locator('b, img').count(), 0);
        await row.click();
        await page.locator('.monaco-editor .view-line', { hasText: '# <img src=x' }).first().waitFor(WITHIN);
        assert.equal(await page.locator('.monaco-editor .view-line img').count(), 0);
      } finally {
        await clutch.dispose();
        await workbench.close();
      }
    }));
});
