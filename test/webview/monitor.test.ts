/**
 * The Monitor's real page in a real browser with a stand-in for VS Code (see test/helpers/webview/webview-page.ts);
 * test/extension meets it inside VS Code. `SCREENSHOTS=docs/images` keeps a picture of its machines.
 */
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { monitorDelta } from '#schemas/webview/monitor-delta.ts';
import { FromMonitor, MonitorMemory } from '#schemas/webview/monitor.ts';
import {
  SHOWN,
  accessibilityViolations,
  openMonitorPages,
  tabTo,
  themeNamed,
  type MonitorPages,
} from '../helpers/webview/monitor-page.ts';
import { photographView } from '../helpers/webview/photograph-view.ts';
import { monitorStates } from '../helpers/webview/run-fixtures.ts';
import { themes } from '../helpers/webview/themes.ts';
import type { WebviewPage } from '../helpers/webview/webview-page.ts';

let monitor: MonitorPages;

before(async () => {
  monitor = await openMonitorPages();
});
after(() => monitor.close());

for (const theme of themes) {
  test(`every state is accessible in the ${theme.name} theme, and logs no error`, async (context) => {
    const view = await monitor.open(monitorStates.running, { theme });
    for (const [seq, [name, state]] of Object.entries(monitorStates).entries()) {
      await context.test(name, async () => {
        await view.send({ type: 'snapshot', seq, state });
        await view.page.evaluate(() => new Promise(requestAnimationFrame));
        assert.deepEqual(await accessibilityViolations(view), []);
        if (name !== 'peers') return;
        await view.page.getByRole('heading', { name: 'Peers' }).evaluate((heading) => heading.scrollIntoView());
        await photographView(view.page, 'monitor-peers', theme);
      });
    }
    assert.deepEqual(view.errors, []);
    await view.page.close();
  });
}

test('open fields and choices are accessible in every theme', async (context) => {
  for (const theme of themes) {
    await context.test(theme.name, async () => {
      const view = await monitor.open(monitorStates.ownership, { theme });
      await view.page.getByRole('button', { name: 'Skip it' }).click();
      await view.page.locator('.form vscode-button').first().click();
      await view.page.getByRole('button', { name: 'Actions of api' }).click();
      await view.page.getByRole('button', { name: 'Resume with another runtime…' }).click();
      assert.equal(await view.page.getByRole('textbox').count(), 2);
      assert.deepEqual(await accessibilityViolations(view), []);
      await view.page.close();
    });
  }
});

test('the page asks its host for a snapshot, and shows the run, its phases and what the agent does', async () => {
  const view = await monitor.open(monitorStates.running);
  assert.deepEqual((await view.posted())[0], SHOWN);
  const text = await view.page.locator('main').innerText();
  for (const words of [
    'PRD-notes',
    'clutch/notes',
    '1 of 3 completed',
    'Search and filters',
    'Edit src/api/search.ts',
  ]) {
    assert.ok(text.includes(words), `“${words}” is not shown in:\n${text}`);
  }
  await view.page.close();
});

test('a delta changes what it names and keeps the rest', async () => {
  const view = await monitor.open(monitorStates.running);
  const delta = monitorDelta(monitorStates.running, monitorStates.waiting, 2);
  assert.equal(delta?.phases.length, 1);
  await view.send(delta);
  await view.page.getByRole('article').getByText('Level 2 (Unit Tests) of phase 2 failed three times.').waitFor();
  assert.ok(await view.page.getByRole('heading', { name: '1. Storage' }).isVisible());
  await view.page.close();
});

test('a view that missed a message asks for a snapshot instead of showing a mixture', async () => {
  const view = await monitor.open(monitorStates.running);
  await view.send(monitorDelta(monitorStates.running, monitorStates.waiting, 3));
  await view.page.waitForFunction(() => Reflect.get(globalThis, 'clutchTest').posted.length === 2);
  assert.deepEqual((await view.posted())[1], SHOWN);
  assert.equal(await view.page.getByText('waiting for you').count(), 0);
  await view.page.close();
});

