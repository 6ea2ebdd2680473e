import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { connectedClutch, until } from '../helpers/vscode-host/clutch.ts';
import { openSampleProject } from '../helpers/vscode-host/sample.ts';

describe('the prompt of a role', () => {
  let root = '';
  const ofExecutor = (): vscode.Uri => {
    const nothing = { phase: null, workstream: null, run: null };
    const query = JSON.stringify({ prompt: 'executor', target: root, planned: false, ...nothing });
    return vscode.Uri.from({ scheme: 'clutch-prompt', path: '/Prompt executor.md', query });
  };
  const lens = async (): Promise<vscode.Command | undefined> => {
    const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      ofExecutor(),
    );
    return found[0]?.command;
  };

  before(async () => {
    root = openSampleProject();
    await connectedClutch();
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(join(root, '.clutch/prompts'), { recursive: true, force: true });
  });

  it('is shown as it is sent, and says above it what it is', async () => {
    const document = await vscode.workspace.openTextDocument(ofExecutor());
    assert.match(document.getText(), /^You are executor-api for phase 2/);
    await until('the lens is there', lens);
    assert.match((await lens())?.title ?? '', /^executor@2 \([0-9a-f]{6}\) · bundled · with sample values$/);
  });

  it('is worded anew for the project, and shown in its new words', async () => {
    await vscode.window.showTextDocument(ofExecutor());
    await vscode.commands.executeCommand('clutch.editPrompt');
    const file = join(root, '.clutch/prompts/executor.md');
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.fsPath, file);
    const at = editor.document.positionAt(readFileSync(file, 'utf8').indexOf('How to work:'));
    await editor.edit((edit) => edit.insert(at, 'This is how we do it.\n\n'));
    await editor.document.save();
    const document = await vscode.workspace.openTextDocument(ofExecutor());
    await until('the new words are shown', () => document.getText().includes('This is how we do it.'));
    await until('its source is said', async () => (await lens())?.title.includes('.clutch/prompts/executor.md'));
  });
});
