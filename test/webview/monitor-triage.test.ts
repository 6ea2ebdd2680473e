/** The Triage tab: everything that is open over all runs of the window, gone through and decided by keyboard. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { FromMonitor, MonitorMemory, type MonitorState } from '#schemas/webview/monitor.ts';
import type { TriageItem } from '#schemas/webview/monitor-triage.ts';
import { monitorDelta } from '#schemas/webview/monitor-delta.ts';
import { triageOf } from '../../client/features/monitor/triage.ts';
import { busyOverview } from '../helpers/webview/large-runs.ts';
import {
  accessibilityViolations,
  focusedId,
  openMonitorPages,
  themeNamed,
  type MonitorPages,
} from '../helpers/webview/monitor-page.ts';
import { monitorStates, state } from '../helpers/webview/run-fixtures.ts';
import { NOW, running } from '../helpers/webview/run-parts.ts';
import type { WebviewPage } from '../helpers/webview/webview-page.ts';

let monitor: MonitorPages;

before(async () => {
  monitor = await openMonitorPages();
});
after(() => monitor.close());

const items = triageOf(busyOverview(200), [], NOW);
const busy = state(running, { triage: items });
const memory = { run: null, tab: 'triage' };

async function openTriage(shown: MonitorState = busy, theme: 'light' | 'dark' | 'high-contrast' = 'dark') {
  const view = await monitor.open(shown, { theme: themeNamed(theme), memory });
  await view.page.getByRole('heading', { level: 1 }).waitFor();
  return view;
}

const rows = ({ page }: WebviewPage) => page.locator('.row');

for (const theme of ['light', 'dark', 'high-contrast'] as const) {
  test(`two hundred open things are accessible in the ${theme} theme, an open one with its field too`, async () => {
    const view = await openTriage(busy, theme);
    await rows(view).first().click();
    await view.page.getByRole('button', { name: 'Defer it' }).click();
    await view.page.getByRole('textbox', { name: 'Reason' }).waitFor();
    assert.deepEqual(await accessibilityViolations(view), []);
    assert.deepEqual(view.errors, []);
    await view.page.close();
  });
}

test('the gravest stands first, and fifty are listed at a time', async () => {
  const view = await openTriage();
  assert.match(await rows(view).first().innerText(), /part 0 failed/);
  assert.equal(await rows(view).count(), 50);
  const hidden = items.length - 50;
  await view.page.getByRole('button', { name: `Show 50 of ${hidden} more` }).click();
  assert.equal(await rows(view).count(), 100);
  await view.page.close();
});

test('j, k and the arrow keys go through the items, which are one stop of the Tab key', async () => {
  const view = await openTriage();
  await rows(view).first().focus();
  const ids = await rows(view).evaluateAll((all) => all.map(({ id }) => id));
  for (const [key, at] of [
    ['j', 1],
    ['ArrowDown', 2],
    ['k', 1],
    ['ArrowUp', 0],
    ['End', 49],
    ['Home', 0],
  ] as const) {
    await view.page.keyboard.press(key);
    assert.equal(await focusedId(view), ids[at], key);
  }
  assert.equal(await view.page.locator('.row[tabindex="0"]').count(), 1);
  await view.page.close();
});

test('Enter opens an item and never answers it; its actions follow with Tab', async () => {
  const view = await openTriage();
  const said = (await view.posted()).length;
  await rows(view).first().focus();
  await view.page.keyboard.press('Enter');
  await view.page.getByRole('button', { name: 'Try again' }).waitFor();
  assert.equal((await view.posted()).length, said);
  await view.page.keyboard.press('Tab');
  await view.page.keyboard.press('Enter');
  const sent = (await view.posted()).at(-1);
  assert.deepEqual(sent, { type: 'answer', run: running.id, signal: 's0', option: 'retry', text: null });
  assert.ok(FromMonitor.safeParse(sent).success);
  await view.page.close();
});

test('deferring asks for the reason in place, and j and k in the field are letters', async () => {
  const view = await openTriage();
  await rows(view).first().click();
  await view.page.getByRole('button', { name: 'Defer it' }).click();
  const field = view.page.getByRole('textbox', { name: 'Reason' });
  await field.pressSequentially('jk later');
  await view.page.locator('.form').getByRole('button', { name: 'Defer it' }).click();
  const sent = { type: 'answer', run: running.id, signal: 's0', option: 'defer', text: 'jk later' };
  assert.deepEqual((await view.posted()).at(-1), sent);
  await view.page.close();
});

test('when the item with the focus is decided, the focus goes to the one after it', async () => {
  const view = await openTriage();
  const ids = await rows(view).evaluateAll((all) => all.map(({ id }) => id));
  await rows(view).nth(1).focus();
  await view.page.keyboard.press('j');
  await view.send(monitorDelta(busy, { ...busy, triage: items.filter(({ key }) => `triage-${key}` !== ids[2]) }, 2));
  await view.page.waitForFunction((id) => document.activeElement?.id === id, ids[3]);
  await view.page.close();
});

test('the filter finds by words, says when nothing fits, and is kept through a reload', async () => {
  const view = await openTriage();
  const filter = view.page.getByRole('searchbox', { name: 'Filter what is open' });
  await filter.fill('part 17 failed');
  assert.equal(await rows(view).count(), 1);
  const again = await monitor.open(busy, { memory: MonitorMemory.parse(await view.memory()) });
  await rows(again).first().waitFor();
  assert.equal(await again.page.getByRole('searchbox').inputValue(), 'part 17 failed');
  await filter.fill('no such thing');
  await view.page.getByText('Nothing that is open contains these words.').waitFor();
  await Promise.all([view.page.close(), again.page.close()]);
});

test('every kind of thing has its actions', async () => {
  const one = (kind: TriageItem['kind']): TriageItem => {
    const found = [...items, blocked].find((item) => item.kind === kind);
    assert.ok(found, kind);
    return found;
  };
  const blocked: TriageItem = {
    kind: 'task',
    key: 'task:t1',
    urgency: 'soon',
    group: { id: 'project:p1', name: 'notes' },
    at: NOW,
    task: 't1',
    title: 'Ask legal',
    evidence: 'Waits for an answer',
    run: null,
    moves: [{ to: 'ready', verb: 'retry', needs: null }],
  };
  const joining: TriageItem = {
    kind: 'joining',
    key: 'joining:x',
    urgency: 'now',
    group: { id: 'shared:x', name: 'notes' },
    at: NOW,
    root: '/home/ana/notes',
    machine: 'shed',
    name: 'shed',
    role: 'worker',
    fingerprint: 'ABCD EFGH',
  };
  const stopped: TriageItem = {
    kind: 'run',
    key: 'run:r9',
    urgency: 'now',
    group: { id: 'r9', name: 'PRD-x' },
    at: NOW,
    run: 'r9',
    status: 'failed',
    reason: 'git is not installed.',
  };
  const shown = [joining, stopped, one('agent'), one('peer'), blocked];
  const view = await openTriage(state(running, { triage: shown }));
  for (const [row, action, message] of [
    [/shed asks to join as worker/, 'Let It Join…', { type: 'machine', verb: 'let-in', machine: 'shed' }],
    [/The run is failed/, 'Resume', { type: 'resume', run: 'r9', runtime: null }],
    [/ws-4, phase 10/, 'Stop', { type: 'steer', verb: 'stop', workstream: 'ws-4' }],
    [/old-pc is gone|attic is stale/, 'Send Note…', { type: 'machine', verb: 'note' }],
    [/Ask legal/, /Try/i, { type: 'move-task', task: 't1', to: 'ready', reason: null }],
  ] as const) {
    await rows(view).filter({ hasText: row }).click();
    await view.page.locator('.row-body').getByRole('button', { name: action, exact: true }).click();
    const sent = (await view.posted()).at(-1);
    assert.ok(FromMonitor.safeParse(sent).success, JSON.stringify(sent));
    assert.partialDeepStrictEqual(sent, message);
    await rows(view).filter({ hasText: row }).click();
  }
  await view.page.close();
});

test('the run of an item is opened in Live', async () => {
  const view = await openTriage();
  await rows(view).first().click();
  await view.page.getByRole('button', { name: 'Open Run' }).click();
  assert.deepEqual((await view.posted()).at(-1), { type: 'show', run: running.id, tab: 'live' });
  await view.page.getByRole('tab', { name: 'Live', selected: true }).waitFor();
  await view.page.close();
});

test('nothing open is said as such, and a workspace that is not trusted can look and not decide', async () => {
  const calm = await openTriage(state(running, { triage: [] }));
  await calm.page.getByRole('heading', { name: 'Nothing is open' }).waitFor();
  const view = await openTriage({ ...busy, trusted: false });
  await rows(view).first().click();
  await view.page.getByRole('button', { name: 'Open Run' }).waitFor();
  assert.equal(await view.page.getByRole('button', { name: 'Try again' }).count(), 0);
  await Promise.all([calm.page.close(), view.page.close()]);
});

test('while the server is down, nobody waits for a list that does not come', async () => {
  const view = await openTriage({ ...monitorStates.down, triage: null });
  assert.equal(await view.page.getByText('Reading…').count(), 0);
  await view.page.getByRole('button', { name: 'Restart Server' }).waitFor();
  await view.page.close();
});
