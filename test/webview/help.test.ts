/** The help in a real browser with a stand-in for VS Code; its topics are the real ones. */
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { FromHelp, HelpMemory } from '#schemas/webview/help.ts';
import { openBrowser } from '../../scripts/lib/chromium.ts';
import { helpTopics } from '../helpers/webview/help-topics.ts';
import { themes, type Theme } from '../helpers/webview/themes.ts';
import { buildViews, openView, type BuiltView, type WebviewPage } from '../helpers/webview/webview-page.ts';

let browser: Browser;
let built: BuiltView;
const topics = helpTopics();

before(async () => {
  built = await buildViews();
  browser = await openBrowser();
});
after(() => browser.close());

interface Opening {
  readonly theme?: Theme;
  readonly memory?: unknown;
  readonly open?: string;
  readonly width?: number;
}

async function openHelp({ theme = themes[1], open, ...rest }: Opening = {}): Promise<WebviewPage> {
  assert.ok(theme);
  const view = await openView(browser, built, { view: 'help', theme, ...rest });
  await view.send({ type: 'topics', topics, open: open ?? null });
  await view.page.locator('nav details').first().waitFor();
  return view;
}

const said = async (view: WebviewPage): Promise<readonly FromHelp[]> =>
  (await view.posted()).map((message) => FromHelp.parse(message)).slice(1);
const heading = (view: WebviewPage) => view.page.getByRole('heading', { level: 2 });

for (const theme of themes) {
  test(`is accessible in the ${theme.name} theme, and blocks nothing of ours`, async () => {
    const view = await openHelp({ theme, open: 'prompts/where-do-i-stand' });
    await view.page.evaluate(axe.source);
    const violations = await view.page.evaluate(async () => {
      const results: axe.AxeResults = await Reflect.get(globalThis, 'axe').run(document);
      return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
    });
    assert.deepEqual(violations, []);
    assert.deepEqual(view.errors, []);
    await view.page.close();
  });
}

test('says why nothing can be read, instead of waiting for ever', async () => {
  const view = await openView(browser, built, { view: 'help', theme: themes[0] as Theme });
  await view.send({ type: 'failed', message: 'guide.md is missing.' });
  await view.page.getByRole('alert').getByText('The help could not be read: guide.md is missing.').waitFor();
  assert.equal(await view.page.getByText('Reading the help…').count(), 0);
  await view.page.close();
});

test('steps are numbered, and a step that goes over two lines is one', async () => {
  const view = await openHelp({ open: 'guide/first-steps' });
  const steps = view.page.locator('article ol > li');
  assert.equal(await steps.count(), 5);
  assert.match(await steps.first().innerText(), /^Run CLUTCH: Set Up….* what this machine is called\./);
  await view.page.close();
});

test('a prompt is inserted and copied, and a command and a setting lead to VS Code', async () => {
  const view = await openHelp({ open: 'prompts/where-do-i-stand' });
  const press = (name: RegExp) => view.page.getByRole('button', { name }).click();
  assert.equal(await heading(view).innerText(), 'Where do I stand?');
  await press(/^Insert$/);
  await press(/^Copy$/);
  await view.send({ type: 'open', topic: 'commands/clutch.openMonitor' });
  await press(/^Run Command$/);
  await view.send({ type: 'open', topic: 'settings/clutch.server.nodePath' });
  await press(/^Open Setting$/);
  assert.deepEqual(await said(view), [
    { type: 'insert', topic: 'prompts/where-do-i-stand' },
    { type: 'copy', topic: 'prompts/where-do-i-stand' },
    { type: 'run', command: 'clutch.openMonitor' },
    { type: 'open-setting', setting: 'clutch.server.nodePath' },
  ]);
  await view.page.close();
});

test('is searched and read with the keyboard alone', async () => {
  const view = await openHelp();
  const { keyboard } = view.page;
  await keyboard.press('Tab');
  await keyboard.type('owned by two');
  await view.page.getByRole('status').getByText('1 topic', { exact: true }).waitFor();
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  assert.equal(await heading(view).innerText(), 'CL204: File owned by two workstreams');
  await view.page.close();
});

test('what was searched and read is there again after a reload', async () => {
  const first = await openHelp();
  await first.page.getByRole('searchbox').fill('rule');
  await first.page.getByRole('button', { name: /^CL301/ }).click();
  const memory = HelpMemory.parse(await first.memory());
  await first.page.close();
  const again = await openHelp({ memory });
  assert.equal(await again.page.getByRole('searchbox').inputValue(), 'rule');
  assert.match(await heading(again).innerText(), /^CL301/);
  await again.page.close();
});

test('a search that finds nothing says so', async () => {
  const view = await openHelp();
  await view.page.getByRole('searchbox').fill('zeppelin');
  await view.page.getByText('Nothing is written about that.').waitFor();
  await view.page.close();
});

test('a narrow panel scrolls nowhere sideways', async () => {
  const view = await openHelp({ width: 420, open: 'keys/task-board' });
  const overflow = await view.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `${overflow} pixels too wide`);
  await view.page.close();
});

test('words are drawn in the language of the window', async () => {
  const view = await openView(browser, built, {
    view: 'help',
    theme: themes[0] ?? assert.fail(),
    language: 'de',
    words: { 'Prompt cookbook': 'Sammlung von Aufträgen' },
  });
  await view.send({ type: 'topics', topics, open: null });
  await view.page.getByText('Sammlung von Aufträgen').waitFor();
  assert.equal(await view.page.evaluate(() => document.documentElement.lang), 'de');
  await view.page.close();
});
