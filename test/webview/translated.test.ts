/** Every word that a person sees in a page is looked up in the translation: pages in real browsers, in a language of pseudo words. */
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { MonitorState } from '#schemas/webview/monitor.ts';
import { triageOf } from '../../client/features/monitor/triage.ts';
import { openBrowser } from '../../scripts/lib/chromium.ts';
import { wordsOfSources } from '../../scripts/lib/l10n.ts';
import { armedChange, draftPlan, endedChange, readyPlan, stateOfPlan } from '../helpers/webview/away-fixtures.ts';
import { boardAround, cardsOf, personTask, runTask } from '../helpers/webview/board-tasks.ts';
import { helpTopics } from '../helpers/webview/help-topics.ts';
import { answerFor, sampleRuns } from '../helpers/webview/insights-fixtures.ts';
import { busyOverview } from '../helpers/webview/large-runs.ts';
import { monitorStates, state } from '../helpers/webview/run-fixtures.ts';
import { NOW, running } from '../helpers/webview/run-parts.ts';
import { themes } from '../helpers/webview/themes.ts';
import { buildViews, openView, type BuiltView, type WebviewPage } from '../helpers/webview/webview-page.ts';

let browser: Browser;
let built: BuiltView;
let pseudo: Record<string, string>;

before(async () => {
  built = await buildViews();
  browser = await openBrowser();
  const english = await wordsOfSources();
  pseudo = Object.fromEntries(Object.entries(english).map(([key, words]) => [key, `⟦${words}⟧`]));
});
after(() => browser.close());

const [theme] = themes;

async function open(view: string, messages: readonly unknown[], words = pseudo): Promise<WebviewPage> {
  assert.ok(theme);
  const page = await openView(browser, built, { view, theme, language: 'de', words, width: 1400 });
  for (const message of messages) await page.send(message);
  return page;
}

/** Unfolds everything that can be unfolded, until nothing more does. */
async function unfold({ page }: WebviewPage): Promise<void> {
  for (let rounds = 0; rounds < 5; rounds += 1) {
    await page.evaluate(async () => {
      for (const details of document.querySelectorAll('details')) details.open = true;
      for (const folded of document.querySelectorAll<HTMLElement>('.steer, .row')) {
        if (folded.getAttribute('aria-expanded') === 'false') folded.click();
      }
      for (let frames = 0; frames < 3; frames += 1) await new Promise(requestAnimationFrame);
    });
  }
}

/** What is read, seen or heard and stands outside of every translated sentence. */
const plainText = ({ page }: WebviewPage): Promise<readonly string[]> =>
  page.evaluate(() => {
    const found = new Set<string>();
    const take = (text: string | null): void => {
      let rest = text ?? '';
      // A translated sentence may hold another one.
      for (let last = ''; last !== rest;) [last, rest] = [rest, rest.replaceAll(/⟦[^⟦⟧]*⟧/g, ' ')];
      for (const part of rest.split(/ · |\n/)) if (/\p{L}/u.test(part)) found.add(part.trim());
    };
    const signs = (node: Node, sign: string): number => (node.nodeValue ?? '').split(sign).length - 1;
    for (const element of document.querySelectorAll('#app, #app *')) {
      for (const name of ['aria-label', 'title', 'placeholder']) take(element.getAttribute(name));
      const texts = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
      // A sentence with elements in it is read as a whole, other text piece by piece.
      if (texts.some((node) => signs(node, '⟦') !== signs(node, '⟧'))) take(element.textContent);
      else if (element.closest('code, pre') === null) for (const text of texts) take(text.nodeValue);
    }
    return [...found];
  });

/** Properties that hold the name of one of a few choices: what is shown for it is a word of ours. */
const choices = new Set(
  'status state kind severity freshness role mode step verdict grade level urgency source class held verb priority needs stopped origin tab bucket colour'.split(
    ' ',
  ),
);

/** Every text of what the host said, but the names of choices. */
function dataOf(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value === 'string') for (const line of value.split('\n')) found.add(line.trim());
  else if (Array.isArray(value)) for (const one of value) dataOf(one, found);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, one] of Object.entries(value)) {
      if (!choices.has(name) || typeof one !== 'string') dataOf(one, found);
    }
  }
  return found;
}

