/**
 * The page New Plan in a real browser with a stand-in for VS Code (see test/helpers/webview/webview-page.ts). What it
 * proposes is what the server would propose.
 */
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import type { DiscoveryAnswers } from '#schemas/discovery.ts';
import { DiscoveryMemory, FromDiscovery } from '#schemas/webview/discovery.ts';
import { openBrowser } from '../../scripts/lib/chromium.ts';
import { proposalsFor, type ProjectKind } from '../helpers/webview/discovery-fixtures.ts';
import { themes, type Theme } from '../helpers/webview/themes.ts';
import { buildViews, openView, type BuiltView, type WebviewPage } from '../helpers/webview/webview-page.ts';

let browser: Browser;
let built: BuiltView;

before(async () => {
  built = await buildViews();
  browser = await openBrowser();
});
after(() => browser.close());

interface Opening {
  readonly theme?: Theme;
  readonly memory?: unknown;
  readonly kind?: ProjectKind;
  readonly width?: number;
}

const dark = themeNamed('dark');

function themeNamed(name: Theme['name']): Theme {
  const theme = themes.find((one) => one.name === name);
  assert.ok(theme);
  return theme;
}

/** The page, with a host that answers the first `propose`. */
async function openPage({ theme = dark, kind = 'library', ...rest }: Opening = {}): Promise<WebviewPage> {
  const view = await openView(browser, built, { view: 'discovery', theme, data: { project: 'counter' }, ...rest });
  await answer(view, kind);
  await view.page.getByLabel('What would you like to build?').waitFor();
  return view;
}

/** Answers the newest `propose` as the server would. */
async function answer(view: WebviewPage, kind: ProjectKind = 'library'): Promise<void> {
  const newest = (await said(view)).findLast((message) => message.type === 'propose');
  assert.ok(newest?.type === 'propose');
  await view.send({
    type: 'proposals',
    seq: newest.seq,
    result: proposalsFor(kind, newest.draft.answers, newest.draft.name),
  });
}

const said = async (view: WebviewPage): Promise<readonly FromDiscovery[]> =>
  (await view.posted()).map((message) => FromDiscovery.parse(message));

/** Waits until the page has asked for proposals for these answers, and answers it. */
async function settle(view: WebviewPage, fits: (answers: DiscoveryAnswers) => boolean): Promise<void> {
  for (;;) {
    const newest = (await said(view)).findLast((message) => message.type === 'propose');
    if (newest && fits(newest.draft.answers)) break;
    await view.page.evaluate(() => new Promise(requestAnimationFrame));
  }
  await answer(view);
}

const press = (view: WebviewPage, name: string | RegExp) =>
  view.page.getByRole('button', { name, exact: true }).click();

for (const theme of themes) {
  test(`the page is accessible in the ${theme.name} theme, empty, answered and with what is missing`, async () => {
    const view = await openPage({ theme });
    await view.page.evaluate(axe.source);
    assert.deepEqual(await accessibilityViolations(view), []);
    await press(view, 'Write plan');
    await view.page.getByText('Still to be answered').waitFor();
    assert.deepEqual(await accessibilityViolations(view), []);
    await press(view, 'Use all suggestions');
    await view.page.getByRole('button', { name: 'Use all suggestions' }).waitFor({ state: 'detached' });
    assert.deepEqual(await accessibilityViolations(view), []);
    assert.deepEqual(view.errors, []);
    await view.page.close();
  });
}

function accessibilityViolations({ page }: WebviewPage): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const results: axe.AxeResults = await Reflect.get(globalThis, 'axe').run(document);
    return results.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
    );
  });
}

test('seven questions are asked, three of them marked as required, with what is suggested and why', async () => {
  const view = await openPage();
  assert.equal(await view.page.locator('.question').count(), 7);
  assert.equal(await view.page.getByText('required', { exact: true }).count(), 3);
  const technology = view.page.locator('.question', { hasText: 'What should it be built with?' });
  assert.match(await technology.innerText(), /TypeScript, vitest[\s\S]*because tsconfig\.json is there/);
  await technology.getByRole('button', { name: /^Use this/ }).click();
  assert.match(await view.page.getByLabel('What should it be built with?').inputValue(), /^TypeScript, vitest/);
  assert.equal(await technology.getByRole('button').count(), 0, 'what was taken is suggested no more');
  assert.equal(await view.page.evaluate(() => document.activeElement?.id), 'technology', 'the focus goes on');
  await view.page.close();
});

test('what the idea says counts as answered, and the files are named after it', async () => {
  const view = await openPage();
  await view.page.getByLabel('What would you like to build?').fill('A tide table in Python, done when it prints');
  await settle(view, ({ idea }) => idea?.startsWith('A tide table') === true);
  await view.page.getByText('Answered: the idea says “in Python”.').waitFor();
  assert.equal(await view.page.getByLabel('What should it be built with?').getAttribute('placeholder'), 'Python');
  await view.page.getByText('PRDs/PRD-tide-table.md').waitFor();
  await press(view, 'Write plan');
  const last = (await said(view)).at(-1);
  assert.deepEqual([last?.type, last?.draft.answers.idea], ['write', 'A tide table in Python, done when it prints']);
  await view.page.close();
});

