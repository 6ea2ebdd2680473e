/**
 * A person sets a machine up, sees what is wrong with it and with a project, and registers that project, in a real
 * VS Code window. `SCREENSHOTS=docs/images` keeps the pictures.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { createSampleProject } from '../../scripts/lib/sample-project.ts';
import { BOTH_THEMES } from '../../scripts/lib/vscode-host.ts';
import { until } from '../helpers/processes.ts';
import { withTempDir } from '../helpers/temp.ts';
import { photograph } from '../helpers/vscode-host/photograph.ts';
import { openWorkbench, type Workbench } from '../helpers/vscode-host/workbench.ts';

const extensionDevelopmentPath = path.resolve(import.meta.dirname, '../..');
const WITHIN = { timeout: 30_000 };

interface Scene {
  readonly workbench: Workbench;
  readonly project: string;
  readonly clutchHome: string;
}

function inWindow(play: (scene: Scene) => Promise<void>): Promise<void> {
  return withTempDir(async (folder) => {
    const project = createSampleProject(path.join(folder, 'waypoints'));
    const clutchHome = path.join(folder, 'home');
    const size = { width: 1280, height: 900 };
    const options = { clutchHome, folder: project, extensionDevelopmentPath, settings: BOTH_THEMES, size };
    const workbench = await openWorkbench(options);
    try {
      await workbench.page.locator('.activitybar [aria-label^="CLUTCH"]').first().click(WITHIN);
      await play({ workbench, project, clutchHome });
    } finally {
      await workbench.close();
    }
  });
}

const row = (page: Page, name: RegExp) => page.getByRole('treeitem', { name }).first();

/** Waits for a step of the wizard by its words. */
async function asked(page: Page, question: string): Promise<void> {
  const widget = page.locator('.quick-input-widget');
  const words = widget.locator(`input[placeholder="${question}"]`).or(widget.getByText(question, { exact: false }));
  await words.first().waitFor(WITHIN);
}

/** Waits for a step of the wizard, and answers it with what is in front, by keyboard alone. */
async function answer(page: Page, question: string, press: readonly string[] = ['Enter']): Promise<void> {
  await asked(page, question);
  for (const key of press) await page.keyboard.press(key);
}

describe('this machine in a window', () => {
  it('is set up by keyboard alone, and every file is shown before the person says Write', () =>
    inWindow(async ({ workbench, clutchHome }) => {
      const { page, runCommand } = workbench;
      const config = path.join(clutchHome, 'config.json');
      await runCommand('clutch.setup', 'CLUTCH: Set Up…');
      await answer(page, 'Where should CLUTCH keep its journal, its logs and its keys?');
      await answer(page, 'In which folder do your projects lie?');
      // Back to the second question, and on again.
      await asked(page, 'Where should projects keep what is too large for git?');
      await page.locator('.quick-input-titlebar a.action-label[aria-label^="Back"]').click(WITHIN);
      await answer(page, 'In which folder do your projects lie?');
      await answer(page, 'Where should projects keep what is too large for git?');
      await answer(page, 'How should other machines call this one?', ['ControlOrMeta+A']);
      await page.keyboard.type('attic');
      await page.keyboard.press('Enter');
      await answer(page, 'How does this machine reach GitHub?', ['ArrowDown', 'ArrowDown']);
      await photograph(workbench, 'setup-question');
      await page.keyboard.press('Enter');
      await answer(page, 'With whom does this machine work?');
      await answer(page, 'What happens with a project that is opened here for the first time?');
      await page.getByText('"github": "ssh"').first().waitFor(WITHIN);
      await photograph(workbench, 'setup-plan');
      assert.equal(existsSync(config), false);
      await answer(page, 'Everything that would be written is shown in the editor', ['ArrowDown', 'Enter']);
      await until(() => existsSync(config), { what: 'the settings are written', deadlineMs: 30_000 });
      assert.deepEqual(JSON.parse(readFileSync(config, 'utf8')), { github: 'ssh', collab: { name: 'attic' } });
    }));

  it('shows what is wrong with a project, attaches it and detaches it', () =>
    inWindow(async ({ workbench, project, clutchHome }) => {
      const { page, runCommand } = workbench;
      await row(page, /^Not attached:/).waitFor(WITHIN);
      writeFileSync(path.join(project, 'PRDs', 'PRD-waypoints.md'), '# PRD: waypoints\n\nNot committed.\n', {
        flag: 'a',
      });
      await runCommand('clutch.attachProject', 'CLUTCH: Attach Project…');
      await answer(page, 'waypoints');
      await row(page, /^Not attached:/).waitFor({ ...WITHIN, state: 'detached' });
      await row(page, /^Warning, The plan is not committed:/).waitFor(WITHIN);
      await photograph(workbench, 'projects');
      await row(page, /^Project waypoints/).click({ button: 'right' });
      const detach = page.getByRole('menuitem', { name: 'Detach Project…' });
      await detach.waitFor(WITHIN);
      // A menu takes no click in the moment in which it opens.
      const isChosen = async (): Promise<boolean> => {
        await detach.click({ timeout: 1000 }).catch(() => undefined);
        return !(await detach.isVisible());
      };
      await until(isChosen, { what: 'the menu to take the click', deadlineMs: 30_000 });
      await photograph(workbench, 'detached');
      await row(page, /^Project waypoints, detached/).waitFor(WITHIN);
      const { projects } = JSON.parse(readFileSync(path.join(clutchHome, 'projects.json'), 'utf8'));
      assert.deepEqual(
        projects.map((one: { attached: boolean }) => one.attached),
        [false],
      );
    }));

  it('is checked when somebody asks, and its health says what to do next', () =>
    inWindow(async ({ workbench, project }) => {
      const { page, runCommand } = workbench;
      writeFileSync(path.join(project, '.clutch', 'config.json'), 'no');
      await runCommand('clutch.doctor', 'CLUTCH: Check This Machine');
      await row(page, /^problem\. The settings of waypoints cannot be used/).waitFor(WITHIN);
      await photograph(workbench, 'health');
      await runCommand('clutch.sessionEntry', 'CLUTCH: Show Session Entry');
      await page.locator('.tab.active[data-resource-name="waypoints.md"]').waitFor(WITHIN);
      await photograph(workbench, 'session-entry');
    }));
});
