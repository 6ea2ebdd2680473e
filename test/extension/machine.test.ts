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

  it('is not shown once it is detached, and comes back', async () => {
    const row = { target: { kind: 'project', root } };
    await vscode.commands.executeCommand('clutch.detachProject', row);
    await until('the project to be gone', () => !isShown());
    await vscode.commands.executeCommand('clutch.attachProject', row);
    await until('the project to be back', isShown);
  });
});