test('what is no message of ours is dropped', async () => {
  const view = await monitor.open(monitorStates.running);
  await view.send({ type: 'snapshot', seq: 2, state: { run: '<img src=x>' } });
  await view.send({ type: 'snapshot', seq: 2, state: monitorStates.completed });
  await view.page.getByRole('heading', { name: 'Completion report', exact: true }).first().waitFor();
  await view.page.close();
});

test('a question is answered by keyboard, and a bare Enter answers nothing', async () => {
  const view = await monitor.open(monitorStates.asking);
  await view.page.keyboard.press('Enter');
  assert.deepEqual(await view.posted(), [SHOWN]);
  await tabTo(view, 'Case sensitive');
  await view.page.keyboard.press('Enter');
  const { id: run } = monitorStates.asking.run ?? { id: '' };
  assert.deepEqual((await view.posted()).at(-1), { type: 'answer', run, signal: 'q1', option: 'b', text: null });
  await view.page.close();
});

test('what needs words opens a field; without words nothing is sent, and Enter in it is a new line', async () => {
  const view = await monitor.open(monitorStates.waiting);
  await tabTo(view, 'Defer it');
  await view.page.keyboard.press('Enter');
  const field = view.page.getByRole('textbox', { name: 'Reason' });
  await field.waitFor();
  assert.ok(await field.evaluate((element) => element === document.activeElement));
  await field.press('Enter');
  await view.page.locator('.form').getByRole('button', { name: 'Defer it' }).click();
  assert.match(await view.page.getByRole('alert').innerText(), /Write the reason/);
  assert.equal((await view.posted()).length, 1);
  await field.fill('Legal has not agreed yet.\n');
  await view.page.locator('.form').getByRole('button', { name: 'Defer it' }).dblclick();
  const { id: run } = monitorStates.waiting.run ?? { id: '' };
  const sent = { type: 'answer', run, signal: 's1', option: 'defer', text: 'Legal has not agreed yet.' };
  assert.deepEqual((await view.posted()).slice(1), [sent], 'a double click decides once');
  assert.ok(FromMonitor.safeParse(sent).success);
  await view.page.close();
});

test('Escape closes the field, and what was written is kept through a reload and while the choice changes', async () => {
  const view = await monitor.open(monitorStates.waiting);
  await view.page.getByRole('button', { name: 'Try again with guidance' }).click();
  await view.page.getByRole('textbox').fill('Use the index.');
  await view.page.getByRole('button', { name: 'Defer it' }).click();
  assert.equal(await view.page.getByRole('textbox', { name: 'Reason' }).inputValue(), 'Use the index.');
  const memory = MonitorMemory.parse(await view.memory());
  const again = await monitor.open(monitorStates.waiting, { memory });
  const field = again.page.getByRole('textbox', { name: 'Reason' });
  assert.equal(await field.inputValue(), 'Use the index.');
  await field.press('Escape');
  await field.waitFor({ state: 'detached' });
  await Promise.all([view.page.close(), again.page.close()]);
});

test('a field goes when its signal was answered elsewhere', async () => {
  const view = await monitor.open(monitorStates.waiting);
  await view.page.getByRole('button', { name: 'Defer it' }).click();
  await view.page.getByRole('textbox').waitFor();
  await view.send(monitorDelta(monitorStates.waiting, monitorStates.running, 2));
  await view.page.getByRole('textbox').waitFor({ state: 'detached' });
  assert.deepEqual(MonitorMemory.parse(await view.memory()).forms, {});
  await view.page.close();
});

