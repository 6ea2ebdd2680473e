import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { MachineCard } from '#schemas/wire/machine.ts';
import { Pairing, SignedRoster } from '#schemas/wire/membership.ts';
import { openIdentity } from '../../../../server/collab/identity.ts';
import { bytesToSign, createKeyPair, signerOf } from '../../../../server/platform/signed-json.ts';
import { letIn, type Machine, type Machines, wishOf, withMachines } from '../../../helpers/collab/machines.ts';
import { until } from '../../../helpers/processes.ts';

/** Main has shared; `at` is a path in the project's part of the folder. */
async function shared({ share, machine }: Machines): Promise<{ main: Machine; at: (...parts: string[]) => string }> {
  const main = machine('main-pc');
  const { view } = await main.collab.share(main.root, { folder: share });
  return { main, at: (...parts) => path.join(share, 'clutch-collab', view.project, ...parts) };
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const writeJson = (file: string, value: unknown): void => {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(value));
};
const problem = (machine: Machine, pattern: RegExp) =>
  until(() => machine.view().problems.find((text) => pattern.test(text)), { what: `a problem ${pattern}` });
/** Has everybody look at the folder again, as they do by themselves in time. */
const restartAll = (...machines: Machine[]) => Promise.all(machines.map((one) => one.restart()));

void test('a forged roster in the folder is refused with an alarm, and nobody is let in by it', async () => {
  await withMachines(async (machines) => {
    const { main, at } = await shared(machines);
    const worker = machines.machine('worker-pc');
    await letIn(main, worker, machines.share);
    const thief = createKeyPair();
    const { roster } = SignedRoster.parse(readJson(at('main', main.id, 'roster-0000000001-0000000002.json')));
    const entry = { machine: 'thief', name: 'thief', key: thief.publicKey, role: 'worker' as const, revoked: false };
    const forged = { v: 1 as const, roster: { ...roster, version: 3, machines: [...roster.machines, entry] } };
    const signature = signerOf(thief)(bytesToSign('roster', main.view().project, forged));
    writeJson(at('main', main.id, 'roster-0000000001-0000000003.json'), { ...forged, signature });
    const [, again] = await restartAll(main, worker);
    await problem(again as Machine, /roster 3 in the shared place is not signed by main/);
    assert.equal((again as Machine).project().roster()?.version, 2);
  });
});

void test('an older roster that is put back lets a revoked machine in again nowhere', async () => {
  await withMachines(async (machines) => {
    const { main, at } = await shared(machines);
    const [worker, lost] = [machines.machine('worker-pc'), machines.machine('lost-pc')];
    await letIn(main, worker, machines.share);
    await letIn(main, lost, machines.share);
    await until(() => worker.project().roster()?.version === 3, { what: 'the worker knows of both' });
    await main.collab.membership({ verb: 'revoke', root: main.root, machine: lost.id });
    await until(() => worker.project().roster()?.version === 4, { what: 'the worker knows of the revocation' });
    const folder = at('main', main.id);
    copyFileSync(
      path.join(folder, 'roster-0000000001-0000000003.json'),
      path.join(folder, 'roster-0000000001-0000000009.json'),
    );
    const [again] = await restartAll(worker);
    await until(() => again?.collab.project(worker.root), { what: 'the worker is attached again' });
    const entry = again
      ?.project()
      .roster()
      ?.machines.find(({ machine }) => machine === lost.id);
    assert.equal(entry?.revoked, true);
    await until(() => lost.view().role === null, { what: 'the revoked machine knows' });
    assert.match(lost.view().problems.join('\n'), /no member .* any more/);
    assert.equal(lost.collab.project(lost.root), null);
  });
});

