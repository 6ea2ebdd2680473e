/** 10,000 tasks and 64 machines in a real VS Code window, gone through by keyboard. What it took is printed, not judged. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { InviteMethod, InviteResult, MembershipMethod } from '#schemas/protocol/collab.ts';
import { createSampleProject } from '../../scripts/lib/sample-project.ts';
import { openIdentity } from '../../server/collab/identity.ts';
import { askToJoin } from '../../server/collab/members/join.ts';
import { projectAt } from '../../server/runs/project-at.ts';
import { createClutch } from '../helpers/clutch.ts';
import { openFolder } from '../helpers/collab/machines.ts';
import { writeManyTasks } from '../helpers/many-tasks.ts';
import { until } from '../helpers/processes.ts';
import { requestServer } from '../helpers/server-request.ts';
import { withTempDir } from '../helpers/temp.ts';
import { openWorkbench } from '../helpers/vscode-host/workbench.ts';

const extensionDevelopmentPath = path.resolve(import.meta.dirname, '../..');
const WITHIN = { timeout: 60_000 };
const TASKS = 10_000;
const MACHINES = 64;
/** Main looks often for those who ask to join. */
const FAST = { pollSeconds: 0.05, idlePollSeconds: 0.2 };

const rowNamed = (page: Page, name: RegExp) => page.getByRole('treeitem', { name }).first();

async function timed(context: TestContext, what: string, work: () => Promise<unknown>): Promise<void> {
  const startedAt = performance.now();
  await work();
  context.diagnostic(`${what}: ${(performance.now() - startedAt).toFixed(0)} ms`);
}

describe('10,000 tasks', () => {
  it('are in the tree, by pages, and on the board', (context) =>
    withTempDir(async (temp) => {
      const folder = createSampleProject(path.join(temp, 'waypoints'));
      const clutchHome = path.join(temp, 'home');
      writeManyTasks(clutchHome, projectAt(folder).id, TASKS);
      const workbench = await openWorkbench({ folder, clutchHome, extensionDevelopmentPath });
      try {
        const { page, runCommand, openView } = workbench;
        // So that the rows are what is waited for, and not the start of everything.
        await openView('Health');
        await openView('Tasks');
        const group = rowNamed(page, /^Ready, 10000 tasks/);
        await timed(context, 'from asking for the view to its rows', async () => {
          await group.waitFor(WITHIN);
          await rowNamed(page, /^Task 1,/).waitFor(WITHIN);
        });
        await group.click();
        await page.keyboard.press('ArrowLeft');
        await page.locator('[role="treeitem"][aria-expanded="false"]', { hasText: '10000' }).waitFor(WITHIN);
        await timed(context, 'unfolding the group', async () => {
          await page.keyboard.press('ArrowRight');
          await rowNamed(page, /^Task 1,/).waitFor(WITHIN);
        });
        await timed(context, 'to the end of the first page and back', async () => {
          await page.keyboard.press('End');
          await rowNamed(page, /more/i).waitFor(WITHIN);
        });
        assert.equal(await rowNamed(page, /^Task 500,/).count(), 1);
        await timed(context, 'the next page', async () => {
          await page.keyboard.press('Enter');
          await rowNamed(page, /^Task 501,/).waitFor(WITHIN);
        });
        await timed(context, 'the board', async () => {
          await runCommand('clutch.openBoard', 'CLUTCH: Open Task Board');
          await workbench.webview().getByText('Task 1', { exact: true }).first().waitFor(WITHIN);
        });
        await timed(context, 'all of them on the board', () =>
          workbench.webview().getByText('10,000 of 10,000 tasks').waitFor(WITHIN),
        );
        const column = workbench.webview().getByRole('region', { name: 'Ready' });
        await column.locator('.card').first().focus();
        await timed(context, 'to the end of the column of the board', async () => {
          await page.keyboard.press('End');
          await column.locator('.card', { hasText: 'Task 10000' }).waitFor(WITHIN);
        });
      } finally {
        await workbench.close();
      }
    }));
});

describe('64 machines', () => {
  it('are listed, and gone through by keyboard', (context) =>
    withTempDir(async (temp) => {
      const project = createSampleProject(path.join(temp, 'waypoints'));
      const share = path.join(temp, 'share');
      mkdirSync(share);
      const clutchHome = path.join(temp, 'home');
      mkdirSync(clutchHome, { mode: 0o700 });
      writeFileSync(path.join(clutchHome, 'config.json'), JSON.stringify({ collab: { name: 'desk', ...FAST } }));
      const desk = createClutch(clutchHome);
      const { code, stderr } = await desk.run(project, 'share', '--folder', share);
      assert.equal(code, 0, stderr);
      await timed(context, 'letting 63 machines in', async () => {
        for (let number = 1; number < MACHINES; number += 1) await letIn(clutchHome, project, share, temp, number);
      });
      const workbench = await openWorkbench({ folder: project, clutchHome, extensionDevelopmentPath });
      try {
        const { page, openView } = workbench;
        await openView('Health');
        await openView('Peers');
        const first = rowNamed(page, /^desk/);
        await timed(context, 'from asking for the view to its rows', () => first.waitFor(WITHIN));
        await first.click();
        const last = rowNamed(page, /^pc-63/);
        await timed(context, 'to the last machine', async () => {
          await page.keyboard.press('End');
          await last.waitFor(WITHIN);
        });
        await page.keyboard.press('Shift+F10');
        await page.getByRole('menuitem', { name: 'Copy Id' }).waitFor(WITHIN);
      } finally {
        await workbench.close();
        await desk.dispose();
      }
    }));
});

/** Invites, asks and confirms, without a server of the machine: who was let in is there, and has not been heard of yet. */
async function letIn(home: string, root: string, share: string, temp: string, number: number): Promise<void> {
  const { code } = InviteResult.parse(await requestServer(home, InviteMethod, { root }));
  const other = path.join(temp, `home-${number}`);
  mkdirSync(other, { mode: 0o700 });
  const identity = openIdentity(other);
  const name = `pc-${String(number).padStart(2, '0')}`;
  const wish = { root: path.join(temp, name), name, role: 'worker' as const, capabilities: [], slots: null, code };
  await askToJoin(openFolder, identity, { ...wish, place: { folder: share } }, Date.now());
  const params = { verb: 'confirm', root, machine: identity.machine, role: 'worker' };
  await until(
    () =>
      requestServer(home, MembershipMethod, params).then(
        () => true,
        () => false,
      ),
    {
      what: `${name} is let in`,
      deadlineMs: 20_000,
    },
  );
}
