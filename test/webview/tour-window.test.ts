/**
 * One window with work in every view: a plan whose last phase asks something, tasks and an away plan. Every
 * view is visited and shows it. `SCREENSHOTS=docs/images` keeps the pictures.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { createSampleProject } from '../../scripts/lib/sample-project.ts';
import { BOTH_THEMES } from '../../scripts/lib/vscode-host.ts';
import { newAwayPlan } from '../../server/language/templates/new-away-plan.ts';
import { collect, createClutch, type Clutch } from '../helpers/clutch.ts';
import { withTempDir } from '../helpers/temp.ts';
import { photograph } from '../helpers/vscode-host/photograph.ts';
import { openWorkbench, type Workbench } from '../helpers/vscode-host/workbench.ts';

const WITHIN = { timeout: 60_000 };
const PRD = 'PRDs/PRD-waypoints.md';

/** What a person has written down beside the plan: status, priority and, where something is in the way, why. */
const TASKS = [
  { title: 'Read one log file of each robot', status: 'done', priority: 'high', tag: 'data' },
  { title: 'Measure the scripts of the lab side by side', status: 'in_progress', priority: 'high', tag: 'benchmark' },
  { title: 'Thin the tracks of the spring benchmark', status: 'ready', priority: 'medium', tag: 'benchmark' },
  { title: 'Tell the students about the library', status: 'backlog', priority: 'low', tag: 'docs' },
  { title: 'Collect the logs of robot 4', status: 'blocked', priority: 'urgent', tag: 'data', why: 'it is in repair' },
] as const;

interface Scene {
  readonly workbench: Workbench;
  readonly clutch: Clutch;
  readonly project: string;
}

function inWindow(play: (scene: Scene) => Promise<void>): Promise<void> {
  return withTempDir(async (folder) => {
    const project = createSampleProject(path.join(folder, 'waypoints'));
    askInTheLastPhase(path.join(project, '.clutch/playbook.yaml'));
    writeFileSync(path.join(project, 'AWAY_DEVELOPMENT_PLAN.md'), awayPlan());
    for (const words of [
      ['add', '.clutch', '*.md'],
      ['commit', '--quiet', '--message', 'docs: plan an evening away'],
    ]) {
      execFileSync('git', words, { cwd: project });
    }
    const clutchHome = path.join(folder, 'home');
    const workbench = await openWorkbench({
      clutchHome,
      folder: project,
      extensionDevelopmentPath: path.resolve(import.meta.dirname, '../..'),
      settings: BOTH_THEMES,
      size: { width: 1360, height: 850 },
    });
    const clutch = createClutch(clutchHome);
    try {
      await play({ workbench, clutch, project });
    } finally {
      await clutch.dispose();
      await workbench.close();
    }
  });
}

/** Its agent writes a file that belongs to nobody, so that a person has to decide. */
function askInTheLastPhase(playbook: string): void {
  const text = readFileSync(playbook, 'utf8');
  const last = text.indexOf('workstream: simplify');
  const report = text.indexOf('      - report:', last);
  const trespass = '      - write: { path: README.md, content: "# Waypoints, thinned\\n" }\n';
  writeFileSync(playbook, text.slice(0, report) + trespass + text.slice(report));
}

const awayPlan = (): string =>
  newAwayPlan('waypoints', Date.now())
    .replace(/TODO: .*/, 'Tracks are thinned, with tests on straight and bent ones.')
    .replace('work: no', 'work: yes')
    .replace(
      '- The plan has expired.',
      '- The agents have cost 12 USD.\n- No progress for 45 minutes.\n- The plan has expired.',
    )
    .replace('git diff --check', 'npm test');

async function writeTasksDown(clutch: Clutch, project: string): Promise<void> {
  for (const { title, status, priority, tag, ...rest } of TASKS) {
    const words = [title, '--priority', priority, '--tag', tag];
    const { code, stdout, stderr } = await clutch.run(project, 'tasks', 'add', ...words, '--json');
    assert.equal(code, 0, stderr);
    const { id } = JSON.parse(stdout).task ?? JSON.parse(stdout);
    const why = 'why' in rest ? ['--reason', rest.why] : [];
    const moved = await clutch.run(project, 'tasks', 'move', String(id), status, ...why);
    assert.equal(moved.code, 0, moved.stderr);
  }
}

/** Rows are read in the sidebar: it gets a third of the window. */
async function widenSidebar(page: Page): Promise<void> {
  const sash = await page.locator('.monaco-sash.vertical').nth(1).boundingBox();
  assert.ok(sash);
  await page.mouse.move(sash.x + 2, 400);
  await page.mouse.down();
  await page.mouse.move(440, 400, { steps: 4 });
  await page.mouse.up();
}

