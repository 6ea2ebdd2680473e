/** The Live tab with as much in it as there may be: the timeline, the graph of workstreams, long texts, menus. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { FromMonitor } from '#schemas/webview/monitor.ts';
import { phaseSpans, ticksOf } from '../../webviews/monitor/live/spans.ts';
import { dependentWorkstreams, largeRun, manyPeers } from '../helpers/webview/large-runs.ts';
import {
  accessibilityViolations,
  focusedId,
  openMonitorPages,
  themeNamed,
  type MonitorPages,
} from '../helpers/webview/monitor-page.ts';
import { monitorStates, state } from '../helpers/webview/run-fixtures.ts';
import { NOW, minute, phase, running, signal, workstream } from '../helpers/webview/run-parts.ts';

let monitor: MonitorPages;

before(async () => {
  monitor = await openMonitorPages();
});
after(() => monitor.close());

const large = largeRun(12, 8);
const full = state(large, { collab: [manyPeers(64)] });

for (const name of ['light', 'dark', 'high-contrast'] as const) {
  test(`12 phases of 8 workstreams and 64 machines are accessible in the ${name} theme`, async () => {
    const view = await monitor.open(full, { theme: themeNamed(name) });
    await view.page.getByText('The timeline as a table').click();
    await view.page.getByText('9 phases are completed').click();
    await view.page.locator('.node').first().waitFor();
    assert.deepEqual(await accessibilityViolations(view), []);
    assert.deepEqual(view.errors, []);
    await view.page.close();
  });
}

test('finished phases are one line, and what is at work stands above', async () => {
  const view = await monitor.open(full);
  assert.equal(await view.page.getByRole('heading', { name: '1. Step 1 of many' }).count(), 0);
  const now = view.page.getByRole('region', { name: 'At work now' });
  assert.match(await now.innerText(), /ws-3[\s\S]*working[\s\S]*ws-4[\s\S]*silent[\s\S]*9 min ago/);
  await view.page.getByText('9 phases are completed').click();
  await view.page.getByRole('heading', { name: '1. Step 1 of many' }).waitFor();
  await view.page.close();
});

test('the timeline says the same as a table, whose rows lead to what they are about', async () => {
  const view = await monitor.open(full);
  await view.page.getByText('The timeline as a table').click();
  const table = view.page.getByRole('region', { name: 'Timeline', exact: true });
  // What is folded is drawn when it has been unfolded, which the browser tells of later than the click.
  await table.getByRole('row').first().waitFor();
  assert.equal(await table.getByRole('row').count(), 1 + 9 * 9 + 1 + 6);
  await table.getByRole('button', { name: '3. Step 3 of many' }).click();
  assert.equal(await focusedId(view), 'phase-3');
  assert.ok(await view.page.getByRole('heading', { name: '3. Step 3 of many' }).isVisible());
  await view.page.close();
});

test('sessions at the same time lie in lanes of their own, the next takes the first lane that is free', () => {
  const at = (name: string, from: number, to: number | null) =>
    workstream(name, { startedAt: NOW + from * minute, endedAt: to === null ? null : NOW + to * minute });
  const one = phase('1', 'One', {
    startedAt: NOW,
    workstreams: [at('a', 0, 10), at('b', 5, 20), at('c', 10, null), workstream('d', { startedAt: null })],
  });
  const [span] = phaseSpans({ ...running, phases: [one, phase('2', 'Two')] }, NOW + 30 * minute);
  assert.deepEqual(
    span?.sessions.map(({ worker, lane, end }) => [worker.name, lane, (end - NOW) / minute]),
    [
      ['a', 0, 10],
      ['b', 1, 20],
      ['c', 0, 30],
    ],
  );
  assert.equal(span?.lanes, 2);
});

test('lines of the timeline are round times, and few of them however long a run takes', () => {
  assert.deepEqual(
    ticksOf(25 * minute).map((at) => at / minute),
    [0, 5, 10, 15, 20, 25],
  );
  for (const days of [1, 3, 12, 60, 400]) {
    const ticks = ticksOf(days * 24 * 60 * minute);
    assert.ok(ticks.length >= 2 && ticks.length <= 7, `${days} days have ${ticks.length} lines`);
  }
});

test('a run of 1,000 sessions is drawn whole', async () => {
  const workstreams = dependentWorkstreams(50, (index) => ({ startedAt: NOW - (index + 1) * minute, endedAt: NOW }));
  const phases = Array.from({ length: 20 }, (_, index) =>
    phase(String(index + 1), `Phase ${index + 1}`, {
      status: 'completed',
      startedAt: NOW - 60 * minute,
      endedAt: NOW,
      workstreams: [...workstreams],
    }),
  );
  const view = await monitor.open(state({ ...running, phases, agents: [] }));
  assert.equal(await view.page.locator('.gantt .session').count(), 1000);
  await view.page.close();
});

test('the graph is gone through with arrow keys along its edges, and Enter opens what can be done', async () => {
  const view = await monitor.open(full);
  await view.page.locator('.node').first().waitFor();
  await view.page.locator('#node-10-ws-0').focus();
  for (const [key, name] of [
    ['ArrowRight', 'ws-2'],
    ['ArrowDown', 'ws-1'],
    ['ArrowUp', 'ws-2'],
    ['ArrowLeft', 'ws-0'],
    ['End', 'ws-7'],
    ['ArrowLeft', 'ws-3'],
  ] as const) {
    await view.page.keyboard.press(key);
    const reached = await focusedId(view);
    if (name === 'ws-1' || name === 'ws-2') assert.match(reached, /ws-[12]$/, key);
    else assert.equal(reached, `node-10-${name}`, key);
  }
  const stops = await view.page.locator('.node[tabindex="0"]').evaluateAll((nodes) => nodes.map(({ id }) => id));
  assert.deepEqual(stops, ['node-10-ws-3'], 'the graph is one stop of the Tab key');
  await view.page.keyboard.press('Enter');
  const actions = view.page.getByRole('group', { name: 'Actions of ws-3' });
  await actions.getByRole('button', { name: 'Stop' }).waitFor();
  assert.equal(await focusedId(view), 'workstream-10-ws-3');
  await view.page.close();
});

test('a node says its state and what it builds on', async () => {
  const view = await monitor.open(full);
  await view.page.getByRole('button', { name: /^ws-5\s+failed.*builds on ws-2$/ }).waitFor();
  await view.page.close();
});

test('sixty workstreams are laid out, and their list shows only what something happens with', async () => {
  const workstreams = dependentWorkstreams(60, (index) => ({ status: index === 59 ? 'failed' : 'completed' }));
  const one = phase('1', 'One', { status: 'in-progress', startedAt: NOW - minute, workstreams: [...workstreams] });
  const view = await monitor.open(state({ ...running, phases: [one], agents: [] }));
  await view.page.locator('.node').last().waitFor();
  assert.equal(await view.page.locator('.node').count(), 60);
  assert.equal(await view.page.locator('.worker').count(), 1);
  await view.page.getByRole('button', { name: 'Show 59 more' }).click();
  assert.equal(await view.page.locator('.worker').count(), 60);
  await view.page.close();
});

test('transcript, worktree and contract of a workstream are opened from its actions', async () => {
  const api = workstream('api', {
    status: 'in-progress',
    endedAt: null,
    worktree: { path: '/home/ana/w/api', branch: 'api', base: 'abc' },
  });
  const one = phase('1', 'One', { status: 'in-progress', startedAt: NOW - minute, workstreams: [api] });
  const view = await monitor.open(state({ ...running, phases: [one], agents: [] }));
  await view.page.getByRole('button', { name: 'Actions of api' }).click();
  for (const [label, type] of [
    ['Open Transcript', 'open-transcript'],
    ['Open Worktree', 'open-worktree'],
  ] as const) {
    await view.page.getByRole('button', { name: label }).click();
    const sent = (await view.posted()).at(-1);
    assert.deepEqual(sent, { type, run: running.id, phase: '1', workstream: 'api' });
    assert.ok(FromMonitor.safeParse(sent).success);
  }
  await view.page.close();
});

test('phases and workstreams tell VS Code what its context menu may offer', async () => {
  const view = await monitor.open(full);
  const contexts = await view.page
    .locator('[data-vscode-context]')
    .evaluateAll((elements) =>
      elements.map((element) => JSON.parse(element.getAttribute('data-vscode-context') ?? '')),
    );
  const failed = contexts.find(({ target }) => target.workstream === 'ws-5');
  assert.equal(failed.clutchRow, ';steer;workstream;pause;retry;skip;defer;review;');
  assert.deepEqual(failed.target, { kind: 'workstream', run: large.id, phase: '10', workstream: 'ws-5' });
  assert.ok(contexts.some(({ target }) => target.kind === 'phase'));
  await view.page.close();
});

test('a message of a million characters is cut with the number that is missing, and opens as a document', async () => {
  const text = `<img src=x onerror=alert(1)>${'x'.repeat(1_000_000 - 28)}`;
  const signals = [signal('s1', { text, options: [{ id: 'retry', label: 'Try again', needs: null }] })];
  const view = await monitor.open(state({ ...running, status: 'waiting', signals }));
  await view.page.getByText('… 996,000 more characters').waitFor();
  assert.equal(await view.page.locator('img').count(), 0);
  assert.ok((await view.page.locator('main').innerText()).length < 20_000);
  await view.page.getByRole('button', { name: 'Open as Document' }).click();
  assert.deepEqual((await view.posted()).at(-1), { type: 'open-signal', run: running.id, signal: 's1' });
  await view.page.close();
});

test('without a server the graph and the timeline stay, and offer nothing that changes the run', async () => {
  const view = await monitor.open({ ...full, server: monitorStates.down.server });
  await view.page.locator('.node').first().waitFor();
  await view.page.locator('#node-10-ws-3').click();
  const actions = view.page.getByRole('group', { name: 'Actions of ws-3' });
  assert.equal(await actions.getByRole('button', { name: 'Stop' }).count(), 0);
  await view.page.close();
});