test('a workstream is skipped with a reason, and tried again by another runtime', async () => {
  const view = await monitor.open(monitorStates.team);
  assert.equal(await view.page.locator('.worker').getByText('on lab').count(), 1);
  const { id: run } = monitorStates.team.run ?? { id: '' };
  const about = { type: 'steer', run, phase: '2', workstream: 'index' };
  await view.page.getByRole('button', { name: 'Actions of index' }).click();
  const choices = view.page.getByRole('group', { name: 'Actions of index' });
  await choices.getByRole('button', { name: 'Skip…' }).click();
  await choices.getByRole('textbox', { name: 'Reason' }).fill('Not needed.');
  await choices.getByRole('button', { name: 'Skip', exact: true }).click();
  assert.deepEqual((await view.posted()).at(-1), { ...about, verb: 'skip', text: 'Not needed.', runtime: null });
  await choices.getByRole('button', { name: 'Retry with another runtime…' }).click();
  await choices.getByRole('textbox').fill('other-agent');
  await choices.getByRole('button', { name: 'Retry with another runtime', exact: true }).click();
  assert.deepEqual((await view.posted()).at(-1), { ...about, verb: 'retry', text: null, runtime: 'other-agent' });
  await view.page.close();
});

test('a phase says how it is executed and why, its budget, its contracts, its verdict and its mending', async () => {
  const view = await monitor.open(monitorStates.debugging);
  const text = await view.page.locator('main').innerText();
  for (const words of [
    'staggered-team',
    'each starts when the contracts it builds on are confirmed',
    'Its team produced nothing and was stopped.',
    '100 % − 15 % used = 85 % remain',
    'index owes api, docs',
    'calls search with limit, which the contract does not have',
    '4 earlier receipts',
    'gaps found',
    'the parameter is ignored',
    'mended 2 times',
    '128,400',
    '1.23 USD',
  ]) {
    assert.ok(text.includes(words), `“${words}” is not shown in:\n${text}`);
  }
  await view.page.getByRole('button', { name: 'Show differences' }).click();
  const { id: run } = monitorStates.debugging.run ?? { id: '' };
  assert.deepEqual((await view.posted()).at(-1), {
    type: 'show-differences',
    run,
    phase: '2',
    from: 'index',
    to: 'api',
  });
  await view.page.close();
});

test('files of others that an executor changed are named with their owner', async () => {
  const view = await monitor.open(monitorStates.ownership);
  const row = view.page.getByRole('row', { name: /src\/index\/build\.ts/ });
  assert.match(await row.innerText(), /executor-index/);
  await view.page.close();
});

test('a limit that stopped the run is said with the command that goes on', async () => {
  const view = await monitor.open(monitorStates.limited);
  assert.ok(await view.page.getByRole('heading', { name: 'The cap on cost is reached' }).isVisible());
  assert.ok(await view.page.getByText('clutch resume 20260115-093000-abc123').isVisible());
  await view.page.getByRole('button', { name: 'Copy command' }).click();
  assert.equal((await view.posted()).at(-1)?.type, 'copy-resume');
  await view.page.close();
});

test('a new signal is read out once, politely', async () => {
  const view = await monitor.open(monitorStates.running);
  await view.send(monitorDelta(monitorStates.running, monitorStates.asking, 2));
  const live = view.page.locator('p[aria-live=polite]');
  await live.filter({ hasText: '1 thing needs you. The plan does not say' }).waitFor({ state: 'attached' });
  await view.page.close();
});

test('pause, stop and resume are reached by keyboard', async () => {
  const view = await monitor.open(monitorStates.waiting);
  for (const [label, type] of [
    ['Resume', 'resume'],
    ['Stop', 'stop'],
    ['Pause', 'pause'],
  ] as const) {
    if (type === 'pause') await view.send({ type: 'snapshot', seq: 2, state: monitorStates.running });
    await view.page.getByRole('button', { name: label, exact: true }).waitFor();
    await tabTo(view, label);
    await view.page.keyboard.press('Enter');
    assert.equal((await view.posted()).at(-1)?.type, type);
  }
  await view.page.close();
});

