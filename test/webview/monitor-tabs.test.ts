/** The tabs of the Monitor, which run they show, and that a reload leads back to where a person was. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { FromMonitor, MonitorMemory } from '#schemas/webview/monitor.ts';
import { largeRun } from '../helpers/webview/large-runs.ts';
import { SHOWN, focusedId, openMonitorPages, tabTo, type MonitorPages } from '../helpers/webview/monitor-page.ts';
import { monitorStates, state, summary } from '../helpers/webview/run-fixtures.ts';
import { running } from '../helpers/webview/run-parts.ts';
import type { WebviewPage } from '../helpers/webview/webview-page.ts';

let monitor: MonitorPages;

before(async () => {
  monitor = await openMonitorPages();
});
after(() => monitor.close());

const large = largeRun(12, 8);
const several = state(large, { runs: [summary(large), summary(running)], waiting: 3 });

const chosenTab = ({ page }: WebviewPage) => page.getByRole('tab', { selected: true }).innerText();

/** The page as it is after the window was reloaded now. */
async function reloaded(view: WebviewPage): Promise<WebviewPage> {
  const memory = MonitorMemory.parse(await view.memory());
  return monitor.open(several, { memory });
}

test('tabs are chosen with arrow keys, Home and End, and the host is told which one is shown', async () => {
  const view = await monitor.open(several);
  await view.page.getByRole('tab', { name: 'Live' }).focus();
  for (const [key, tab] of [
    ['ArrowRight', 'Triage'],
    ['Home', 'Live'],
    ['ArrowLeft', ''],
    ['ArrowRight', 'Live'],
    ['ArrowRight', 'Triage'],
  ] as const) {
    await view.page.keyboard.press(key);
    assert.ok((await chosenTab(view)).startsWith(tab), `${key} leads to ${await chosenTab(view)}`);
    assert.equal(await focusedId(view), await view.page.getByRole('tab', { selected: true }).getAttribute('id'));
  }
  const last = (await view.posted()).at(-1);
  assert.deepEqual(last, { ...SHOWN, tab: 'triage' });
  assert.ok(FromMonitor.safeParse(last).success);
  await view.page.close();
});

test('only the chosen tab is reached with Tab, and the next stop is in what it shows', async () => {
  const view = await monitor.open(several);
  await view.page.keyboard.press('Tab');
  assert.equal(await focusedId(view), 'tab-live');
  await view.page.keyboard.press('Tab');
  assert.equal(await focusedId(view), 'run-picker');
  await view.page.close();
});

test('how many things wait is said beside Triage', async () => {
  const view = await monitor.open(several);
  await view.page.getByRole('tab', { name: /^Triage.*, 3 things need you$/ }).waitFor();
  await view.page.close();
});

test('another run is chosen in the page, and a choice is kept through a reload', async () => {
  const view = await monitor.open(several);
  await view.page.getByRole('combobox', { name: 'Run' }).selectOption({ label: 'PRD-notes · running · 30 min ago' });
  assert.deepEqual((await view.posted()).at(-1), { ...SHOWN, run: running.id });
  const again = await reloaded(view);
  assert.deepEqual((await again.posted())[0], { ...SHOWN, run: running.id });
  await Promise.all([view.page.close(), again.page.close()]);
});

test('a run that is gone is said, with the button that shows the newest', async () => {
  const view = await monitor.open(state(null, { chosen: 'gone-1', runs: several.runs }), {
    memory: { run: 'gone-1', tab: 'live' },
  });
  await view.page.getByRole('heading', { name: 'This run is not here any more' }).waitFor();
  await tabTo(view, 'Show the Newest Run');
  await view.page.keyboard.press('Enter');
  assert.deepEqual((await view.posted()).at(-1), SHOWN);
  await view.page.close();
});

test('a command turns the page to another run and tab', async () => {
  const view = await monitor.open(several);
  await view.send({ type: 'navigate', run: running.id, tab: 'triage' });
  await view.page.getByRole('tab', { name: 'Triage', selected: true }).waitFor();
  assert.deepEqual((await view.posted()).at(-1), { type: 'show', run: running.id, tab: 'triage' });
  await view.page.close();
});

test('a new page shows what its host wrote into it', async () => {
  const view = await monitor.open(several, { data: { run: 'r1', tab: 'triage' } });
  assert.deepEqual((await view.posted())[0], { type: 'show', run: 'r1', tab: 'triage' });
  await view.page.close();
});

test('a reload leads back to the scroll position, the focus, the folds and the half-written reason', async () => {
  const view = await monitor.open(several);
  await view.page.locator('#node-10-ws-5').click();
  const actions = view.page.getByRole('group', { name: 'Actions of ws-5' });
  await actions.getByRole('button', { name: 'Skip…' }).click();
  await actions.getByRole('textbox', { name: 'Reason' }).fill('Not needed');
  await view.page.locator('#run-picker').evaluate((element) => element.focus({ preventScroll: true }));
  const at = await scrolledTo(view, 400);
  const again = await reloaded(view);
  await again.page.waitForFunction((wanted) => Math.abs(scrollY - wanted) < 3, at);
  assert.equal(await focusedId(again), 'run-picker');
  assert.equal(await again.page.getByRole('textbox', { name: 'Reason' }).inputValue(), 'Not needed');
  await Promise.all([view.page.close(), again.page.close()]);
});

test('each tab keeps its own scroll position', async () => {
  const view = await monitor.open(several);
  const at = await scrolledTo(view, 500);
  await view.page.getByRole('tab', { name: 'Triage' }).click();
  await view.page.waitForFunction(() => scrollY === 0);
  await view.page.getByRole('tab', { name: 'Live' }).click();
  await view.page.waitForFunction((wanted) => Math.abs(scrollY - wanted) < 3, at);
  await view.page.close();
});

test('a page that nobody can see draws nothing by itself', async () => {
  const view = await monitor.open(monitorStates.running);
  await view.page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { value: true });
    document.dispatchEvent(new Event('visibilitychange'));
    const timers = { count: 0 };
    Reflect.set(globalThis, 'timers', timers);
    globalThis.setTimeout = (() => (timers.count += 1)) as unknown as typeof setTimeout;
  });
  await view.send({ type: 'snapshot', seq: 2, state: monitorStates.running });
  await view.send({ type: 'snapshot', seq: 3, state: monitorStates.completed });
  await view.page.getByRole('heading', { name: 'Completion report', exact: true }).first().waitFor();
  assert.equal(await view.page.evaluate(() => Reflect.get(globalThis, 'timers').count), 0);
  await view.page.close();
});

/** Scrolls the page and resolves, when the page has remembered it, to where it is. A wheel would still be turning then. */
async function scrolledTo({ page }: WebviewPage, top: number): Promise<number> {
  await page.evaluate((to) => scrollTo(0, to), top);
  await page.waitForFunction((to) => Reflect.get(globalThis, 'clutchTest').memory.scroll.live === to, top);
  return top;
}
