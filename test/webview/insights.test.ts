/**
 * The tabs of the Monitor that look back, in a real browser with a stand-in for VS Code. `SCREENSHOTS=docs/images` keeps
 * pictures of them.
 */
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { FromMonitor } from '#schemas/webview/monitor.ts';
import { InsightsMemory, type InsightsAsk, type InsightsTab, type ToInsights } from '#schemas/webview/insights.ts';
import { openBrowser } from '../../scripts/lib/chromium.ts';
import { answerFor, oneRun, sampleRuns } from '../helpers/webview/insights-fixtures.ts';
import { photographView } from '../helpers/webview/photograph-view.ts';
import { monitorStates } from '../helpers/webview/run-fixtures.ts';
import { themes, type Theme } from '../helpers/webview/themes.ts';
import { buildViews, openView, type BuiltView, type WebviewPage } from '../helpers/webview/webview-page.ts';

let browser: Browser;
let built: BuiltView;

before(async () => {
  built = await buildViews();
  browser = await openBrowser();
});
after(() => browser.close());

const [LIGHT] = themes;

interface Opening {
  readonly theme?: Theme;
  readonly memory?: unknown;
}

/** The page with what its host says first; `answer` null: nothing yet. */
async function openTab(tab: InsightsTab, answer: ToInsights | null, opening: Opening = {}): Promise<WebviewPage> {
  const { theme = LIGHT, memory } = opening;
  assert.ok(theme);
  const view = await openView(browser, built, { view: 'monitor', theme, data: { tab }, memory });
  await view.send({ type: 'snapshot', seq: 1, state: monitorStates.running });
  if (answer !== null) await view.send(answer);
  await view.page.locator('.insights .figures, .insights .empty').first().waitFor();
  return view;
}

/** What the page has asked of the tabs that look back, oldest first. */
async function asked(view: WebviewPage): Promise<InsightsAsk[]> {
  return (await view.posted()).flatMap((raw) => {
    const message = FromMonitor.parse(raw);
    return message.type === 'insights' ? [message.ask] : [];
  });
}

function violations(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const results: axe.AxeResults = await Reflect.get(globalThis, 'axe').run(document);
    return results.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
    );
  });
}

for (const theme of themes) {
  test(`every tab is accessible in the ${theme.name} theme: full, with one run, empty, and with a problem`, async () => {
    for (const tab of ['analytics', 'models', 'prompts'] as const) {
      const view = await openTab(tab, answerFor(tab, sampleRuns()), { theme });
      await view.page.evaluate(axe.source);
      if (tab === 'analytics') await view.page.locator('canvas').first().waitFor();
      await photographView(view.page, tab, theme);
      if (tab === 'analytics') await view.page.locator('.chart summary').first().click();
      assert.deepEqual(await violations(view.page), [], tab);
      for (const answer of [answerFor(tab, oneRun()), answerFor(tab, []), problem(tab)]) {
        await view.send(answer);
        await view.page.evaluate(() => new Promise(requestAnimationFrame));
        assert.deepEqual(await violations(view.page), [], tab);
      }
      assert.deepEqual(view.errors, []);
      await view.page.close();
    }
  });
}

const problem = (tab: InsightsTab): ToInsights => ({
  ...answerFor(tab, []),
  answer: { kind: 'problem', message: 'There is no time zone Mars/Olympus.' },
});

test('a tab asks for its figures when it is shown, and the time zone is the person’s', async () => {
  const view = await openTab('models', null);
  const [first] = await asked(view);
  assert.ok(first?.verb === 'read');
  assert.deepEqual([first.tab, first.filters.period, first.filters.scope], ['models', '30d', 'window']);
  assert.equal(first.zone, await view.page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone));
  await view.page.close();
});

test('what is chosen is asked for, kept, and there again after a reload', async () => {
  const view = await openTab('analytics', answerFor('analytics', sampleRuns()));
  await view.page.getByLabel('Period').selectOption('90d');
  await view.page.getByLabel('Project').selectOption('/home/me/lab');
  const last = (await asked(view)).at(-1);
  assert.ok(last?.verb === 'read');
  assert.deepEqual(last.filters, { scope: '/home/me/lab', period: '90d', bucket: null });
  assert.equal(
    await view.page.locator('.figures').getAttribute('aria-busy'),
    'true',
    'the figures are of other filters',
  );
  const again = await openTab('analytics', null, { memory: await view.memory() });
  assert.equal(await again.page.getByLabel('Period').inputValue(), '90d');
  assert.equal(await again.page.getByLabel('By').inputValue(), 'week');
  const first = (await asked(again))[0];
  assert.ok(first?.verb === 'read' && first.filters.scope === '/home/me/lab');
  await Promise.all([view.page.close(), again.page.close()]);
});

test('every chart has a name, a sentence and a table with a row for each of its points', async () => {
  const answer = answerFor('analytics', sampleRuns());
  const view = await openTab('analytics', answer);
  const { page } = view;
  await page.locator('canvas').first().waitFor();
  const charts = page.locator('figure.chart');
  assert.ok((await charts.count()) >= 6);
  for (const chart of await charts.all()) {
    assert.match((await chart.getByRole('img').getAttribute('aria-label')) ?? '', /The table has every number\.$/);
    await chart.locator('summary').focus();
    await page.keyboard.press('Enter');
    await chart.locator('tbody tr').first().waitFor();
    assert.ok(answer.answer.kind === 'analytics');
    assert.equal(await chart.locator('tbody tr').count(), answer.answer.result.buckets.length);
  }
  await page.close();
});

