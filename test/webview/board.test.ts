/**
 * The board's real page in a real browser with a stand-in for VS Code (see test/helpers/webview/webview-page.ts);
 * test/webview/board-window.test.ts meets it inside VS Code.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { FromBoard } from '#schemas/webview/board.ts';
import { openBrowser } from '../../scripts/lib/chromium.ts';
import { BOARD_NOW, manyTasks, personTask, runTask } from '../helpers/webview/board-tasks.ts';
import { openBoardView, type BoardView } from '../helpers/webview/board-view.ts';
import { buildViews, type BuiltView } from '../helpers/webview/webview-page.ts';

let browser: Browser;
let built: BuiltView;

before(async () => {
  built = await buildViews();
  browser = await openBrowser();
});
after(() => browser.close());

const open = (...given: Parameters<typeof openBoardView> extends [unknown, unknown, ...infer Rest] ? Rest : never) =>
  openBoardView(browser, built, ...given);

/** Three of a person's in one column, one in another, and one of a run. */
const someTasks = [
  personTask('a', { title: 'Apples', rank: 1, priority: 'high', tags: ['fruit'] }),
  personTask('b', { title: 'Bread', rank: 2, machine: 'lab' }),
  personTask('c', { title: 'Cheese', rank: 3, waitsFor: ['a', 'nowhere'] }),
  personTask('d', { title: 'Dates', status: 'ready', rank: 4, tags: ['fruit'] }),
  runTask('r', {
    title: 'Bake',
    status: 'in_progress',
    evidence: { text: 'An agent works on it', at: BOARD_NOW - 180_000 },
  }),
];

/** Above which task of the column it is put; null: at its end. */
const move = (task: string, to: string, above: string | null, reason: string | null = null) => ({
  type: 'move',
  task,
  to,
  reason,
  before: above,
});

/** What the page asked last; it has to be something that the host knows. */
async function lastAsked(view: BoardView): Promise<unknown> {
  const last = (await view.asked()).at(-1);
  assert.ok(FromBoard.safeParse(last).success, JSON.stringify(last));
  return last;
}

const spoken = (view: BoardView, words: string | RegExp) =>
  view.page.locator('p[aria-live=polite]').filter({ hasText: words }).waitFor({ state: 'attached' });

const isFocused = (view: BoardView, title: string): Promise<boolean> =>
  view.card(title).evaluate((card) => card === document.activeElement);