test('a workspace that is not trusted, or a server that is gone, leaves nothing to steer with', async () => {
  for (const state of [monitorStates.untrusted, monitorStates.down]) {
    const view = await monitor.open(state);
    assert.equal(await view.page.getByRole('button', { name: 'Resume' }).count(), 0);
    assert.equal(await view.page.getByRole('button', { name: 'Stop', exact: true }).count(), 0);
    await view.page.close();
  }
});

test('before the server has answered, nobody claims that nothing has run', async () => {
  const view = await monitor.open(monitorStates.starting);
  assert.match(await view.page.locator('main').innerText(), /Connecting to the CLUTCH server/);
  assert.equal(await view.page.getByText('Nothing has run yet').count(), 0);
  await view.page.close();
});

test('a server that is gone is said, with the button that helps, and the run stays in sight', async () => {
  const view = await monitor.open(monitorStates.down);
  assert.match(await view.page.getByRole('alert').innerText(), /not running[\s\S]*exit code 1/);
  assert.ok(await view.page.getByText('last known: running').isVisible());
  await view.page.getByRole('button', { name: 'Restart Server' }).click();
  assert.deepEqual((await view.posted()).at(-1), { type: 'restart-server' });
  assert.ok(await view.page.getByRole('heading', { name: '2. Search and filters' }).isVisible());
  await view.page.close();
});

test('a phase that the person unfolds stays so when the page is made anew', async () => {
  const view = await monitor.open(monitorStates.running);
  await view.page.getByRole('heading', { name: '1. Storage' }).click();
  await view.page.getByText('feat(phase-1): storage').waitFor();
  await view.page.waitForFunction(() => JSON.stringify(Reflect.get(globalThis, 'clutchTest').memory).includes('true'));
  const memory = MonitorMemory.parse(await view.memory());
  const again = await monitor.open(monitorStates.running, { memory });
  await again.page.getByText('feat(phase-1): storage').waitFor();
  await Promise.all([view.page.close(), again.page.close()]);
});

test('markup in a report or in an agent’s words stays text', async () => {
  const view = await monitor.open(monitorStates.completed);
  assert.ok(await view.page.getByText('<b>Markup</b> in a report stays text.').isVisible());
  await view.page.close();
});

test('nothing moves for a person who asked for less motion', async () => {
  const moving = (view: WebviewPage) => view.page.evaluate(() => document.getAnimations().length);
  const lively = await monitor.open(monitorStates.running);
  assert.ok((await moving(lively)) > 0);
  const calm = await monitor.open(monitorStates.running, { reducedMotion: true });
  assert.equal(await moving(calm), 0);
  await Promise.all([lively.page.close(), calm.page.close()]);
});

test('the content security policy blocks nothing of ours', async () => {
  const view = await monitor.open(monitorStates.waiting, { theme: themeNamed('light') });
  // The component library tries one inline style element before it falls back to adopted style sheets.
  const ours = (await view.blocked()).filter((one) => !one.startsWith('style-src-elem: inline'));
  assert.deepEqual(ours, []);
  await view.page.evaluate(() => document.fonts.ready);
  assert.ok(await view.page.evaluate(() => document.fonts.check('16px codicon')), 'the icon font did not load');
  await view.page.close();
});

test('shows what was used by model and role, and what of it is estimated', async () => {
  const view = await monitor.open(monitorStates.running);
  await view.page.getByText('Usage', { exact: true }).click();
  const byModel = view.page.getByRole('region', { name: 'Usage by model' });
  assert.deepEqual(await byModel.getByRole('row').allInnerTexts(), [
    'Model\tSessions\tInput\tCache read\tCache write\tOutput\tCost',
    'large-model\t4\t21,400\t64,000\t12,100\t9,300\t1.10 USD',
    'small-model\t2\t8,200\t11,000\t0\t2,400\t0.13 USD estimated',
  ]);
  await view.page.close();
});
