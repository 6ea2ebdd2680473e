/** Validation commands in VS Code's own Testing view, run by the server. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { connectedClutch, until } from '../helpers/vscode-host/clutch.ts';
import { openSampleProject } from '../helpers/vscode-host/sample.ts';

describe('validation commands as tests', () => {
  let folder = '';
  const uri = () => vscode.Uri.file(join(folder, 'PRPs', 'PRP-PRD-tests-phase-1.md'));
  const alive = (pid: string): boolean => {
    try {
      process.kill(Number(pid), 0);
      return true;
    } catch {
      return false;
    }
  };
  const runHere = async (line: number): Promise<void> => {
    const editor = await vscode.window.showTextDocument(uri());
    editor.selection = new vscode.Selection(line, 0, line, 0);
    // Resolves when the tests are over.
    await vscode.commands.executeCommand('testing.runAtCursor');
  };

  before(async () => {
    folder = join(openSampleProject(), 'tests');
    for (const path of ['PRDs', 'PRPs']) mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(
      join(folder, 'PRDs', 'PRD-tests.md'),
      '# PRD: tests\n\n## Implementation Phases\n\n### Phase 1: One\n',
    );
    const lines = [
      '# PRP',
      '',
      '## Validation Loop',
      '',
      '### Level 1: Style',
      '',
      '```bash',
      'echo styled >> styled.txt',
      '```',
      '',
      '### Level 2: Tests',
      '',
      '```bash',
      'sh -c "echo $$ > waiting.txt; exec sleep 600"',
      '```',
    ];
    writeFileSync(uri().fsPath, `${lines.join('\n')}\n`);
    await connectedClutch();
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true, force: true });
  });

  it('are run at the cursor, in the project, and only the one that is meant', async () => {
    await until(
      'the command to be run',
      async () => {
        await runHere(7);
        return existsSync(join(folder, 'styled.txt'));
      },
      25_000,
    );
    assert.match(readFileSync(join(folder, 'styled.txt'), 'utf8'), /^(?:styled\n)+$/);
    assert.equal(existsSync(join(folder, 'waiting.txt')), false);
  });

  it('end with everything that they started when the run is cancelled', async () => {
    void runHere(13);
    const file = join(folder, 'waiting.txt');
    const pid = await until('it to wait', () => existsSync(file) && readFileSync(file, 'utf8').trim());
    assert.ok(alive(pid));
    await vscode.commands.executeCommand('testing.cancelRun');
    await until('it to be ended', () => !alive(pid));
  });
});
