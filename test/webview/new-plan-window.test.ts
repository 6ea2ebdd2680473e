/** From an idea to a plan on disk in a real VS Code: the page, the server and the files. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { checkDocument } from '../../server/language/check-document.ts';
import { withTempDir, writeTree } from '../helpers/temp.ts';
import { openWorkbench } from '../helpers/vscode-host/workbench.ts';

const extensionDevelopmentPath = path.resolve(import.meta.dirname, '../..');
const WITHIN = { timeout: 60_000 };

describe('CLUTCH: New Plan…', () => {
  it('makes a plan of an idea in a folder that has none, and opens it', () =>
    withTempDir(async (temp) => {
      const folder = path.join(temp, 'tides');
      writeTree(folder, { 'pyproject.toml': '[tool.pytest.ini_options]\n' });
      const clutchHome = path.join(temp, 'home');
      const workbench = await openWorkbench({ clutchHome, folder, extensionDevelopmentPath });
      try {
        await workbench.runCommand('clutch.newPlan', 'CLUTCH: New Plan');
        const view = workbench.webview();
        await view.getByLabel('What would you like to build?').fill('A tide table, done when it prints a day');
        await view.getByText('PRDs/PRD-tide-table.md').waitFor(WITHIN);
        const suggestion = view.getByRole('button', { name: /^Use this: Python, pytest/ });
        await suggestion.click(WITHIN);
        await view.getByRole('button', { name: 'Write plan', exact: true }).click(WITHIN);
        await workbench.page.locator('.tab.active[data-resource-name="PRD-tide-table.md"]').waitFor(WITHIN);
        const prd = 'PRDs/PRD-tide-table.md';
        const text = readFileSync(path.join(folder, prd), 'utf8');
        assert.match(text, /Preferred technology: Python, pytest/);
        assert.deepEqual(checkDocument({ path: prd, text, inProject: true }), []);
        assert.ok(existsSync(path.join(folder, 'PRPs/templates/prp_base.md')));
      } finally {
        await workbench.close();
      }
    }));
});
