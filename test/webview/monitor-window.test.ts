/** The Monitor in a real VS Code window: its tabs by keyboard, and a reload that leads back to where a person was. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { collect, createClutch } from '../helpers/clutch.ts';
import { createPlanProject, type PlannedPhase } from '../helpers/plan-project.ts';
import { until } from '../helpers/processes.ts';
import { withTempDir } from '../helpers/temp.ts';
import { openWorkbench } from '../helpers/vscode-host/workbench.ts';

const extensionDevelopmentPath = path.resolve(import.meta.dirname, '../..');
const WITHIN = { timeout: 60_000 };

/** Changes a file of nobody's, so that the run asks what to do about it. */
const TRESPASS: PlannedPhase[] = [
  {
    workstreams: [
      {
        name: 'alpha',
        steps: [
          { write: { path: '1-alpha.txt', content: 'mine\n' } },
          { write: { path: 'README.md', content: '# not mine\n' } },
          { report: { auto: true } },
        ],
      },
    ],
  },
];

describe('the Monitor', () => {
  it('is gone through by keyboard, comes back as it was when the window is reloaded, and decides in Triage', () =>
    withTempDir(async (temp) => {
      const project = createPlanProject(temp, TRESPASS);
      const clutchHome = path.join(temp, 'home');
      const workbench = await openWorkbench({ clutchHome, folder: project.root, extensionDevelopmentPath });
      const clutch = createClutch(clutchHome);
      try {
        const { page } = workbench;
        const ended = collect(clutch.start(project.root, 'run', project.prd, '--playbook', project.playbook, '--yes'));
        await workbench.runCommand('clutch.openMonitor', 'CLUTCH: Open Monitor');
        const view = workbench.webview();
        await view.getByRole('tab', { name: /^Triage.*1 thing needs you/ }).waitFor(WITHIN);

        await view.getByRole('tab', { name: 'Live' }).focus();
        await page.keyboard.press('ArrowRight');
        await view.getByRole('tab', { name: /Triage/, selected: true }).waitFor(WITHIN);
        const row = view.getByRole('button', { name: /executor-alpha/ }).first();
        await row.waitFor(WITHIN);
        await view.getByRole('searchbox').fill('README');
        await row.focus();
        await page.keyboard.press('Enter');
        const undo = view.getByRole('button', { name: 'Undo these changes' });
        await undo.waitFor(WITHIN);

        await workbench.reload();
        await view.getByRole('tab', { name: /Triage/, selected: true }).waitFor(WITHIN);
        await undo.waitFor(WITHIN);
        assert.equal(await view.getByRole('searchbox').inputValue(), 'README');
        await undo.focus();
        await page.keyboard.press('Enter');
        await ended;
        await until(async () => (await clutch.runs(project.root))[0]?.status === 'completed', {
          what: 'the run goes on by itself',
          deadlineMs: 60_000,
        });
        await view.getByRole('heading', { name: 'Nothing is open' }).waitFor(WITHIN);
      } finally {
        await clutch.dispose();
        await workbench.close();
      }
    }));
});