void test('what a revoked machine says is heard by nobody', async () => {
  await withMachines(async (machines) => {
    const heard: string[] = [];
    const main = machines.machine('main-pc', (project) => {
      project.on('note', ({ from }) => void heard.push(from));
      return { close: () => undefined };
    });
    await main.collab.share(main.root, { folder: machines.share });
    const [lost, other] = [machines.machine('lost-pc'), machines.machine('other-pc')];
    await letIn(main, lost, machines.share);
    await letIn(main, other, machines.share);
    const stolen = lost.project();
    await main.collab.membership({ verb: 'revoke', root: main.root, machine: lost.id });
    const note = { to: 'all', type: 'note', body: { text: 'hello', author: 'x' } } as const;
    await stolen.say(note).catch(() => undefined);
    const id = '01890000-0000-7000-8000-000000000000';
    const hlc = '0000000000001-0000';
    machines.hub.inject({ ...note, id, v: 1, from: lost.id, ep: 1, seq: 99, hlc });
    await other.project().say(note);
    await until(() => heard.includes(other.id), { what: 'the other note was heard' });
    assert.deepEqual(heard, [other.id]);
  });
});

void test('a card without the code, with a swapped key, or for a code that is used or over is refused', async () => {
  await withMachines(async (machines) => {
    const { main, at } = await shared(machines);
    const { share, clock } = machines;
    const [worker, thief] = [machines.machine('worker-pc'), machines.machine('thief-pc')];
    const { code } = await main.collab.invite(main.root);
    const [pairingFile = ''] = readdirSync(at('pairing'));
    const pairing = Pairing.parse(readJson(at('pairing', pairingFile)));
    // Whoever reads the folder sees the invitation, but not the code.
    const { keys } = openIdentity(thief.home);
    const card = {
      v: 1 as const,
      machine: thief.id,
      name: 'thief',
      key: keys.publicKey,
      role: 'worker' as const,
      capabilities: [],
      pairing: { id: pairing.id, proof: '0'.repeat(64) },
    };
    const signature = signerOf(keys)(bytesToSign('card', pairing.project, card));
    writeJson(at('machines', thief.id, 'card-0000000001.json'), { ...card, signature });
    await problem(main, /asks to join without knowing the code/);
    await worker.collab.join(wishOf(worker, share, code));
    await until(() => main.view().joining.length === 1, { what: 'the worker asks' });
    // The proof of another, under the thief's name: it is bound to the machine and its key.
    const theirs = MachineCard.parse(readJson(at('machines', worker.id, 'card-0000000001.json')));
    const stolen = { ...card, pairing: theirs.pairing };
    const again = signerOf(keys)(bytesToSign('card', pairing.project, stolen));
    writeJson(at('machines', thief.id, 'card-0000000002.json'), { ...stolen, signature: again });
    // The code itself, overheard and used a second time.
    const other = machines.machine('other-pc');
    await other.collab.join(wishOf(other, share, code));
    await main.collab.invite(main.root);
    await problem(main, new RegExp(`${other.id} .*used a code that ${worker.id} had used before`));
    assert.deepEqual(
      main.view().joining.map(({ machine }) => machine),
      [worker.id],
    );
    await main.collab.membership({ verb: 'confirm', root: main.root, machine: worker.id, role: 'worker' });
    await assert.rejects(thief.collab.join(wishOf(thief, share, code)), /No invitation .* fits this code/);
    const late = await main.collab.invite(main.root);
    clock.now += 16 * 60_000;
    await until(() => readdirSync(at('pairing')).length === 0, { what: 'main takes back what is over' });
    await assert.rejects(thief.collab.join(wishOf(thief, share, late.code)), /No invitation .* fits this code/);
  });
});

