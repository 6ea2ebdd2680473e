import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { connectedClutch, until } from '../helpers/vscode-host/clutch.ts';
import { openSampleProject } from '../helpers/vscode-host/sample.ts';
import { PRD, PRP, shop } from '../helpers/shop-project.ts';

/** A project below the one that the window has open, so that nothing of that one is touched. */
let folder = '';
let sha = '';

const uriOf = (path: string): vscode.Uri => vscode.Uri.file(join(folder, path));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const CREATED = 'PRPs/PRP-PRD-shop-phase-2.md';

/** Opens the document with the cursor on the words, as a person has it who then takes a command from the palette. */
async function stand(path: string, words: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uriOf(path));
  const editor = await vscode.window.showTextDocument(document);
  const at = document.positionAt(document.getText().indexOf(words));
  editor.selection = new vscode.Selection(at, at);
}

const shown = (): vscode.Uri | undefined => vscode.window.activeTextEditor?.document.uri;

async function lensesOf(path: string): Promise<readonly (string | undefined)[]> {
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uriOf(path));
  return found.map(({ command }) => command?.title);
}

describe('commands of plans, from the palette', () => {
  before(async () => {
    const root = openSampleProject();
    sha = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
    folder = join(root, 'commands');
    const { [PRP]: _none, ...rest } = shop;
    write({
      ...rest,
      'WORKFLOW.md': `# CLUTCH Workflow Tracker\n\n**PRD**: ${PRD}\n\n## Phase 1: Cart\n\n- **Commit**: ${sha} (x)\n`,
      'notes.md': '# Notes\n\n## Phase 1\n',
    });
    await connectedClutch();
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true, force: true });
  });

  it('leave the editor as it is where there is nothing to open or to create', async () => {
    for (const [path, words] of [
      [PRD, '# PRD: shop'],
      ['notes.md', '## Phase 1'],
    ] as const) {
      await stand(path, words);
      for (const command of ['clutch.openPrp', 'clutch.createPrp', 'clutch.showTask', 'clutch.openCommit']) {
        await vscode.commands.executeCommand(command);
        assert.equal(shown()?.fsPath, uriOf(path).fsPath, command);
      }
    }
  });

  it('create the PRP of the phase that the cursor is in, with its folder', async () => {
    await stand(PRD, 'People can pay');
    await until('the lenses', async () => (await lensesOf(PRD)).includes('Create PRP'));
    await vscode.commands.executeCommand('clutch.createPrp');
    assert.equal(shown()?.fsPath, uriOf(CREATED).fsPath);
    assert.match(readFileSync(join(folder, CREATED), 'utf8'), /Payment/);
    await until('the lens to follow', async () => (await lensesOf(PRD)).includes('Open PRP'));
    assert.deepEqual(await lensesOf(PRD), ['Run phase 1', 'Create PRP', 'Run phase 2', 'Open PRP']);
  });

  it('open the PRP of the phase that the cursor is in', async () => {
    await stand(PRD, 'People can pay');
    await vscode.commands.executeCommand('clutch.openPrp');
    await until('the PRP', () => shown()?.fsPath === uriOf(CREATED).fsPath);
  });

  it('never write over a file that is there', async () => {
    await stand(PRD, 'People can collect');
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      uriOf(PRD),
    );
    const lens = lenses.find(({ command }) => command?.command === 'clutch.createPrp');
    assert.ok(lens?.command);
    write({ [PRP]: 'mine\n' });
    await vscode.commands.executeCommand(lens.command.command, ...(lens.command.arguments ?? []));
    assert.equal(readFileSync(join(folder, PRP), 'utf8'), 'mine\n');
  });

  it('open a commit as text where the git extension is switched off', async () => {
    const git = vscode.workspace.getConfiguration('git');
    await stand('WORKFLOW.md', sha);
    try {
      await git.update('enabled', false, vscode.ConfigurationTarget.Global);
      await vscode.commands.executeCommand('clutch.openCommit');
      await until('the commit', () => shown()?.scheme === 'clutch-commit');
      assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /^commit [0-9a-f]{40}/);
    } finally {
      await git.update('enabled', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('open a commit in the view of the git extension where there is one', async () => {
    const git = vscode.extensions.getExtension<{
      getAPI(version: 1): { getRepository(uri: vscode.Uri): object | null };
    }>('vscode.git');
    assert.ok(git);
    await git.activate();
    await stand('WORKFLOW.md', sha);
    await until('the repository', () => git.exports.getAPI(1).getRepository(uriOf('.')));
    await vscode.commands.executeCommand('clutch.openCommit');
    await until('the commit', () => vscode.window.tabGroups.activeTabGroup.activeTab?.label.includes(sha.slice(0, 7)));
  });

  it('refuse what makes no sense, and come to an end', async () => {
    for (const command of ['clutch.openPrp', 'clutch.createPrp', 'clutch.showTask', 'clutch.runPhase']) {
      await vscode.commands.executeCommand(command, {
        root: null,
        document: 'x',
        line: 0,
        path: '',
        prd: null,
        phase: null,
      });
    }
    assert.ok(existsSync(join(folder, PRD)));
  });
});
