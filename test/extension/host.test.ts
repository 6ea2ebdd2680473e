import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the extension host', () => {
  it('is a VS Code that this extension supports', () => {
    const [major = 0, minor = 0] = vscode.version.split('.').map(Number);
    assert.ok(major === 1 && minor >= 101, `VS Code ${vscode.version} is older than engines.vscode in package.json`);
  });

  it('has the extension loaded from the folder or package under test', () => {
    const extension = vscode.extensions.getExtension('clutch.clutch');
    assert.ok(extension, 'clutch.clutch is not among the extensions');
    assert.equal(extension.packageJSON.main, './dist/extension.cjs');
  });
});