void test('a member’s id with another key is refused, and so is a revoked machine that asks again', async () => {
  await withMachines(async (machines) => {
    const { main, at } = await shared(machines);
    const worker = machines.machine('worker-pc');
    await letIn(main, worker, machines.share);
    const { code } = await main.collab.invite(main.root);
    const copy = machines.machine('copy-pc');
    // A copy of the worker that made itself a key: the id of the one, the key of the other.
    const file = path.join(copy.home, 'collab', 'identity.json');
    writeJson(file, { ...(readJson(file) as object), machine: worker.id });
    await copy.collab.join(wishOf(copy, machines.share, code));
    await problem(main, new RegExp(`${worker.id} .*another key than the one that is known`));
    assert.deepEqual(main.view().joining, []);
    await main.collab.membership({ verb: 'revoke', root: main.root, machine: worker.id });
    await until(() => worker.view().role === null, { what: 'the worker knows' });
    await worker.collab.membership({ verb: 'leave', root: worker.root });
    const next = await main.collab.invite(main.root);
    await worker.collab.join(wishOf(worker, machines.share, next.code));
    await problem(main, new RegExp(`${worker.id} .*was revoked and stays so`));
    assert.ok(at('machines'));
  });
});

void test('an invitation that was changed says nothing about who main is', async () => {
  await withMachines(async (machines) => {
    const { main, at } = await shared(machines);
    const worker = machines.machine('worker-pc');
    const { code } = await main.collab.invite(main.root);
    const [name = ''] = readdirSync(at('pairing'));
    const pairing = Pairing.parse(readJson(at('pairing', name)));
    writeJson(at('pairing', name), { ...pairing, key: createKeyPair().publicKey });
    await assert.rejects(worker.collab.join(wishOf(worker, machines.share, code)), /was changed by somebody/);
  });
});

void test('planted links, oversized, deep and malformed files are nothing, and the others still count', async () => {
  await withMachines(async (machines) => {
    const { main, at } = await shared(machines);
    const worker = machines.machine('worker-pc');
    const { code } = await main.collab.invite(main.root);
    const secret = path.join(machines.share, '..', 'secret.json');
    writeFileSync(secret, '{}');
    const plant = (name: string): string => {
      mkdirSync(at('machines', name), { recursive: true });
      return at('machines', name, 'card-0000000001.json');
    };
    symlinkSync(secret, plant('linked'));
    writeFileSync(plant('large'), `{"v":1,"name":"${'x'.repeat(70_000)}"}`);
    writeFileSync(plant('deep'), '['.repeat(60_000));
    writeFileSync(plant('half'), '{"v":1,"mach');
    mkdirSync(plant('folder'));
    symlinkSync(path.dirname(secret), at('machines', 'linked-folder'));
    mkdirSync(at('machines', 'worker-pc.sync-conflict-20261121'));
    symlinkSync(secret, at('main', main.id, 'roster-0000000001-0000000099.json'));
    await worker.collab.join(wishOf(worker, machines.share, code));
    await until(() => main.view().joining.length === 1, { what: 'the worker asks' });
    await main.collab.membership({ verb: 'confirm', root: main.root, machine: worker.id, role: 'worker' });
    await until(() => worker.view().role === 'worker', { what: 'the worker is in' });
  });
});

void test('a place of a later version, a foreign folder and one that is not there are named with the way out', async () => {
  await withMachines(async (machines) => {
    const { main, at } = await shared(machines);
    const worker = machines.machine('worker-pc');
    const empty = path.join(machines.share, '..', 'empty');
    mkdirSync(empty);
    const { code } = await main.collab.invite(main.root);
    await assert.rejects(worker.collab.join(wishOf(worker, empty, code)), /Nothing is shared in .*clutch share/);
    await assert.rejects(worker.collab.join(wishOf(worker, `${empty}/gone`, code)), /is not there/);
    await assert.rejects(worker.collab.join(wishOf(worker, machines.share, 'aaaa-bbbb-cccc-dddd')), /fits this code/);
    await assert.rejects(worker.collab.join(wishOf(worker, machines.share, code, 'main')), /as worker or observer/);
    await assert.rejects(main.collab.share(main.root, { folder: machines.share }), /shared already/);
    const format = readJson(at('FORMAT.json')) as object;
    writeJson(at('FORMAT.json'), { ...format, major: 2 });
    await assert.rejects(worker.collab.join(wishOf(worker, machines.share, code)), /version 2.*Update CLUTCH/);
  });
});
