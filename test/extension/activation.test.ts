import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { manifests } from '../../client/features/manifests.ts';
import { connectedClutch } from '../helpers/vscode-host/clutch.ts';

describe('activation', () => {
  it('does at most 50 ms of work before it waits for the server', async () => {
    const { activationMs, activationCpuMs } = await connectedClutch();
    // On a machine that is busy with other things the clock runs on while nothing of ours does.
    const took = Math.min(activationMs, activationCpuMs);
    assert.ok(
      took > 0 && took <= 50,
      `it took ${activationMs.toFixed(1)} ms, ${activationCpuMs.toFixed(1)} ms of them busy`,
    );
  });

  it('registers every command of the manifests', async () => {
    await connectedClutch();
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = manifests.flatMap(({ commands }) => Object.keys(commands)).filter((id) => !registered.has(id));
    assert.deepEqual(missing, []);
  });

  it('shows every view of the manifests', async () => {
    await connectedClutch();
    for (const { id } of manifests.flatMap(({ views }) => views)) await vscode.commands.executeCommand(`${id}.focus`);
  });

  it('starts a server that outlives the window: it is no child that ends with the extension host', async () => {
    const { server } = await connectedClutch();
    assert.ok(server.server);
    assert.notEqual(server.server.pid, process.pid);
    assert.ok(process.kill(server.server.pid, 0));
  });
});