describe('the board', () => {
  it('shows six columns with their counts, and on each card what is known of the task', async () => {
    const view = await open(someTasks);
    const heads = await view.page.getByRole('heading', { level: 2 }).allInnerTexts();
    assert.deepEqual(
      heads.map((head) => head.replaceAll(/\s+/g, ' ').trim()),
      ['Backlog 3', 'Ready 1', 'In progress 1', 'In review 0', 'Blocked 0', 'Done 0'],
    );
    assert.match(await view.card('Apples').innerText(), /High[\s\S]*fruit/);
    assert.match(await view.card('Bread').innerText(), /lab/);
    assert.match(await view.card('Cheese').innerText(), /Waits for Apples and 1 more/);
    assert.match(await view.card('Bake').innerText(), /Run[\s\S]*Phase 2 · api · executor[\s\S]*3 min ago/);
    assert.equal(
      await view.card('Bake').getAttribute('aria-label'),
      'Bake, priority Medium, task of a run, Phase 2, api, executor, An agent works on it · 3 min ago',
    );
    await view.page.close();
  });

  it('names the project where there are several', async () => {
    const projects = [
      { id: 'p1', name: 'notes' },
      { id: 'p2', name: 'shop' },
    ];
    const view = await open([personTask('a', { title: 'Apples', project: 'p2' })], { around: { projects } });
    assert.match(await view.card('Apples').innerText(), /shop/);
    await view.page.close();
  });

  it('opens a task by a click on its title and by Enter', async () => {
    const view = await open(someTasks);
    await view.card('Bake').locator('.title').click();
    assert.deepEqual(await lastAsked(view), { type: 'open', task: 'r' });
    await view.card('Bread').focus();
    await view.page.keyboard.press('Enter');
    assert.deepEqual(await lastAsked(view), { type: 'open', task: 'b' });
    await view.page.close();
  });

  it('asks for everything when a message is missing, instead of showing a mixture', async () => {
    const view = await open(someTasks);
    await view.send({ type: 'more', seq: 7, tasks: [], more: false });
    await view.page.waitForFunction(() => Reflect.get(globalThis, 'clutchTest').posted.length === 2);
    assert.deepEqual(await lastAsked(view), { type: 'ready' });
    await view.page.close();
  });

  it('draws for the change of one task only that card', async () => {
    const view = await open(manyTasks(300));
    await view.page.evaluate(() => {
      const touched = new Set<string>();
      Object.assign(globalThis, { touched });
      new MutationObserver((records) => {
        for (const { target } of records) {
          const element = target instanceof Element ? target : target.parentElement;
          const card = element?.closest<HTMLElement>('.card');
          if (card) touched.add(card.dataset['task'] ?? '');
        }
      }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    });
    const [first] = manyTasks(1);
    assert.ok(first);
    await view.change([{ ...first, title: 'Another name' }]);
    await view.card('Another name').waitFor();
    assert.deepEqual(await view.page.evaluate(() => [...Reflect.get(globalThis, 'touched')]), [first.id]);
    await view.page.close();
  });
});

describe('moving a task by mouse', () => {
  it('drops it between the cards of another column', async () => {
    const view = await open(someTasks);
    await view.card('Dates').dragTo(view.card('Bread'), { targetPosition: { x: 60, y: 4 } });
    assert.deepEqual(await lastAsked(view), move('d', 'backlog', 'b'));
    await spoken(view, 'Moving to Backlog…');
    assert.deepEqual(await view.titles('Backlog'), ['Apples', 'Dates', 'Bread', 'Cheese']);
    assert.match(await view.card('Dates').innerText(), /Moving…/);
    await view.change([personTask('d', { title: 'Dates', rank: 1.5 })]);
    await view.send({ type: 'moved', task: 'd', problem: null });
    await spoken(view, 'Dates is now in Backlog.');
    assert.doesNotMatch(await view.card('Dates').innerText(), /Moving…/);
    await view.page.close();
  });

  it('orders a column, and asks nothing where the card falls back into its own gap', async () => {
    const view = await open(someTasks);
    await view.card('Apples').dragTo(view.card('Bread'), { targetPosition: { x: 60, y: 4 } });
    assert.deepEqual(await view.asked(), []);
    await view.card('Apples').dragTo(view.card('Cheese'), { targetPosition: { x: 60, y: 100 } });
    assert.deepEqual(await lastAsked(view), move('a', 'backlog', null));
    assert.deepEqual(await view.titles('Backlog'), ['Bread', 'Cheese', 'Apples']);
    await view.page.close();
  });

  it('drops a task of a run only where its run allows, and never without the reason that needs', async () => {
    const view = await open(someTasks);
    await view.card('Bake').dragTo(view.column('Done').locator('.scroller'));
    assert.deepEqual(await view.asked(), []);
    assert.equal(await view.page.getByRole('textbox', { name: /why/ }).count(), 0);
    await view.card('Bake').dragTo(view.column('Backlog').locator('.scroller'));
    const field = view.page.getByRole('textbox', { name: 'Defer (to Backlog): why?' });
    await field.press('Enter');
    await view.card('Bake').getByRole('button', { name: 'Move', exact: true }).click();
    assert.match(await view.page.getByRole('alert').innerText(), /Write the reason/);
    assert.deepEqual(await view.asked(), []);
    await field.fill('No flour is left.\n');
    await view.card('Bake').getByRole('button', { name: 'Move', exact: true }).click();
    assert.deepEqual(await lastAsked(view), move('r', 'backlog', null, 'No flour is left.'));
    assert.ok(await isFocused(view, 'Bake'));
    await view.page.close();
  });

  it('shows a refusal on the card in the words of the server, and the card is back', async () => {
    const view = await open(someTasks);
    await view.card('Dates').dragTo(view.column('Done').locator('.scroller'));
    assert.deepEqual(await view.titles('Done'), ['Dates']);
    const problem = 'Dates waits for Apples, which is not done. Finish that one first.';
    await view.send({ type: 'moved', task: 'd', problem });
    await view.card('Dates').getByRole('alert').getByText(problem).waitFor();
    assert.deepEqual(await view.titles('Ready'), ['Dates']);
    assert.deepEqual(await view.titles('Done'), []);
    await view.card('Dates').getByRole('button', { name: 'Dismiss' }).click();
    assert.equal(await view.page.getByText(problem).count(), 0);
    await view.page.close();
  });

  it('offers what is possible in a menu on each card', async () => {
    const view = await open(someTasks);
    await view.card('Bake').getByRole('button', { name: 'Move Bake to…' }).click();
    assert.deepEqual(await view.page.getByRole('menuitem').allInnerTexts(), ['Defer (to Backlog)…']);
    await view.page.keyboard.press('Escape');
    assert.ok(await isFocused(view, 'Bake'));
    await view.card('Bread').getByRole('button', { name: 'Move Bread to…' }).click();
    assert.equal(await view.page.getByRole('menuitem').count(), 5);
    await view.page.keyboard.press('ArrowDown');
    await view.page.keyboard.press('Enter');
    assert.deepEqual(await lastAsked(view), move('b', 'in_progress', null));
    assert.equal(await view.page.getByRole('menu').count(), 0);
    await view.page.close();
  });
});

describe('moving a task by keyboard alone', () => {
  const press = async ({ page }: BoardView, ...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };

  async function tabToCard(view: BoardView): Promise<void> {
    const onCard = () => view.page.evaluate(() => document.activeElement?.classList.contains('card') === true);
    for (let presses = 0; presses < 20 && !(await onCard()); presses += 1) await view.page.keyboard.press('Tab');
    assert.ok(await onCard(), 'no card can be reached with the Tab key');
  }

  it('walks over the cards with one stop of the Tab key', async () => {
    const view = await open(someTasks);
    await tabToCard(view);
    assert.ok(await isFocused(view, 'Apples'));
    for (const [key, title] of [
      ['ArrowDown', 'Bread'],
      ['End', 'Cheese'],
      ['ArrowDown', 'Cheese'],
      ['Home', 'Apples'],
      ['PageDown', 'Cheese'],
      ['PageUp', 'Apples'],
      ['ArrowRight', 'Dates'],
      ['ArrowRight', 'Bake'],
      ['ArrowRight', 'Bake'],
      ['ArrowLeft', 'Dates'],
    ] as const) {
      await press(view, key);
      assert.ok(await isFocused(view, title), `${key} leads to ${title}`);
    }
    assert.equal(await view.page.locator('.card[tabindex="0"]').count(), 1);
    await view.page.close();
  });

  it('picks up, moves, drops, and says so', async () => {
    const view = await open(someTasks);
    await tabToCard(view);
    await press(view, ' ');
    await spoken(view, /^Picked up Apples\./);
    await press(view, 'ArrowDown');
    await spoken(view, 'Backlog, 2 of 3');
    assert.deepEqual(await view.titles('Backlog'), ['Bread', 'Apples', 'Cheese']);
    await press(view, 'ArrowRight');
    await spoken(view, 'Ready, 2 of 2');
    assert.ok(await isFocused(view, 'Apples'));
    await press(view, 'Home');
    assert.deepEqual(await view.titles('Ready'), ['Apples', 'Dates']);
    assert.deepEqual(await view.asked(), []);
    await press(view, 'Enter');
    assert.deepEqual(await lastAsked(view), move('a', 'ready', 'd'));
    assert.ok(await isFocused(view, 'Apples'));
    await press(view, 'Enter');
    assert.deepEqual(await lastAsked(view), { type: 'open', task: 'a' }, 'it is not held any more');
    await view.page.close();
  });

  it('puts a card back with Escape, and where the keyboard goes elsewhere', async () => {
    const view = await open(someTasks);
    await tabToCard(view);
    await press(view, 'm', 'ArrowRight', 'Escape');
    await spoken(view, 'Apples is back in Backlog.');
    assert.ok(await isFocused(view, 'Apples'));
    await press(view, 'm', 'ArrowRight', 'Tab');
    assert.deepEqual(await view.titles('Backlog'), ['Apples', 'Bread', 'Cheese']);
    assert.deepEqual(await view.asked(), []);
    await view.page.close();
  });

  it('takes a task of a run only where its run allows, and asks why', async () => {
    const view = await open(someTasks);
    await view.card('Bake').focus();
    await press(view, 'm', 'ArrowRight', 'ArrowDown', 'ArrowLeft');
    await spoken(view, 'Backlog, 1 of 4');
    await press(view, 'Enter');
    const field = view.page.getByRole('textbox', { name: 'Defer (to Backlog): why?' });
    assert.ok(await field.evaluate((element) => element === document.activeElement));
    await field.pressSequentially('Later');
    await press(view, 'Tab', 'Enter');
    assert.deepEqual(await lastAsked(view), move('r', 'backlog', 'a', 'Later'));
    await view.page.close();
  });

  it('goes on beside a card that is removed', async () => {
    const view = await open(someTasks);
    await view.card('Bread').focus();
    await view.change([], ['b']);
    await view.card('Bread').waitFor({ state: 'detached' });
    assert.ok(await isFocused(view, 'Cheese'));
    await view.page.close();
  });
});

describe('filters', () => {
  it('choose by every word of the search and by what the cards say, and one button clears them', async () => {
    const view = await open(someTasks);
    const total = view.page.locator('.total');
    await view.page.getByRole('searchbox', { name: 'Search tasks' }).fill('FRUIT dat');
    assert.equal(await total.innerText(), '1 of 5 tasks');
    await spoken(view, '1 of 5 tasks');
    assert.deepEqual(await view.page.locator('.title').allInnerTexts(), ['Dates']);
    await view.page.getByRole('button', { name: 'Clear filters' }).click();
    assert.equal(await total.innerText(), '5 of 5 tasks');
    for (const [label, option, titles] of [
      ['Priority', 'High', ['Apples']],
      ['Role', 'executor', ['Bake']],
      ['Machine', 'lab', ['Bread']],
      ['Machine', 'This machine or none', ['Apples', 'Cheese', 'Dates', 'Bake']],
      ['Tag', 'fruit', ['Apples', 'Dates']],
    ] as const) {
      await view.page.getByLabel(label, { exact: true }).selectOption(option);
      assert.deepEqual(await view.page.locator('.title').allInnerTexts(), titles, `${label}: ${option}`);
      await view.page.getByRole('button', { name: 'Clear filters' }).click();
    }
    await view.page.close();
  });

  it('say so where no task fits, with the way back', async () => {
    const view = await open(someTasks);
    await view.page.getByRole('searchbox').fill('nothing like it');
    await view.page.getByText('No task fits the filters.').waitFor();
    await view.page.getByRole('button', { name: 'Clear filters' }).first().click();
    assert.equal(await view.page.locator('.card').count(), 5);
    await view.page.close();
  });

  it('keep a project that is not in the window any more in sight, so that it can be cleared', async () => {
    const first = await open(someTasks);
    await first.page.getByRole('searchbox').fill('x');
    const memory = await first.remembered();
    const view = await open(someTasks, {
      memory: { ...memory, filters: { ...memory.filters, text: '', project: 'p9' } },
    });
    const project = view.page.getByLabel('Project', { exact: true });
    assert.equal(
      await project.evaluate((list: HTMLSelectElement) => list.selectedOptions[0]?.text),
      'p9 (not in this window)',
    );
    await view.page.getByText('No task fits the filters.').waitFor();
    await Promise.all([first.page.close(), view.page.close()]);
  });

  it('put a card between those that are shown beside its neighbour, not below what is hidden', async () => {
    const view = await open(someTasks);
    await view.page.getByLabel('Tag', { exact: true }).selectOption('fruit');
    await view.card('Dates').dragTo(view.card('Apples'), { targetPosition: { x: 60, y: 100 } });
    assert.deepEqual(await lastAsked(view), move('d', 'backlog', 'b'));
    await view.page.close();
  });
});

describe('a new task', () => {
  it('is written down in a column with Enter; what was refused stays as it was written', async () => {
    const view = await open(someTasks);
    await view.page.getByRole('button', { name: 'New task in Ready' }).click();
    const title = view.page.getByRole('textbox', { name: 'Title' });
    await title.press('Enter');
    assert.match(await view.page.getByRole('alert').innerText(), /Write a title/);
    assert.deepEqual(await view.asked(), []);
    await title.fill('Eggs');
    await view.page.locator('#draft-priority').selectOption('urgent');
    await title.press('Enter');
    await title.press('Enter');
    const created = { type: 'create', project: 'p1', title: 'Eggs', status: 'ready', priority: 'urgent' };
    assert.deepEqual(await view.asked(), [created], 'a second Enter creates no second task');
    await view.send({ type: 'created', problem: 'The disk is full. Make room and try again.' });
    assert.match(await view.page.getByRole('alert').innerText(), /disk is full/);
    assert.equal(await title.inputValue(), 'Eggs');
    await title.press('Enter');
    await view.send({ type: 'created', problem: null });
    await spoken(view, 'The task is written down.');
    assert.equal(await title.inputValue(), '');
    await title.press('Escape');
    await title.waitFor({ state: 'detached' });
    await view.page.close();
  });
});
