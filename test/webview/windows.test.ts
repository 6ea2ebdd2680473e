/** Windows come and go; the server and its runs do not mind. Real VS Code windows in a real browser. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { ServerStatusResult } from '#schemas/protocol/handshake.ts';
import { createSampleProject } from '../../scripts/lib/sample-project.ts';
import { collect, createClutch, type Clutch } from '../helpers/clutch.ts';
import { until } from '../helpers/processes.ts';
import { withTempDir } from '../helpers/temp.ts';
import { openWorkbench, type Workbench, type WorkbenchOptions } from '../helpers/vscode-host/workbench.ts';

const repository = path.resolve(import.meta.dirname, '../..');

function inWindow(
  options: Pick<WorkbenchOptions, 'trust' | 'settings'>,
  play: (workbench: Workbench, clutch: Clutch, project: string) => Promise<void>,
): Promise<void> {
  return withTempDir(async (folder) => {
    const project = createSampleProject(path.join(folder, 'waypoints'));
    const clutchHome = path.join(folder, 'home');
    const workbench = await openWorkbench({
      ...options,
      clutchHome,
      folder: project,
      extensionDevelopmentPath: repository,
    });
    try {
      await play(workbench, createClutch(clutchHome), project);
    } finally {
      await workbench.close();
    }
  });
}

/** A click on the icon closes views that are open already, as they are a moment after a reload: then once more. */
async function openClutchViews(page: Workbench['page']): Promise<void> {
  const icon = page.locator('.activitybar [aria-label^="CLUTCH"]').first();
  const projects = page.getByRole('button', { name: 'Projects Section' });
  const appear = (timeout: number): Promise<boolean> =>
    projects.waitFor({ timeout }).then(
      () => true,
      () => false,
    );
  await icon.waitFor({ timeout: 60_000 });
  const opened = async (): Promise<boolean> => {
    if (await appear(2_000)) return true;
    await icon.click();
    return appear(5_000);
  };
  await until(opened, { what: 'the CLUTCH views are open', deadlineMs: 60_000 });
}

async function otherClients(clutch: Clutch, cwd: string): Promise<{ pid: number; windows: number }> {
  const { code, stdout } = await clutch.run(cwd, 'server', 'status', '--json');
  if (code !== 0) return { pid: 0, windows: 0 };
  const { pid, clients } = ServerStatusResult.parse(JSON.parse(stdout));
  return { pid, windows: clients - 1 };
}

describe('windows', () => {
  it('share one server with the command line; reloading one and closing the other leaves a run alone', () =>
    inWindow({}, async ({ page, host }, clutch, project) => {
      await openClutchViews(page);
      const second = await page.context().newPage();
      await second.goto(host.url);
      await openClutchViews(second);
      const { pid } = await until(
        async () => {
          const found = await otherClients(clutch, project);
          return found.windows >= 2 ? found : null;
        },
        { what: 'both windows are attached', deadlineMs: 60_000 },
      );

      const ended = collect(clutch.start(project, 'run', 'PRDs/PRD-waypoints.md'));
      const tree = page.getByRole('treeitem', { name: /Track length.*completed/ }).first();
      await tree.waitFor({ timeout: 60_000 });
      await second.close();
      await page.reload();
      const { code, stdout, stderr } = await ended;
      assert.equal(code, 0, `${stdout}${stderr}`);
      assert.equal(clutch.serverPid(), pid, 'the same server ran it to its end');

      await openClutchViews(page);
      await page.getByText('3 of 3 done').first().waitFor({ timeout: 60_000 });
    }));

  it('of a folder that is not trusted check plans and offer neither a run nor a new plan', () =>
    inWindow({ trust: false, settings: { 'security.workspace.trust.startupPrompt': 'never' } }, async ({ page }) => {
      await openClutchViews(page);
      await page.getByText('Manage Workspace Trust').first().waitFor({ timeout: 60_000 });
      const palette = page.locator('.quick-input-widget input.input');
      const row = (id: string) => page.locator(`[data-quick-input-id="${id}"]`).first();
      await page.keyboard.press('F1');
      for (const [id, title] of [
        ['clutch.runPlan', '>CLUTCH: Run Plan'],
        ['clutch.newPlan', '>CLUTCH: New Plan'],
      ] as const) {
        await palette.fill('>CLUTCH: Show Server Log');
        await row('clutch.showServerLog').waitFor();
        await palette.fill(title);
        await row('clutch.showServerLog').waitFor({ state: 'hidden' });
        assert.equal(await row(id).count(), 0, id);
      }
    }));

  it('of a folder that is not trusted show everything, act on nothing and say why', () =>
    inWindow(
      { trust: false, settings: { 'security.workspace.trust.startupPrompt': 'never' } },
      async ({ page, runCommand, webview }, clutch, project) => {
        await openClutchViews(page);
        assert.equal((await clutch.run(project, 'tasks', 'add', 'Look at the tide')).code, 0);
        await runCommand('clutch.openBoard', 'CLUTCH: Open Task Board');
        await webview().getByText('Look at the tide').waitFor({ timeout: 60_000 });
        await webview().getByText('This workspace is not trusted: tasks can be looked at').waitFor();
        assert.equal(
          await webview()
            .getByRole('button', { name: /New Task/ })
            .count(),
          0,
        );
        await runCommand('clutch.openMonitor', 'CLUTCH: Open Monitor');
        await webview().getByText('Trust it to run plans.').waitFor();
        assert.equal(await webview().getByRole('button', { name: 'Run Plan…' }).count(), 0);
        await runCommand('clutch.openHelp', 'CLUTCH: Open Help');
        await webview().getByRole('navigation', { name: 'Topics' }).waitFor();
      },
    ));
});
