/** 200 open signals in a real VS Code window: Needs You stays a list that can be used, Triage shows it by pages. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { createClutch } from '../helpers/clutch.ts';
import { createPlanProject } from '../helpers/plan-project.ts';
import { until } from '../helpers/processes.ts';
import { withTempDir } from '../helpers/temp.ts';
import { openWorkbench } from '../helpers/vscode-host/workbench.ts';

const extensionDevelopmentPath = path.resolve(import.meta.dirname, '../..');
const WITHIN = { timeout: 30_000 };
/** One session asks at most 30 times, and four of a run work at once. */
const EACH = 25;
const TEAM = ['alpha', 'beta', 'gamma', 'delta'];
const PROJECTS = ['north', 'south'];

const asking = (name: string): object[] => [
  ...Array.from({ length: EACH }, (_, part) => ({
    call: { tool: 'ask', input: { kind: 'alert', text: `Look at part ${part + 1} of ${name}.` } },
  })),
  { hang: { deaf: false } },
];

describe('200 signals', () => {
  it('are grouped in Needs You, paged in Triage and told by one message', () =>
    withTempDir(async (temp) => {
      const clutchHome = path.join(temp, 'home');
      const projects = PROJECTS.map((name) => {
        mkdirSync(path.join(temp, name));
        return createPlanProject(path.join(temp, name), [
          { workstreams: TEAM.map((workstream) => ({ name: workstream, steps: asking(workstream) })) },
        ]);
      });
      const workspace = path.join(temp, 'all.code-workspace');
      writeFileSync(workspace, JSON.stringify({ folders: projects.map(({ root }) => ({ path: root })) }));
      const clutch = createClutch(clutchHome);
      const workbench = await openWorkbench({ folder: workspace, clutchHome, extensionDevelopmentPath });
      try {
        const { page, runCommand, openView, webview } = workbench;
        for (const { root, prd, playbook } of projects) clutch.start(root, 'run', prd, '--playbook', playbook);
        const asked = async (root: string): Promise<number> => (await clutch.runs(root))[0]?.signals.length ?? 0;
        await until(async () => (await Promise.all(projects.map(({ root }) => asked(root)))).every((n) => n === 100), {
          what: '100 signals of each run',
          deadlineMs: 120_000,
        });
        await openView('Needs You');
        const group = page.getByRole('treeitem', { name: /100 wait for you, 100 in all/ });
        await group.first().click(WITHIN);
        // A click folds it; what is below comes into sight.
        await group.nth(1).waitFor(WITHIN);
        await runCommand('clutch.openTriage', 'CLUTCH: Open Triage');
        await webview().getByRole('button', { name: 'Show 50 of 150 more' }).click(WITHIN);
        await webview().getByRole('button', { name: 'Show 50 of 100 more' }).waitFor(WITHIN);
        await page.locator('[id="status.notifications"]').click();
        const told = page.locator('.notification-list-item', { hasText: 'CLUTCH needs you' });
        await told.first().waitFor(WITHIN);
        assert.equal(await told.count(), 1);
      } finally {
        await clutch.dispose();
        await workbench.close();
      }
    }));
});
