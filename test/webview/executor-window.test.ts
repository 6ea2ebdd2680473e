/**
 * A person reads along with an executor, and sends what it delivered back to it with a comment, in a real VS Code window.
 * `SCREENSHOTS=<folder>` keeps pictures.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { BOTH_THEMES } from '../../scripts/lib/vscode-host.ts';
import { done, keepPrompt, waitFor, withOwnServer, write, type Plan } from '../helpers/stage.ts';
import { photograph } from '../helpers/vscode-host/photograph.ts';
import { openWorkbench, type Workbench } from '../helpers/vscode-host/workbench.ts';

const WITHIN = { timeout: 30_000 };
const COMMENT = 'Say it in one word.';

/** Its validation waits as long as the person reads, so that the phase does not land meanwhile. */
const plan: Plan = (folder) => [
  {
    workstreams: [
      {
        name: 'alpha',
        steps: [{ say: 'I write two words first.' }, waitFor(folder, 'go'), write('1-alpha.txt', 'two words\n'), done],
        retry: [keepPrompt(folder, 'prompt.txt'), write('1-alpha.txt', 'word\n'), done],
      },
    ],
    commands: [`test -f 1-alpha.txt && { grep -q '^word$' 1-alpha.txt || sleep 60; }`],
  },
];

describe('an executor in a window', () => {
  it('is read along with in a terminal, gets a comment by a button, and its answer is said beside the comment', () =>
    withOwnServer(plan, {}, async ({ run, until, finished, folder, project }) => {
      const workbench = await openWorkbench({
        clutchHome: path.join(folder, 'home'),
        folder: project.root,
        extensionDevelopmentPath: path.resolve(import.meta.dirname, '../..'),
        // A terminal whose text can be read in the page.
        settings: { ...BOTH_THEMES, 'terminal.integrated.gpuAcceleration': 'off' },
        size: { width: 1280, height: 900 },
      });
      try {
        const { page } = workbench;
        await page.locator('.activitybar [aria-label^="CLUTCH"]').first().click(WITHIN);
        await run('--detach');
        await readAlong(workbench);
        writeFileSync(path.join(folder, 'go'), '');
        await until('alpha has delivered', ({ phases }) => phases[0]?.workstreams[0]?.status === 'completed');

        await comment(workbench);
        await page.locator('.review-widget').getByRole('button', { name: 'Send to Executor' }).first().click(WITHIN);
        await finished();
        // What is answered folds up.
        await page.locator('.review-widget').waitFor({ state: 'detached', ...WITHIN });
        await page.locator('.comments-panel').getByText(COMMENT).first().dblclick(WITHIN);
        await page
          .locator('.review-widget')
          .getByText(/^Answered by [0-9a-f]{8}$/)
          .waitFor(WITHIN);
        await photograph(workbench, 'answered');
        assert.match(
          readFileSync(path.join(folder, 'prompt.txt'), 'utf8'),
          /1-alpha\.txt:1\n> > two words\n> Say it in one word\./,
        );
        assert.equal(project.git('show', 'HEAD:1-alpha.txt'), 'word');
      } catch (error) {
        await workbench.page.screenshot({ path: path.join(process.env['SCREENSHOTS'] ?? folder, 'failure.png') });
        throw error;
      } finally {
        await workbench.close();
      }
    }));
});

async function readAlong(workbench: Workbench): Promise<void> {
  const { page, runCommand } = workbench;
  await runCommand('clutch.showAgentOutput', 'CLUTCH: Show Agent Output');
  await page.getByText('executor-alpha (phase 1)').first().waitFor(WITHIN);
  await page.locator('.xterm-rows', { hasText: 'I write two words first.' }).waitFor(WITHIN);
  await photograph(workbench, 'agent-output');
}

async function comment({ page, runCommand }: Workbench): Promise<void> {
  await runCommand('clutch.showChanges', 'CLUTCH: Show Changes');
  await page
    .getByRole('tab', { name: /: changes \(/ })
    .first()
    .waitFor(WITHIN);
  const bar = page.locator('.modified .comment-range-glyph').first();
  await bar.hover(WITHIN);
  await bar.click(WITHIN);
  await page.locator('.review-widget .monaco-editor').last().waitFor(WITHIN);
  await page.keyboard.type(COMMENT);
}
