/**
 * A person shares a project and lets a machine in, in a real VS Code window; the other machines are real servers.
 * `SCREENSHOTS=docs/images` keeps the pictures of docs/screenshots.md.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { createSampleProject } from '../../scripts/lib/sample-project.ts';
import { BOTH_THEMES } from '../../scripts/lib/vscode-host.ts';
import { createClutch, type Clutch } from '../helpers/clutch.ts';
import { until } from '../helpers/processes.ts';
import { withTempDir } from '../helpers/temp.ts';
import { photograph } from '../helpers/vscode-host/photograph.ts';
import { openWorkbench, type Workbench } from '../helpers/vscode-host/workbench.ts';

const extensionDevelopmentPath = path.resolve(import.meta.dirname, '../..');
const WITHIN = { timeout: 30_000 };
const FAST = { beatSeconds: 0.2, pollSeconds: 0.05, idlePollSeconds: 0.2 };

interface Scene {
  readonly workbench: Workbench;
  readonly share: string;
  /** The project that the window shows, and its machine. */
  readonly project: string;
  readonly desk: Clutch;
  /** Another machine with a clone, not yet part of anything. */
  machine(name: string): { readonly clutch: Clutch; readonly root: string };
}

function inWindow(play: (scene: Scene) => Promise<void>): Promise<void> {
  return withTempDir(async (folder) => {
    const project = createSampleProject(path.join(folder, 'waypoints'));
    const share = path.join(folder, 'share');
    mkdirSync(share);
    const started: Clutch[] = [];
    const homeOf = (name: string): string => {
      const home = path.join(folder, name);
      mkdirSync(home, { mode: 0o700 });
      writeFileSync(path.join(home, 'config.json'), JSON.stringify({ collab: { ...FAST, name } }));
      return home;
    };
    const machine = (name: string) => {
      const root = path.join(folder, `clone-${name}`);
      execFileSync('git', ['clone', '--quiet', project, root]);
      const clutch = createClutch(homeOf(name));
      started.push(clutch);
      return { clutch, root };
    };
    const deskHome = homeOf('desk');
    const workbench = await openWorkbench({
      clutchHome: deskHome,
      folder: project,
      extensionDevelopmentPath,
      settings: BOTH_THEMES,
      size: { width: 1280, height: 900 },
    });
    try {
      await play({ workbench, share, project, desk: createClutch(deskHome), machine });
    } finally {
      await Promise.all(started.map((clutch) => clutch.dispose()));
      await workbench.close();
    }
  });
}

/** The text of a message. In a test VS Code shows no toasts, so it is read in the list of messages. */
async function told({ page }: Workbench, words: RegExp): Promise<string> {
  const list = page.locator('.notifications-center.visible');
  const message = list.locator('.notification-list-item').filter({ hasText: words }).first();
  const open = async (): Promise<boolean> => {
    if (!(await list.isVisible())) await page.locator('[id="status.notifications"]').click();
    return message.waitFor({ timeout: 1000 }).then(
      () => true,
      () => false,
    );
  };
  await until(open, { what: `the message ${words.toString()}`, deadlineMs: 60_000 });
  const text = await message.innerText();
  await page.keyboard.press('Escape');
  return text;
}

async function join(clutch: Clutch, root: string, share: string, code: string): Promise<string> {
  const { code: exit, stdout, stderr } = await clutch.run(root, 'join', share, '--code', code, '--json');
  assert.equal(exit, 0, stderr);
  return String(JSON.parse(stdout).fingerprint);
}

const row = (page: Page, name: RegExp) => page.getByRole('treeitem', { name }).first();

describe('a shared project in a window', () => {
  it('is shared, and a machine is let in from Needs You with the fingerprint that its person sees', () =>
    inWindow(async ({ workbench, share, project, desk, machine }) => {
      const { page, runCommand, openView } = workbench;
      const dialog = page.locator('.monaco-dialog-box');
      await page.locator('.activitybar [aria-label^="CLUTCH"]').first().click(WITHIN);
      await openView('Peers');
      await page.getByRole('button', { name: 'Join Project…' }).first().waitFor(WITHIN);
      await photograph(workbench, 'peers-empty');

      // By the command: VS Code's own dialog for folders forgets what is typed while it opens.
      const { code: exit, stderr } = await desk.run(project, 'share', '--folder', share);
      assert.equal(exit, 0, stderr);

      await runCommand('clutch.inviteMachine', 'CLUTCH: Invite Machine…');
      const invitation = await told(workbench, /Code for one machine/);
      const code = /(?:[A-Z0-9]{4}-){3}[A-Z0-9]{4}/i.exec(invitation)?.[0] ?? '';
      const lab = machine('lab');
      const fingerprint = await join(lab.clutch, lab.root, share, code);

      const asks = row(page, /^lab asks to join .*fingerprint/);
      await asks.waitFor(WITHIN);
      await photograph(workbench, 'needs-you-join');
      await asks.click();
      await dialog.getByText(fingerprint, { exact: false }).waitFor(WITHIN);
      await photograph(workbench, 'decide');
      // Whoever only presses Enter has decided nothing.
      await page.keyboard.press('Enter');
      await dialog.waitFor({ state: 'detached', timeout: 10_000 });
      await asks.click();
      await dialog.getByRole('button', { name: 'Let In as Worker' }).click(WITHIN);
      await row(page, /^lab, worker, fresh, seen just now/).waitFor(WITHIN);
      await photograph(workbench, 'peers');
    }));
});
