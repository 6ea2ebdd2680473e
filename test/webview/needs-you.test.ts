/** What a run asks is answered where a person is, by keyboard, and the run goes on by itself. A real VS Code window. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { collect, createClutch, type Clutch } from '../helpers/clutch.ts';
import { createPlanProject, type PlanProject, type PlannedPhase } from '../helpers/plan-project.ts';
import { until } from '../helpers/processes.ts';
import { withTempDir } from '../helpers/temp.ts';
import { openWorkbench, type Workbench } from '../helpers/vscode-host/workbench.ts';

const repository = path.resolve(import.meta.dirname, '../..');

/** `alpha` writes a file of nobody's and waits a moment, so that it is seen while it works. */
const TRESPASS: PlannedPhase[] = [
  {
    workstreams: [
      {
        name: 'alpha',
        steps: [
          { write: { path: '1-alpha.txt', content: 'mine\n' } },
          { write: { path: 'README.md', content: '# not mine\n' } },
          { delay: { seconds: 3 } },
          { report: { auto: true } },
        ],
      },
    ],
  },
];

function inWindow(
  phases: readonly PlannedPhase[],
  play: (workbench: Workbench, clutch: Clutch, project: PlanProject) => Promise<void>,
): Promise<void> {
  return withTempDir(async (folder) => {
    const project = createPlanProject(folder, phases);
    const clutchHome = path.join(folder, 'home');
    const workbench = await openWorkbench({ clutchHome, folder: project.root, extensionDevelopmentPath: repository });
    const clutch = createClutch(clutchHome);
    try {
      await play(workbench, clutch, project);
    } finally {
      await clutch.dispose();
      await workbench.close();
    }
  });
}

describe('Needs You', () => {
  it('appears with what a run asks; answered by keyboard, the run goes on by itself and nothing of the trespass lands', () =>
    inWindow(TRESPASS, async ({ page, openView }, clutch, project) => {
      await page.locator('.activitybar [aria-label^="CLUTCH"]').first().click({ timeout: 60_000 });
      const ended = collect(clutch.start(project.root, 'run', project.prd, '--playbook', project.playbook, '--yes'));
      const row = page.getByRole('treeitem', { name: /executor-alpha changed README\.md/ }).first();
      await row.waitFor({ timeout: 60_000 });
      await openView('Needs You');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      const picker = page.locator('.quick-input-widget');
      await picker.getByText('Undo these changes').first().waitFor({ timeout: 30_000 });
      await page.keyboard.type('Undo these');
      await page.keyboard.press('Enter');
      const { code, stdout, stderr } = await ended;
      // The command leaves when only a person can go on; here the person may have answered before that.
      if (code !== 0) {
        await until(async () => (await clutch.runs(project.root))[0]?.status === 'completed', {
          what: `the run goes on by itself; ${stdout}${stderr}`,
          deadlineMs: 60_000,
        });
      }
      assert.equal(project.git('show', 'HEAD:README.md'), '# A project');
      assert.equal(project.git('show', 'HEAD:1-alpha.txt'), 'mine');
      await row.waitFor({ state: 'detached', timeout: 30_000 });
    }));
});
