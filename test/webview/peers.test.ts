/** The Monitor's Peers section: its real page in a real browser, as in monitor.test.ts, which also looks at its accessibility. */
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { monitorDelta } from '#schemas/webview/monitor-delta.ts';
import { FromMonitor, type MonitorState } from '#schemas/webview/monitor.ts';
import { openBrowser } from '../../scripts/lib/chromium.ts';
import { monitorStates } from '../helpers/webview/run-fixtures.ts';
import { themes } from '../helpers/webview/themes.ts';
import { buildViews, openView, type BuiltView, type WebviewPage } from '../helpers/webview/webview-page.ts';

let browser: Browser;
let built: BuiltView;

before(async () => {
  built = await buildViews();
  browser = await openBrowser();
});
after(() => browser.close());

async function openMonitor(state: MonitorState): Promise<WebviewPage> {
  const [theme] = themes;
  assert.ok(theme);
  const view = await openView(browser, built, { view: 'monitor', theme });
  await view.send({ type: 'snapshot', seq: 1, state });
  await view.page.getByRole('heading', { name: 'Peers' }).waitFor();
  return view;
}

test('each machine says its role and where that is from, its state and its age, and what it does', async () => {
  const view = await openMonitor(monitorStates.peers);
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
  const view = await openMonitor(monitorStates.stalePeers);
  const notice = await view.page.getByRole('status').filter({ hasText: 'This view is stale' }).innerText();
  assert.match(notice, /has not come back[\s\S]*3 records are not delivered[\s\S]*shed wants to join as worker/);
  const desk = view.page.getByRole('row', { name: /^desk/ });
  assert.match(await desk.innerText(), /unknown\s+seen 2 min ago/);
  assert.equal(await view.page.getByText('gone').count(), 0);
  await view.page.close();
});

test('a request is opened as a file, by keyboard too', async () => {
  const view = await openMonitor(monitorStates.peers);
  const requests = view.page.getByRole('region', { name: 'Requests of notes-4711' });
  assert.match(
    await requests.getByRole('row', { name: /Clean up/ }).innerText(),
    /task\s+open\s+desk\s+ana\s+all machines/,
  );
  await requests.getByRole('button', { name: 'Is the camera there?' }).press('Enter');
  const sent = { type: 'open-record', root: '/home/ana/notes', id: 'r4' };
  assert.deepEqual((await view.posted()).at(-1), sent);
  assert.ok(FromMonitor.safeParse(sent).success);
  await view.page.getByText('Timeline', { exact: true }).last().click();
  await view.page.getByText('note of ana: Lunch at noon.').waitFor();
  await view.page.close();
});

test('what machines say changes by a delta, which leaves them out while they are the same', async () => {
  assert.equal(monitorDelta(monitorStates.peers, monitorStates.peers, 2)?.state.collab, undefined);
  const view = await openMonitor(monitorStates.peers);
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
  const [theme] = themes;
  assert.ok(theme);
  const view = await openView(browser, built, { view: 'monitor', theme });
  await view.send({ type: 'snapshot', seq: 1, state: monitorStates.running });
  await view.page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
  assert.equal(await view.page.getByRole('heading', { name: 'Peers' }).count(), 0);
  await view.page.close();
});
