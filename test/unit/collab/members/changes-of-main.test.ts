import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { letIn, type Machine, withMachines, wishOf } from '../../../helpers/collab/machines.ts';
import { until } from '../../../helpers/processes.ts';

const becomes = (machine: Machine, role: string, main: string) =>
  until(() => machine.view().role === role && machine.view().main === main, { what: `${machine.id} is ${role}` });

void test('main hands over: the next main decides, all others follow, and the one before is a worker', async () => {
  await withMachines(async ({ share, machine }) => {
    const [ada, bo, cy] = [machine('ada'), machine('bo'), machine('cy')];
    await ada.collab.share(ada.root, { folder: share });
    await letIn(ada, bo, share);
    await letIn(ada, cy, share, 'observer');
    await ada.collab.membership({ verb: 'hand-over', root: ada.root, machine: bo.id });
    await becomes(bo, 'main', bo.id);
    await becomes(ada, 'worker', bo.id);
    await becomes(cy, 'observer', bo.id);
    await assert.rejects(ada.collab.membership({ verb: 'revoke', root: ada.root, machine: cy.id }), /Only main/);
    await bo.collab.membership({ verb: 'role', root: bo.root, machine: cy.id, role: 'worker' });
    await becomes(cy, 'worker', bo.id);
    const dee = machine('dee');
    await letIn(bo, dee, share);
    await becomes(dee, 'worker', bo.id);
    assert.deepEqual(ada.roles, ['worker']);
  });
});

void test('after main’s death a person makes another machine main; the old main returns as a worker', async () => {
  await withMachines(async ({ share, machine }) => {
    const [ada, bo, cy] = [machine('ada'), machine('bo'), machine('cy')];
    const { recoveryCode } = await ada.collab.share(ada.root, { folder: share });
    await letIn(ada, bo, share);
    await letIn(ada, cy, share);
    await ada.collab.close();
    const takeOver = (code: string) => bo.collab.membership({ verb: 'take-over', root: bo.root, recoveryCode: code });
    await assert.rejects(takeOver('0000-0000-0000-0000-0000-0000'), /not the recovery code/);
    assert.equal(bo.view().role, 'worker');
    await takeOver(recoveryCode ?? '');
    await becomes(bo, 'main', bo.id);
    await becomes(cy, 'worker', bo.id);
    const back = await ada.restart();
    await becomes(back, 'worker', bo.id);
    assert.deepEqual(back.roles, ['worker'], 'whoever runs something as main is told');
    await assert.rejects(back.collab.invite(back.root), /Only main/);
  });
});

void test('who joins after a take-over believes the new main, although it never knew the old one', async () => {
  await withMachines(async ({ share, machine }) => {
    const [ada, bo, dee] = [machine('ada'), machine('bo'), machine('dee')];
    const { recoveryCode } = await ada.collab.share(ada.root, { folder: share });
    await letIn(ada, bo, share);
    const { code } = await ada.collab.invite(ada.root);
    await dee.collab.join(wishOf(dee, share, code));
    await ada.collab.close();
    await bo.collab.membership({ verb: 'take-over', root: bo.root, recoveryCode: recoveryCode ?? '' });
    await until(() => dee.view().main === bo.id, { what: 'the one that waits knows the new main' });
    assert.equal(dee.view().role, null);
  });
});

void test('a server that starts again attaches what was shared', async () => {
  await withMachines(async ({ share, machine }) => {
    const [ada, bo] = [machine('ada'), machine('bo')];
    await ada.collab.share(ada.root, { folder: share });
    await letIn(ada, bo, share);
    const again = await bo.restart();
    await until(() => again.collab.project(bo.root), { what: 'it is attached' });
    assert.equal(again.view().role, 'worker');
    assert.equal(again.collab.isNeeded(), true);
    assert.equal(ada.collab.isNeeded(), false, 'main alone keeps no server');
  });
});

void test('main leaves only when nobody is left without one', async () => {
  await withMachines(async ({ share, machine }) => {
    const [ada, bo] = [machine('ada'), machine('bo')];
    await ada.collab.share(ada.root, { folder: share });
    await letIn(ada, bo, share);
    await assert.rejects(ada.collab.membership({ verb: 'leave', root: ada.root }), /Hand over first/);
    await bo.collab.membership({ verb: 'leave', root: bo.root });
    assert.deepEqual(bo.collab.views(null), []);
    assert.equal(bo.collab.isNeeded(), false);
  });
});

void test('what two persons decide at once is done one after the other, and old rosters go', async () => {
  await withMachines(async ({ share, machine }) => {
    const [ada, bo, cy] = [machine('ada'), machine('bo'), machine('cy')];
    await ada.collab.share(ada.root, { folder: share });
    await letIn(ada, bo, share);
    await letIn(ada, cy, share);
    const { root } = ada;
    await Promise.all([
      ada.collab.membership({ verb: 'role', root, machine: bo.id, role: 'observer' }),
      ada.collab.membership({ verb: 'revoke', root, machine: cy.id }),
      ada.collab.invite(root),
    ]);
    assert.equal(ada.project().roster()?.version, 5);
    for (let round = 0; round < 6; round += 1) {
      await ada.collab.membership({ verb: 'role', root, machine: bo.id, role: 'worker' });
      await ada.collab.membership({ verb: 'role', root, machine: bo.id, role: 'observer' });
    }
    const kept = readdirSync(path.join(share, 'clutch-collab', ada.view().project, 'main', ada.id));
    assert.deepEqual([kept.length, kept.toSorted().at(-1)], [8, 'roster-0000000001-0000000017.json']);
    await becomes(bo, 'observer', ada.id);
    await until(() => cy.view().role === null, { what: 'cy is out' });
  });
});
