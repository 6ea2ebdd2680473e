/** A project that two machines share, as this window shows it; the other one is a real server with a home of its own. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ClutchExtension } from '../../client/extension.ts';
import { inboxRows, urgentCount } from '../../client/features/needs-you/tree.ts';
import { peerRows } from '../../client/features/peers/tree.ts';
import type { TreeNode } from '../../client/ui/tree-node.ts';
import { connectedClutch, until } from '../helpers/vscode-host/clutch.ts';
import { machineAt, type Machine } from '../helpers/vscode-host/machine.ts';
import { openSampleProject } from '../helpers/vscode-host/sample.ts';

describe('a shared project', () => {
  let scratch = '';
  let clutch: ClutchExtension;
  let here: Machine;
  let lab: Machine;
  const shared = () => clutch.overview?.collab[0];
  const peers = (): readonly TreeNode[] => (clutch.overview ? peerRows(clutch.overview, Date.now()) : []);
  const inbox = (): readonly TreeNode[] => (clutch.overview ? inboxRows(clutch.overview, Date.now()) : []);
  const peer = (name: string): TreeNode | undefined => peers().find(({ label }) => label === name);

  before(async () => {
    const root = openSampleProject();
    const home = process.env['CLUTCH_HOME'];
    assert.ok(home);
    clutch = await connectedClutch();
    scratch = realpathSync(mkdtempSync(join(tmpdir(), 'peers-')));
    mkdirSync(join(scratch, 'share'));
    execFileSync('git', ['clone', '--quiet', root, join(scratch, 'clone')]);
    here = machineAt(home, root, 'desk');
    lab = machineAt(join(scratch, 'home'), join(scratch, 'clone'), 'lab');
  });

  after(async () => {
    lab.stop();
    for (const { id } of shared()?.peers.filter(({ self }) => !self) ?? []) await here.json('members', 'revoke', id);
    await here.json('members', 'leave');
    await until('the project to be shared no more', () => clutch.overview?.collab.length === 0);
    rmSync(scratch, { recursive: true, force: true });
  });

  it('is shown though nobody looks at Peers, with this machine as main', async () => {
    assert.deepEqual(peers(), []);
    await here.json('share', '--folder', join(scratch, 'share'));
    await until('it to be shown', () => shared()?.role === 'main');
    assert.match(peer('desk')?.description ?? '', /^main · this machine/);
  });

  it('has who asks to join in Needs You, until that is decided', async () => {
    const { code } = Object(await here.json('invite'));
    const { fingerprint } = Object(await lab.json('join', join(scratch, 'share'), '--code', String(code)));
    const row = await until('who asks', () => inbox().find(({ contextValue }) => contextValue === ';joining;'));
    assert.equal(row.label, 'lab asks to join');
    assert.equal(row.description, 'as worker');
    assert.match(row.tooltip ?? '', new RegExp(`^Fingerprint: ${fingerprint}$`, 'm'));
    assert.ok(clutch.overview && urgentCount(clutch.overview) > 0);
    assert.ok(row.target?.kind === 'joining');
    await here.json('members', 'confirm', row.target.machine, '--role', 'worker');
    await until('the row to go', () => !inbox().includes(row) && inbox().every(({ id }) => id !== row.id));
  });

  it('has each machine in Peers with its role, how fresh that is and what shows it', async () => {
    await vscode.commands.executeCommand('clutch.peers.focus');
    const row = await until('it to beat', () => {
      const found = peer('lab');
      return found?.description?.startsWith('worker · fresh, seen just now') === true ? found : null;
    });
    assert.match(row.tooltip ?? '', /^Beat \d+ came just now\.$/m);
    assert.match(row.spoken, /^lab, worker, fresh, seen just now/);
    assert.match(row.tooltip ?? '', /^Clock: no difference seen$/m);
    const role = row.children?.find(({ label }) => label === 'Role');
    assert.match(role?.description ?? '', /^worker, from roster \d+ of desk$/);
  });

  it('has what a machine asks below the one that is asked, which claims it here', async () => {
    await lab.json('send', 'desk', 'May', 'I', 'reboot?', '--kind', 'question');
    const asked = () => peer('desk')?.children?.find(({ label }) => label.startsWith('May I reboot'));
    const row = await until('the request', asked);
    assert.match(row.description ?? '', /^question of lab · open/);
    assert.equal(row.contextValue, ';request;open;claim;finish;');
    await vscode.commands.executeCommand('clutch.claimRequest', { target: row.target });
    await until('it to be claimed', () => asked()?.contextValue === ';request;claimed;finish;');
  });

  it('has a machine whose server ended as what it is, and says what to do', async () => {
    lab.stop();
    const row = await until('it to be missed', () =>
      /, worker, (?:stale|gone)/.test(peer('lab')?.spoken ?? '') ? peer('lab') : null,
    );
    assert.match(row.tooltip ?? '', /^No beat since \d+, which came .*(?:asleep|Start clutch worker there)/m);
  });
});