/** German times and dates, which are made by `Intl` and time-words.ts, and the beginnings of hashes. */
const times =
  /(?<![\p{L}\d])(?:vor|mindestens|voraus|zurück|gerade eben|kein Unterschied zu sehen|nicht bekannt|ms|s|min|h|T|Jan|Januar|März|Sept?|Okt|Oktober|Nov|November|Mo|Di|Mi|Do|Fr|Sa|So|Uhr|UTC|um|Mio|[\da-f]{6,40})(?![\p{L}\d])/gu;

/** The marks of how a file changed, as git writes them, and a role as prompts and documents name it. */
const names = ['A', 'M', 'D', 'R', 'executor'];

/** What of it is neither data nor a time. */
function untranslated(texts: readonly string[], data: ReadonlySet<string>): string[] {
  const known = [...data].filter((text) => /\p{L}{2}/u.test(text)).toSorted((a, b) => b.length - a.length);
  return texts.filter((text) => {
    if (names.includes(text) || known.some((one) => one.includes(text.replace(/^\d+\. /, '')))) return false;
    const timeless = text.replaceAll(times, ' ');
    const rest = [...known, 'executor'].reduce((left, one) => left.replaceAll(one, ' '), timeless);
    return /\p{L}/u.test(rest.replaceAll(times, ' '));
  });
}

/** Draws a page and returns what of it stays English whatever the language is. */
async function englishIn(name: string, messages: readonly unknown[], words = pseudo): Promise<readonly string[]> {
  const view = await open(name, messages, words);
  await view.page.getByText('⟦').first().waitFor({ state: 'attached' });
  await unfold(view);
  const found = untranslated(await plainText(view), dataOf(messages));
  await view.page.close();
  return found;
}

const monitor = (shown: MonitorState, ...more: readonly unknown[]) => [
  { type: 'snapshot', seq: 1, state: shown },
  ...more,
];

for (const [name, shown] of Object.entries(monitorStates)) {
  test(`the Monitor says nothing in English alone: ${name}`, async () => {
    assert.deepEqual(await englishIn('monitor', monitor(shown)), []);
  });
}

test('its tab Triage does not either', async () => {
  const triage = triageOf(busyOverview(8), [], NOW);
  const navigate = { type: 'navigate', run: null, tab: 'triage' };
  assert.deepEqual(await englishIn('monitor', monitor(state(running, { triage }), navigate)), []);
});

for (const tab of ['analytics', 'models', 'prompts'] as const) {
  test(`its tab ${tab} does not either`, async () => {
    const navigate = { type: 'navigate', run: null, tab };
    const answer = answerFor(tab, sampleRuns());
    assert.deepEqual(await englishIn('monitor', monitor(monitorStates.running, navigate, answer)), []);
  });
}

test('the board does not, with the moves of a card', async () => {
  const tasks = cardsOf([
    personTask('Apples', { priority: 'high', tags: ['fruit'] }),
    runTask('Bake', { status: 'in_progress' }),
    personTask('Cheese', { status: 'blocked', priority: 'urgent' }),
  ]);
  assert.deepEqual(
    await englishIn('board', [{ type: 'snapshot', seq: 1, around: boardAround(), tasks, more: false }]),
    [],
  );
});

test('the away plan does not, as a draft, armed and ended', async () => {
  for (const plan of [
    await stateOfPlan(draftPlan),
    await stateOfPlan(readyPlan, { change: armedChange }),
    await stateOfPlan(readyPlan, { change: endedChange }),
  ]) {
    assert.deepEqual(await englishIn('away', [{ type: 'snapshot', seq: 1, state: plan }]), []);
  }
});

test('the help does not', async () => {
  const topics = helpTopics();
  const message = { type: 'topics', topics, open: 'prompts/where-do-i-stand' };
  assert.deepEqual(await englishIn('help', [message]), []);
});

test('a word that has no translation is found', async () => {
  const { Phases: _phases, 'Used of the session': _used, ...others } = pseudo;
  const found = await englishIn('monitor', monitor(monitorStates.running), others);
  assert.deepEqual(found.toSorted(), ['Phases', 'Used of the session']);
});
