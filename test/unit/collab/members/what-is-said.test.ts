import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WireRecord } from '#schemas/wire/record.ts';
import type { Received, SharedProject } from '../../../../server/collab/shared-project.ts';
import { letIn, type Machine, type Machines, withMachines } from '../../../helpers/collab/machines.ts';
import { until } from '../../../helpers/processes.ts';

type Hear = (project: SharedProject) => void;
const part = (hear: Hear) => (project: SharedProject) => {
  hear(project);
  return { close: () => undefined };
};

async function pair(
  { share, machine }: Machines,
  hearMain: Hear,
  hearOther: Hear = () => undefined,
  role: 'worker' | 'observer' = 'worker',
) {
  const main = machine('main-pc', part(hearMain));
  await main.collab.share(main.root, { folder: share });
  const other = machine('other-pc', part(hearOther));
  await letIn(main, other, share, role);
  return { main, other };
}

let last = 0;
const record = (from: Machine, type: string, body: unknown, to = 'all'): WireRecord => ({
  v: 1,
  id: `01890000-0000-7000-8000-${String((last += 1)).padStart(12, '0')}`,
  from: from.id,
  to,
  type,
  ep: 1,
  seq: 1_000 + last,
  hlc: '1789000000000-0000',
  body,
});

const note = (text: string) => ({ text, author: 'Ada' });

void test('a body of any size arrives, and what looks like a secret does not', async () => {
  await withMachines(async (machines) => {
    const heard: Received<'note'>[] = [];
    const { other } = await pair(machines, (project) => project.on('note', (one) => void heard.push(one)));
    const long = '漢'.repeat(32_000);
    await other.project().say({ to: 'all', type: 'note', body: note(long) });
    await other.project().say({ to: 'all', type: 'note', body: note(`key sk-ant-${'a'.repeat(40)} here`) });
    await until(() => heard.length === 2, { what: 'both are heard' });
    assert.equal(heard[0]?.body.text, long);
    assert.equal(heard[1]?.body.text, 'key [redacted] here');
    assert.ok(machines.hub.records.every((one) => JSON.stringify(one.body).length <= 65_536));
  });
});

void test('who may not say something is not heard, whatever stands in the log', async () => {
  await withMachines(async (machines) => {
    const heard: string[] = [];
    const hear: Hear = (project) => {
      project.on('answer', () => void heard.push('answer'));
      project.on('cancel', () => void heard.push('cancel'));
      project.on('refuse', () => void heard.push('refuse'));
      project.on('request-claim', () => void heard.push('request-claim'));
      project.on('note', () => void heard.push('note'));
    };
    const { main, other } = await pair(machines, hear, () => undefined, 'observer');
    await assert.rejects(
      other.project().say({ to: 'all', type: 'cancel', body: { why: 'no' } }),
      /observer .*may not send “cancel”/,
    );
    machines.hub.inject(record(other, 'cancel', { why: 'no' }));
    machines.hub.inject(record(other, 'answer', { option: 'allow', text: null }));
    machines.hub.inject(record(other, 'refuse', { why: 'no' }));
    machines.hub.inject(record(other, 'roster', { v: 1, term: 1, version: 99 }));
    machines.hub.inject(record(other, 'note', note('hello')));
    await until(() => heard.includes('note'), { what: 'the note is heard' });
    assert.deepEqual(heard, ['note']);
    assert.match(main.view().problems.join('\n'), /is observer and may not send “cancel”/);
  });
});

void test('a roster from anybody but main changes nothing', async () => {
  await withMachines(async (machines) => {
    const { main, other } = await pair(machines, () => undefined);
    const heard: string[] = [];
    const hear: Hear = (project) => project.on('note', ({ body }) => void heard.push(body.text));
    const third = machines.machine('third-pc', part(hear));
    await letIn(main, third, machines.share);
    const roster = main.project().roster();
    assert.ok(roster);
    const mine = roster.machines.map((one) => ({ ...one, role: one.machine === other.id ? 'main' : 'worker' }));
    machines.hub.inject(record(other, 'roster', { ...roster, version: 9, main: other.id, machines: mine }));
    machines.hub.inject(record(other, 'note', note('after')));
    await until(() => heard.includes('after'), { what: 'what came after the roster is heard' });
    assert.equal(third.project().roster()?.main, main.id);
    assert.equal(third.project().roster()?.version, roster.version);
  });
});

void test('what is unknown, malformed or for others is passed over, and what follows is heard', async () => {
  await withMachines(async (machines) => {
    const heard: string[] = [];
    const { main, other } = await pair(machines, (project) =>
      project.on('note', ({ body }) => void heard.push(body.text)),
    );
    machines.hub.inject(record(other, 'telepathy', {}));
    machines.hub.inject(record(other, 'note', { text: 7 }));
    machines.hub.inject(record(other, 'note', note('for somebody else'), 'somebody'));
    machines.hub.inject(record(other, 'note', note('for all')));
    await until(() => heard.length > 0, { what: 'a note is heard' });
    assert.deepEqual(heard, ['for all']);
    assert.match(main.view().problems.join('\n'), /“telepathy”, which this version does not know/);
    assert.match(main.view().problems.join('\n'), /malformed “note”/);
  });
});

void test('where a handler fails, the stream waits, says so, and goes on in order', async () => {
  await withMachines(async (machines) => {
    const heard: string[] = [];
    const disk = { isFull: true };
    const { main, other } = await pair(machines, (project) =>
      project.on('note', ({ body }) => {
        if (disk.isFull) throw new Error('the disk is full');
        heard.push(body.text);
      }),
    );
    await other.project().say({ to: main.id, type: 'note', body: note('one') });
    await other.project().say({ to: main.id, type: 'note', body: note('two') });
    const waits = /“note” of .* waits and is tried again: the disk is full/;
    await until(() => main.view().problems.some((text) => waits.test(text)), { what: 'it is shown' });
    assert.deepEqual(heard, []);
    disk.isFull = false;
    await until(() => heard.length === 2, { what: 'both are heard' });
    assert.deepEqual(heard, ['one', 'two']);
    assert.doesNotMatch(main.view().problems.join('\n'), waits);
  });
});