/** Unfolds these views of the sidebar and folds the others. */
async function unfold(page: Page, ...wanted: readonly string[]): Promise<void> {
  for (const name of ['Needs You', 'Projects', 'Tasks', 'Workstreams', 'Peers', 'Health']) {
    const head = page.getByRole('button', { name: `${name} Section` });
    if ((await head.count()) === 0) continue;
    const isOpen = (await head.getAttribute('aria-expanded')) === 'true';
    if (isOpen !== wanted.includes(name)) await head.click();
  }
}

const row = (page: Page, name: RegExp) => page.getByRole('treeitem', { name }).first();
describe('every view of a window', () => {
  it('shows what there is to see in it', () =>
    inWindow(async ({ workbench, clutch, project }) => {
      const { page, runCommand, webview } = workbench;
      await page.locator('.activitybar [aria-label^="CLUTCH"]').first().click(WITHIN);
      await page.getByRole('button', { name: 'Projects Section' }).waitFor(WITHIN);
      await widenSidebar(page);
      await writeTasksDown(clutch, project);

      await runCommand('clutch.openAwayPlan', 'CLUTCH: Open Away Plan');
      await webview().getByRole('button', { name: 'Arm…' }).waitFor(WITHIN);
      await unfold(page, 'Projects', 'Tasks');
      await photograph(workbench, 'away-ready');
      await webview().getByRole('button', { name: 'Arm…' }).click();
      await page.locator('.quick-input-widget').getByText('Arm the away plan of waypoints?').waitFor(WITHIN);
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await webview().getByRole('button', { name: 'Disarm' }).waitFor(WITHIN);
      await photograph(workbench, 'away');
      await webview().getByRole('button', { name: 'Disarm' }).click();
      await webview().getByRole('button', { name: 'Arm…' }).waitFor(WITHIN);

      const ended = collect(clutch.start(project, 'run', PRD, '--yes'));
      await row(page, /changed README\.md/).waitFor({ timeout: 120_000 });
      await ended;
      await runCommand('clutch.openMonitor', 'CLUTCH: Open Monitor');
      await webview().getByRole('tab', { name: 'Live' }).waitFor(WITHIN);
      await unfold(page, 'Needs You', 'Workstreams');
      await photograph(workbench, 'live');
      await webview().getByText('2. Reading and writing tracks').last().click();
      await webview().getByLabel('Workstreams of phase 2', { exact: false }).scrollIntoViewIfNeeded(WITHIN);
      await photograph(workbench, 'graph');
      await runCommand('clutch.openTriage', 'CLUTCH: Open Triage');
      await webview()
        .getByText(/changed README\.md/)
        .first()
        .click(WITHIN);
      await photograph(workbench, 'triage');
      await row(page, /changed README\.md/).click();
      await page.locator('.quick-input-widget').getByText('Undo these changes').first().waitFor(WITHIN);
      await photograph(workbench, 'needs-you');
      await page.keyboard.press('Escape');

      await runCommand('clutch.openBoard', 'CLUTCH: Open Task Board');
      await webview().getByRole('region', { name: 'Blocked' }).locator('.card').first().waitFor(WITHIN);
      await unfold(page, 'Tasks');
      await photograph(workbench, 'tasks');
      await page.keyboard.press('Control+B');
      await page.getByRole('button', { name: 'Tasks Section' }).waitFor({ state: 'hidden' });
      await photograph(workbench, 'board');

      await runCommand('clutch.openHelp', 'CLUTCH: Open Help');
      await webview().getByRole('heading', { level: 2 }).first().waitFor(WITHIN);
      await webview().getByText('First steps').first().click();
      await photograph(workbench, 'help');
      await webview().getByText('Prompt cookbook').first().click();
      await webview().getByText('Where do I stand?').first().click();
      await webview().getByRole('button', { name: 'Insert' }).waitFor(WITHIN);
      await photograph(workbench, 'cookbook');

      await runCommand('clutch.newPlan', 'CLUTCH: New Plan');
      await webview()
        .getByLabel('What would you like to build?')
        .fill(
          'A web page that draws tracks over a floor plan, done when ten tracks of a benchmark are shown in a second',
        );
      await webview()
        .getByRole('button', { name: /^Use this/ })
        .first()
        .waitFor(WITHIN);
      await photograph(workbench, 'new-plan');

      await runCommand('clutch.openWalkthrough', 'CLUTCH: Get Started');
      await page.locator('.getting-started-step').first().waitFor(WITHIN);
      await photograph(workbench, 'walkthrough');

      await page.locator('.activitybar [aria-label^="Testing"]').first().click(WITHIN);
      await page.getByRole('treeitem').filter({ hasText: 'Phase 2' }).first().click(WITHIN);
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Control+P');
      await page.locator('.quick-input-widget input.input').fill('PRP-PRD-waypoints-phase-2.md');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'phase-2.md' }).first().click(WITHIN);
      await page
        .locator('.codelens-decoration a')
        .first()
        .waitFor({ state: 'attached', ...WITHIN });
      await photograph(workbench, 'testing');
    }));
});
