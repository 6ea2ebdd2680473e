import * as vscode from 'vscode';
import type { ClutchExtension } from '../../client/extension.ts';
import { connectedClutch, until } from '../helpers/vscode-host/clutch.ts';
import { openSampleProject } from '../helpers/vscode-host/sample.ts';

describe('a project of this machine', () => {
  let root = '';
  let clutch: ClutchExtension;
  const isShown = () => clutch.overview?.projects.some((project) => project.root === root) === true;

  before(async () => {
    root = openSampleProject();
    clutch = await connectedClutch();
    await until('the project to be shown', isShown);
  });

  // Words of an open document would be offered in others.
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('is not shown once it is detached, and comes back', async () => {
    const row = { target: { kind: 'project', root } };
    await vscode.commands.executeCommand('clutch.detachProject', row);
    await until('the project to be gone', () => !isShown());
    await vscode.commands.executeCommand('clutch.attachProject', row);
    await until('the project to be back', isShown);
  });

  it('is told about in a document, whatever is known of it', async () => {
    await vscode.commands.executeCommand('clutch.sessionEntry', { target: { kind: 'project', root } });
    await until('the entry', () =>
      vscode.workspace.textDocuments.find(
        (document) => document.uri.scheme === 'clutch-setup' && document.getText().includes('## Safe to run now'),
      ),
    );
  });
});
