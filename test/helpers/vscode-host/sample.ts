import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';

/**
 * Puts the sample project into the folder that the window has open, once, and returns its real path. A script of the
 * repository makes it in a process of its own, because that script is an ES module and this bundle is not.
 */
export function openSampleProject(): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  assert.ok(folder, 'the window has no folder open');
  const root = realpathSync(folder);
  if (existsSync(join(root, 'PRDs'))) return root;
  const repository = join(__dirname, '..', '..', '..');
  const scratch = mkdtempSync(join(tmpdir(), 'sample-'));
  try {
    const script = join(repository, 'scripts', 'lib', 'sample-project.ts');
    const code = 'const [script, folder] = process.argv.slice(1); (await import(script)).createSampleProject(folder);';
    const node = join(repository, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    execFileSync(node, ['--input-type=module', '-e', code, script, join(scratch, 'sample')]);
    cpSync(join(scratch, 'sample'), root, { recursive: true, verbatimSymlinks: true });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return root;
}
