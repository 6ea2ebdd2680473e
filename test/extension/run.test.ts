import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import type { ClutchExtension } from '../../client/extension.ts';
import { projectRows } from '../../client/features/projects/tree.ts';
import { connectedClutch, until } from '../helpers/vscode-host/clutch.ts';
import { openSampleProject } from '../helpers/vscode-host/sample.ts';

const PRD = 'PRDs/PRD-waypoints.md';

const plannedProject = (clutch: ClutchExtension) =>
  until('the project to be found', () => clutch.overview?.projects.find(({ prds }) => prds.length > 0));

const monitorTabs = (): vscode.Tab[] =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.includes('clutch.monitor'));

describe('a plan', () => {
  it('is shown with its phases, each leading to its line', async () => {
    const root = openSampleProject();
    const clutch = await connectedClutch();
    await plannedProject(clutch);
    assert.ok(clutch.overview);
    const plan = projectRows(clutch.overview)[0]?.children?.[0];
    assert.equal(plan?.children?.length, 3);
    const first = plan?.children?.[0];
    assert.equal(first?.label, '1. Track length');
    assert.ok(first?.open?.kind === 'file');
    const document = await vscode.workspace.openTextDocument(first.open.path);
    assert.equal(document.uri.fsPath, `${root}/${PRD}`);
    assert.match(document.lineAt(first.open.line - 1).text, /Phase 1: Track length/);
  });

  it('runs to its commits with the Monitor open, and survives a server that is killed on the way', async () => {
    const root = openSampleProject();
    const clutch = await connectedClutch();
    await plannedProject(clutch);
    await vscode.commands.executeCommand('clutch.runPlan', {
      target: { kind: 'plan', root, prd: PRD, start: null },
    });
    const [{ id } = { id: '' }] = clutch.overview?.runs ?? [];
    assert.notEqual(id, '', 'no run was started');
    const run = () => {
      const found = clutch.overview?.runs.find((one) => one.id === id);
      if (found?.status === 'waiting' || found?.status === 'failed') throw new Error(found.reason ?? found.status);
      return found;
    };
    await until('the Monitor to open', () => monitorTabs().length === 1);

    await until(
      () => `the first phase to land (it is at ${run()?.phases[0]?.step}, the run is ${run()?.status})`,
      () => run()?.phases[0]?.status === 'completed',
      60_000,
    );
    const before = clutch.server.server?.pid;
    assert.ok(before);
    process.kill(before, 'SIGKILL');
    await until(
      'another server',
      () => clutch.server.state === 'ready' && clutch.server.server?.pid !== before,
      30_000,
    );

    await until('the run to end', () => run()?.status !== 'running' && run()?.status, 90_000);
    assert.equal(run()?.status, 'completed', run()?.reason ?? '');
    assert.deepEqual(
      run()?.phases.map(({ status }) => status),
      ['completed', 'completed', 'completed'],
    );
    assert.ok(run()?.report);
    assert.equal(monitorTabs().length, 1);
    const log = execFileSync('git', ['log', '--format=%H'], { cwd: root, encoding: 'utf8' });
    for (const { commit } of run()?.phases ?? [])
      assert.ok(commit && log.includes(commit.sha), `${commit?.sha} is not in the log`);
  }).timeout(180_000);

  it('leaves a report that can be read, and tasks that are done', async () => {
    const clutch = await connectedClutch();
    const completed = await until('the run', () => clutch.overview?.runs.find(({ status }) => status === 'completed'));
    const uri = vscode.Uri.from({ scheme: 'clutch', path: `/${completed.id}/report.md` });
    const document = await vscode.workspace.openTextDocument(uri);
    assert.equal(document.getText(), completed.report);
    const states = () => new Set([...(clutch.tasks?.values() ?? [])].map(({ status }) => status));
    await until('all tasks to be done', () => states().size === 1 && states().has('done'));
  });
});