test('proposals for earlier words are dropped', async () => {
  const view = await openPage();
  const idea = view.page.getByLabel('What would you like to build?');
  await idea.fill('One');
  await settle(view, (answers) => answers.idea === 'One');
  await view.send({ type: 'proposals', seq: 1, result: proposalsFor('library', { idea: 'Stale words' }, '') });
  await view.send({ type: 'nonsense' });
  await view.page.evaluate(() => new Promise(requestAnimationFrame));
  assert.equal(await view.page.getByText('PRD-stale-words').count(), 0);
  await view.page.close();
});

test('a plan that lacks an answer is not written; the first one missing gets the focus', async () => {
  const view = await openPage({ kind: 'empty' });
  await press(view, 'Write plan');
  assert.equal(await view.page.evaluate(() => document.activeElement?.id), 'idea');
  assert.match(
    await view.page.getByRole('status').innerText(),
    /Still to be answered: “What would you like to build\?”/,
  );
  assert.equal((await said(view)).filter(({ type }) => type === 'write').length, 0);
  await view.page.close();
});

test('everything is done with the keyboard alone', async () => {
  const view = await openPage();
  const { keyboard } = view.page;
  const focused = () =>
    view.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.id ?? '');
  const tabTo = async (wanted: string): Promise<void> => {
    for (let presses = 0; presses < 40; presses += 1) {
      if ((await focused()) === wanted) return;
      await keyboard.press('Tab');
    }
    assert.fail(`“${wanted}” cannot be reached with the Tab key`);
  };
  await tabTo('idea');
  await keyboard.type('A tide table');
  await tabTo('technology');
  await keyboard.type('Python');
  await tabTo('done');
  await keyboard.type('It prints');
  await tabTo('size');
  await keyboard.press('S');
  await tabTo('name');
  await keyboard.type('tides');
  await keyboard.press('Tab');
  await keyboard.press('ArrowDown');
  for (let presses = 0; presses < 5; presses += 1) {
    const text = await view.page.evaluate(() => document.activeElement?.textContent?.trim());
    if (text === 'Write plan and run…') break;
    await keyboard.press('Tab');
  }
  await keyboard.press('Enter');
  const last = (await said(view)).at(-1);
  assert.deepEqual(last, {
    type: 'write',
    run: true,
    draft: {
      answers: { idea: 'A tide table', technology: 'Python', done: 'It prints', size: 'S' },
      name: 'tides',
      profile: 'classic',
    },
  });
  await view.page.close();
});

test('what is refused is said, and can be tried again', async () => {
  const view = await openPage();
  for (const [label, words] of [
    ['What would you like to build?', 'A tide table'],
    ['What should it be built with?', 'Go'],
    ['How will you know that it is done?', 'It prints'],
  ] as const) {
    await view.page.getByLabel(label).fill(words);
  }
  await press(view, 'Write plan');
  assert.ok(
    await view.page
      .locator('vscode-button', { hasText: 'Write plan' })
      .first()
      .evaluate((one) => one.hasAttribute('disabled')),
  );
  await view.send({ type: 'refused', message: 'The disk is full.' });
  await view.page.getByText('The disk is full.').waitFor();
  await press(view, 'Write plan and run…');
  assert.equal((await said(view)).filter(({ type }) => type === 'write').length, 2);
  await view.page.close();
});

test('what was entered stays when the page is made anew', async () => {
  const view = await openPage();
  await view.page.getByLabel('Who is it for?').fill('Sailors');
  await view.page.getByLabel('Classic').check();
  const memory = DiscoveryMemory.parse(await view.memory());
  const again = await openPage({ memory });
  assert.equal(await again.page.getByLabel('Who is it for?').inputValue(), 'Sailors');
  assert.ok(await again.page.getByLabel('Classic').isChecked());
  await Promise.all([view.page.close(), again.page.close()]);
});

test('a plan of that name, and a server that is gone, are said before anything is written', async () => {
  const view = await openPage({ kind: 'planned' });
  assert.match(await view.page.getByRole('status').innerText(), /exists already/);
  const broken = await openView(browser, built, {
    view: 'discovery',
    theme: dark,
    data: { project: 'counter' },
  });
  await broken.send({ type: 'refused', message: 'The CLUTCH server is not running.' });
  assert.match(await broken.page.getByRole('alert').innerText(), /not running/);
  await Promise.all([view.page.close(), broken.page.close()]);
});

test('the page fits a narrow column, and the content security policy blocks nothing of ours', async () => {
  const view = await openPage({ width: 360 });
  const { scroll, client } = await view.page.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    client: document.documentElement.clientWidth,
  }));
  assert.ok(scroll <= client, `${scroll} px wide in ${client}`);
  // The component library tries one inline style element before it falls back to adopted style sheets.
  assert.deepEqual(
    (await view.blocked()).filter((one) => !one.startsWith('style-src-elem: inline')),
    [],
  );
  await view.page.close();
});
