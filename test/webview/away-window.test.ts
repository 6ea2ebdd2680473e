/** The away plan in a real VS Code: the form, its document and the server, each changed and the others following. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { waitUntil } from '../../scripts/lib/wait.ts';
import { newAwayPlan } from '../../server/language/templates/new-away-plan.ts';
import { withTempDir, writeTree } from '../helpers/temp.ts';
import { openWorkbench, type Workbench } from '../helpers/vscode-host/workbench.ts';

const extensionDevelopmentPath = path.resolve(import.meta.dirname, '../..');
const WITHIN = { timeout: 60_000 };
const PLAN = 'AWAY_DEVELOPMENT_PLAN.md';

/** A project in a window; `text` is its away plan, where it has one. */
function inWindow(text: string | null, look: (workbench: Workbench, plan: string) => Promise<void>): Promise<void> {
  return withTempDir(async (temp) => {
    const folder = path.join(temp, 'shop');
    writeTree(folder, {
      'PRDs/PRD-shop.md': '# Shop\n\n## Phase 1: Cart\n',
      ...(text === null ? {} : { [PLAN]: text }),
    });
    const workbench = await openWorkbench({
      clutchHome: path.join(temp, 'home'),
      folder,
      extensionDevelopmentPath,
      size: { width: 1400, height: 900 },
      // In a browser VS Code saves by itself otherwise.
      settings: { 'files.autoSave': 'off' },
    });
    try {
      await look(workbench, path.join(folder, PLAN));
    } finally {
      await workbench.close();
    }
  });
}

const box = (workbench: Workbench, label: string) => workbench.webview().getByLabel(label, { exact: true });
const button = (workbench: Workbench, name: string) => workbench.webview().getByRole('button', { name, exact: true });
const says = (what: string, check: () => Promise<boolean> | boolean): Promise<void> =>
  waitUntil(async () => check(), { what, timeoutMs: 30_000 });

describe('the away plan', () => {
  it('is made, filled in, saved, armed after a look at what it allows, and disarmed', () =>
    inWindow(null, async (workbench, plan) => {
      const { page, runCommand } = workbench;
      await runCommand('clutch.openAwayPlan', 'CLUTCH: Open Away Plan');
      await button(workbench, 'New Away Plan').click(WITHIN);
      await box(workbench, 'Objective').fill('The cart shows its sum.', WITHIN);
      await box(workbench, 'Objective').blur();
      await workbench.webview().getByLabel('Yes', { exact: true }).check(WITHIN);
      await button(workbench, 'Save').click(WITHIN);
      await says('the plan to be saved', () => /work: yes/.test(readFileSync(plan, 'utf8')));
      assert.match(readFileSync(plan, 'utf8'), /## Operator Objective\n\nThe cart shows its sum\.\n/);

      await button(workbench, 'Arm…').click(WITHIN);
      const picker = page.locator('.quick-input-widget');
      await picker.getByText('Arm the away plan of shop?').waitFor(WITHIN);
      await page.keyboard.press('Enter');
      await picker.waitFor({ state: 'hidden' });
      await button(workbench, 'Arm…').click(WITHIN);
      await picker.getByText('Arm the away plan of shop?').waitFor(WITHIN);
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await button(workbench, 'Disarm').waitFor(WITHIN);
      await page.locator('.statusbar-item', { hasText: 'Away until' }).waitFor(WITHIN);
      await box(workbench, 'Try a command or a path').fill('git push');
      await page.keyboard.press('Enter');
      await workbench.webview().locator('.answer').waitFor(WITHIN);
      await button(workbench, 'Disarm').click();
      await page.locator('.statusbar-item', { hasText: 'Away until' }).waitFor({ state: 'detached', ...WITHIN });
      await button(workbench, 'Open as document').waitFor(WITHIN);
    }));

  it('and its form follow each other, undo included, and come back with the window', () =>
    inWindow(newAwayPlan('shop', Date.now()), async (workbench, plan) => {
      const { page, runCommand } = workbench;
      const before = readFileSync(plan, 'utf8');
      await runCommand('clutch.openAwayPlan', 'CLUTCH: Open Away Plan');
      await box(workbench, 'Forbidden').fill('Change `package.json`.', WITHIN);
      await button(workbench, 'Save').waitFor(WITHIN);
      assert.equal(readFileSync(plan, 'utf8'), before, 'nothing is saved that the person has not saved');
      await button(workbench, 'Open Document').click();
      const lines = page.locator('.monaco-editor .view-lines');
      await lines.first().waitFor(WITHIN);
      await lines.first().click();
      await page.keyboard.press('Control+z');
      await says('the form to follow undo', async () => (await box(workbench, 'Forbidden').inputValue()) === '');

      await page.keyboard.press('Control+Home');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('End');
      await page.keyboard.type(' ');
      await page.keyboard.press('Control+End');
      await page.keyboard.type('\n## Forbidden\n\nTyped in the document.\n');
      await says('the form to follow the document', async () =>
        (await box(workbench, 'Forbidden').inputValue()).includes('Typed in the document.'),
      );
      await button(workbench, 'Save').click();
      await says('the document to be saved', () => readFileSync(plan, 'utf8').includes('Typed in the document.'));
      // Words that the document cannot take stay in the form alone.
      await box(workbench, 'Objective').fill('```', WITHIN);
      const refused = workbench.webview().getByRole('alert').filter({ hasText: 'something else' });
      await refused.waitFor(WITHIN);
      await workbench.reload();
      await refused.waitFor(WITHIN);
      assert.equal(await box(workbench, 'Objective').inputValue(), '```');
      assert.match(await box(workbench, 'Forbidden').inputValue(), /Typed in the document/);
    }));
});
