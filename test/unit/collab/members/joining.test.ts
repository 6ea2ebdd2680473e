import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CollabPart, Received, SharedProject } from '../../../../server/collab/shared-project.ts';
import { withMachines, wishOf } from '../../../helpers/collab/machines.ts';
import { until } from '../../../helpers/processes.ts';

void test('a machine joins with a code, is confirmed by a person, and both hear each other', async () => {
  await withMachines(async ({ share, machine }) => {
    const heard: Received<'note'>[] = [];
    const hear = (project: SharedProject): CollabPart => {
      project.on('note', (note) => void heard.push(note));
      return { close: () => undefined };
    };
    const main = machine('main-pc', hear);
    const { recoveryCode, view } = await main.collab.share(main.root, { folder: share });
    assert.match(recoveryCode ?? '', /^(?:[0-9a-z]{4}-){5}[0-9a-z]{4}$/);
    assert.equal(view.role, 'main');
    const worker = machine('worker-pc', hear);
    const { code } = await main.collab.invite(main.root);
    const joined = await worker.collab.join(wishOf(worker, share, code));
    assert.equal(joined.view.role, null);
    assert.equal(worker.collab.isNeeded(), true);
    const [asks] = await until(() => (main.view().joining.length > 0 ? main.view().joining : null), {
      what: 'it asks',
    });
    assert.equal(asks?.fingerprint, joined.fingerprint);
    assert.equal(worker.view().role, null, 'nothing lets a machine in but a person');
    await main.collab.membership({ verb: 'confirm', root: main.root, machine: worker.id, role: 'worker' });
    await until(() => worker.collab.project(worker.root), { what: 'the worker is attached' });
    assert.deepEqual(main.view().joining, []);
    await worker.project().say({ to: main.id, type: 'note', body: { text: 'here', author: 'Ada' } });
    await main.project().say({ to: 'all', type: 'note', body: { text: 'welcome', author: 'Bo' } });
    await until(() => heard.length === 2, { what: 'both notes are heard' });
    assert.deepEqual(
      new Map(heard.map(({ from, body }) => [from, body])),
      new Map([
        [main.id, { text: 'welcome', author: 'Bo' }],
        [worker.id, { text: 'here', author: 'Ada' }],
      ]),
    );
  });
});