test('a cost of which a part is not known is never a bare number, and one of which nothing is known is no zero', async () => {
  const tile = (view: WebviewPage): Promise<string> => view.page.locator('.tile', { hasText: 'Cost' }).innerText();
  const some = await openTab('analytics', answerFor('analytics', sampleRuns()));
  assert.match(await tile(some), /≥ \$[\s\S]*of it estimated; nothing is known of \d+ sessions/);
  await some.send(answerFor('analytics', oneRun()));
  await some.page.getByText('Unknown', { exact: true }).waitFor();
  assert.match(await tile(some), /Nothing is known of 1 session/);
  await some.page.close();
});

test('without runs there is one sentence and one button, and no empty charts', async () => {
  const view = await openTab('analytics', answerFor('analytics', []));
  await view.page.getByRole('heading', { name: 'Nothing ran in this period' }).waitFor();
  assert.equal(await view.page.locator('figure').count(), 0);
  await view.page.getByRole('button', { name: 'Run Plan…' }).click();
  assert.deepEqual((await asked(view)).at(-1), { verb: 'run-plan' });
  await view.page.close();
});

test('what went wrong is said, and can be tried again', async () => {
  const view = await openTab('prompts', problem('prompts'));
  await view.page.getByRole('alert').getByText('There is no time zone Mars/Olympus.').waitFor();
  const earlier = (await asked(view)).length;
  await view.page.getByRole('button', { name: 'Try Again' }).click();
  assert.equal((await asked(view)).length, earlier + 1);
  await view.page.close();
});

test('models are sorted by keyboard, a screen reader is told how, and it is kept', async () => {
  const view = await openTab('models', answerFor('models', sampleRuns()));
  const { page } = view;
  const sessions = (): Promise<number[]> =>
    page
      .locator('.sortable tbody tr td:nth-of-type(2)')
      .allInnerTexts()
      .then((all) => all.map(Number));
  const down = await sessions();
  assert.deepEqual(
    down,
    down.toSorted((a, b) => b - a),
  );
  await page.getByRole('button', { name: 'Sessions' }).focus();
  await page.keyboard.press('Enter');
  await page.locator('th[aria-sort="ascending"]', { hasText: 'Sessions' }).waitFor();
  assert.deepEqual(
    await sessions(),
    down.toSorted((a, b) => a - b),
  );
  await page.getByText('Sorted by Sessions, smallest first').waitFor({ state: 'attached' });
  await page.getByRole('button', { name: 'Model', exact: true }).click();
  const names = await page.locator('.sortable tbody th').allInnerTexts();
  assert.deepEqual(
    names,
    names.toSorted((a, b) => a.localeCompare(b)),
  );
  assert.equal(InsightsMemory.parse(Object(await view.memory()).insights).sorting.column, 'model');
  await page.getByRole('button', { name: 'Choose Agent…' }).click();
  assert.deepEqual((await asked(view)).at(-1), { verb: 'choose-agent' });
  await page.close();
});

test('two versions of a prompt are compared with their numbers, and opened side by side', async () => {
  const view = await openTab('prompts', answerFor('prompts', sampleRuns()));
  const { page } = view;
  const text = await page.getByRole('group', { name: 'Comparison of versions of executor' }).innerText();
  assert.match(text, /Too few sessions to tell[\s\S]*\d+ of \d+ and \d+ of \d+ sessions succeeded/);
  await page.getByText("the project's own since Nov 6, 2026").waitFor();
  await page.getByRole('button', { name: 'Show Differences: executor' }).click();
  const compared = { verb: 'compare-prompts', prompt: 'executor', one: '1 a1b2c3', other: '2 9f8e7d' };
  assert.deepEqual((await asked(view)).at(-1), compared);
  await page.getByRole('button', { name: 'Edit prompt executor for a project' }).click();
  assert.deepEqual((await asked(view)).at(-1), { verb: 'edit-prompt', prompt: 'executor', project: null });
  await page.close();
});

test('5,000 sessions in as many buckets as there can be are shown, and the next answer replaces them', async () => {
  const many = answerFor('analytics', sampleRuns(100, 50), { bucket: 'hour' });
  const view = await openTab('analytics', many, {
    memory: { run: null, tab: 'analytics', insights: InsightsMemory.parse({ filters: { bucket: 'hour' } }) },
  });
  await view.page.locator('canvas').first().waitFor();
  assert.equal(await view.page.locator('.figures').getAttribute('aria-busy'), 'false');
  await view.send(answerFor('analytics', []));
  await view.page.getByRole('heading', { name: 'Nothing ran in this period' }).waitFor();
  assert.deepEqual(view.errors, []);
  await view.page.close();
});

test('numbers that are none are dropped with the message that has them, and huge ones are shown', async () => {
  const runs = sampleRuns();
  const view = await openTab('analytics', answerFor('analytics', runs));
  const answer = answerFor('analytics', runs);
  assert.ok(answer.answer.kind === 'analytics');
  const { result } = answer.answer;
  const withTokens = (input: unknown) => ({
    ...answer,
    answer: {
      kind: 'analytics',
      result: { ...result, total: { ...result.total, tokens: { ...result.total.tokens, input } } },
    },
  });
  for (const bad of [Number.NaN, -1, '<img src=x>']) await view.send(withTokens(bad));
  const tile = view.page.locator('.tile', { hasText: 'Tokens' }).locator('strong');
  const earlier = await tile.innerText();
  await view.send(withTokens(9e15));
  await view.page.waitForFunction(
    (was) => document.querySelector('.tile:nth-child(5) strong')?.textContent !== was,
    earlier,
  );
  assert.match(await tile.innerText(), /^9,?000T$/);
  await view.page.close();
});
