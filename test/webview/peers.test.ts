/** The Monitor's Peers section: its real page in a real browser, as in monitor.test.ts, which also looks at its accessibility. */
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { monitorDelta } from '#schemas/webview/monitor-delta.ts';
import { FromMonitor } from '#schemas/webview/monitor.ts';
import { openMonitorPages, type MonitorPages } from '../helpers/webview/monitor-page.ts';
import { monitorStates } from '../helpers/webview/run-fixtures.ts';

let monitor: MonitorPages;

before(async () => {
  monitor = await openMonitorPages();
});
after(() => monitor.close());

test('each machine says its role and where that is from, its state and its age, and what it does', async () => {
  const view = await monitor.open(monitorStates.peers);
  const machines = view.page.getByRole('region', { name: 'Machines of notes-4711' });
  const lab = await machines.getByRole('row', { name: /^lab/ }).innerText();
  for (const words of [/worker · roster 4 of desk/, /fresh/, /seen just now/, /running tests/, /phase 2, api/]) {
    assert.match(lab, words);
  }
  assert.match(lab, /1 waiting\s+2 of 2 at work\s+index completed\s+4 min ago\s+no difference seen/);
  const attic = await machines.getByRole('row', { name: /^attic/ }).innerText();
  assert.match(attic, /stale\s+seen 9 min ago[\s\S]*at least 3 min 10 s behind/);
  assert.match(
    await machines.getByRole('list', { name: 'About attic' }).innerText(),
    /It may be asleep[\s\S]*network time/,
  );
  await view.page.close();
});

test('a stale view is said above the table, and the others are unknown', async () => {
  const view = await monitor.open(monitorStates.stalePeers);
  const notice = await view.page.getByRole('status').filter({ hasText: 'This view is stale' }).innerText();
  assert.match(notice, /has not come back[\s\S]*3 records are not delivered[\s\S]*shed wants to join as worker/);
  const desk = view.page.getByRole('row', { name: /^desk/ });
  assert.match(await desk.innerText(), /unknown\s+seen 2 min ago/);
  assert.equal(await view.page.getByText('gone').count(), 0);
  await view.page.close();
});

test('a request is opened as a file, by keyboard too', async () => {
  const view = await monitor.open(monitorStates.peers);
  const requests = view.page.getByRole('region', { name: 'Requests of notes-4711' });
  assert.match(
    await requests.getByRole('row', { name: /Clean up/ }).innerText(),
    /task\s+open\s+desk\s+ana\s+all machines/,
  );
  await requests.getByRole('button', { name: 'Is the camera there?' }).press('Enter');
  const sent = { type: 'open-record', root: '/home/ana/notes', id: 'r4' };
  assert.deepEqual((await view.posted()).at(-1), sent);
  assert.ok(FromMonitor.safeParse(sent).success);
  await view.page.getByText('What was said', { exact: true }).click();
  await view.page.getByText('note of ana: Lunch at noon.').waitFor();
  await view.page.close();
});

test('what machines say changes by a delta, which leaves them out while they are the same', async () => {
  assert.equal(monitorDelta(monitorStates.peers, monitorStates.peers, 2)?.state.collab, undefined);
  const view = await monitor.open(monitorStates.peers);
  const [shared] = monitorStates.peers.collab;
  assert.ok(shared);
  const peers = shared.peers.map((one) => (one.id === 'lab' ? { ...one, activity: 'writing a report' } : one));
  await view.send(monitorDelta(monitorStates.peers, { ...monitorStates.peers, collab: [{ ...shared, peers }] }, 2));
  await view.page.getByText('writing a report').waitFor();
  await view.send(monitorDelta(monitorStates.peers, monitorStates.peers, 3));
  await view.page.waitForFunction(() => Reflect.get(globalThis, 'clutchTest').posted.length === 1);
  assert.ok(await view.page.getByText('writing a report').isVisible());
  await view.page.close();
});

test('where nothing is shared, there is no such section', async () => {
  const view = await monitor.open(monitorStates.running);
  assert.equal(await view.page.getByRole('heading', { name: 'Peers' }).count(), 0);
  await view.page.close();
});
