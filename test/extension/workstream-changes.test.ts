/** The changes of a workstream in VS Code's own editors, and what a person says about them. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { connectedClutch, until } from '../helpers/vscode-host/clutch.ts';
import { openSampleProject } from '../helpers/vscode-host/sample.ts';

const PRD = 'PRDs/PRD-waypoints.md';

describe('the changes of a workstream', () => {
  const controller = vscode.comments.createCommentController('review-test', 'Test');

  after(async () => {
    controller.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('open side by side and take comments, which say that they were not sent yet', async () => {
    const root = openSampleProject();
    const clutch = await connectedClutch();
    await until('the plan', () => clutch.overview?.projects.some(({ prds }) => prds.length > 0));
    // The plan of the suite is run once; by itself this test has to begin with that.
    if (clutch.overview?.runs.length === 0)
      await vscode.commands.executeCommand('clutch.runPlan', { target: { kind: 'plan', root, prd: PRD, start: null } });
    const found = await until(
      'a workstream that has delivered',
      () =>
        clutch.overview?.runs
          .flatMap((run) => run.phases.map((phase) => ({ run, phase })))
          .flatMap(({ run, phase }) => phase.workstreams.map((one) => ({ run, phase, one })))
          .find(({ one }) => one.changes.length > 0),
      60_000,
    );
    const { run, phase, one } = found;
    const target = { kind: 'workstream', run: run.id, phase: phase.id, workstream: one.name };
    await vscode.commands.executeCommand('clutch.showChanges', { target });
    await until('the editor of all changes', () =>
      vscode.window.tabGroups.all.some(({ tabs }) =>
        tabs.some(({ label }) => label.startsWith(`${one.name}: changes`)),
      ),
    );
    const path = one.changes[0]?.path ?? '';
    await vscode.commands.executeCommand('clutch.showChanges', { target, path });
    const tab = await until('the editor of one file', () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.path === `/${path}`),
    );
    assert.ok(tab.input instanceof vscode.TabInputTextDiff);
    const after = await vscode.workspace.openTextDocument(tab.input.modified);
    assert.ok(after.getText().length > 0, 'what it wrote is shown');

    const thread = controller.createCommentThread(tab.input.modified, new vscode.Range(0, 0, 0, 0), []);
    await vscode.commands.executeCommand('clutch.addComment', { thread, text: 'Name it.' });
    assert.equal(thread.label, 'Not sent yet');
    assert.deepEqual(
      thread.comments.map(({ body }) => body),
      ['Name it.'],
    );
    await vscode.commands.executeCommand('clutch.deleteCommentThread', thread);
  }).timeout(120_000);
});
