/** What the board looks like in every state, to everybody, with far too much in it, and after a reload. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import type { TaskView } from '#schemas/protocol/tasks.ts';
import type { BoardSurroundings } from '#schemas/webview/board.ts';
import { openBrowser } from '../../scripts/lib/chromium.ts';
import { boardAround, manyTasks, personTask, runTask } from '../helpers/webview/board-tasks.ts';
import { openBoardView, type BoardView } from '../helpers/webview/board-view.ts';
import { themes } from '../helpers/webview/themes.ts';
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

const down: Partial<BoardSurroundings> = {
  server: { state: 'down', message: 'It ended with exit code 1. Look at its log.' },
};

const states: Readonly<
  Record<string, { readonly around: Partial<BoardSurroundings>; readonly tasks: readonly TaskView[] | null }>
> = {
  'many tasks': { around: {}, tasks: manyTasks(80) },
  'no task': { around: {}, tasks: [] },
  'no project': { around: { projects: [] }, tasks: [] },
  'no folder': { around: { projects: [], folder: false }, tasks: [] },
  'not trusted': { around: { trusted: false }, tasks: manyTasks(8) },
  'not told yet': { around: { server: { state: 'starting', message: null } }, tasks: null },
  'server down': { around: down, tasks: manyTasks(8) },
  'other version': { around: { server: { state: 'incompatible', message: 'Server 9 is running.' } }, tasks: null },
};

function violations({ page }: BoardView): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const results: axe.AxeResults = await Reflect.get(globalThis, 'axe').run(document);
    return results.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
    );
  });
}

for (const { name: theme } of themes) {
  describe(`in the ${theme} theme`, () => {
    it('every state is accessible, and logs no error', async (context) => {
      const view = await open([], { theme });
      await view.page.evaluate(axe.source);
      for (const [index, [name, { around, tasks }]] of Object.entries(states).entries()) {
        await context.test(name, async () => {
          await view.show(index + 2, tasks, around);
          assert.deepEqual(await violations(view), []);
        });
      }
      assert.deepEqual(view.errors, []);
      await view.page.close();
    });

    it('so is what is asked, offered and refused', async () => {
      const view = await open([...manyTasks(12), runTask('r', { title: 'Bake', rank: -1, status: 'ready' })], {
        theme,
      });
      await view.page.evaluate(axe.source);
      await view.page.getByRole('button', { name: 'New task in Done' }).click();
      await view.send({ type: 'moved', task: 't5', problem: 'It waits for another one.' });
      await view.card('Bake').getByRole('button', { name: 'Move Bake to…' }).click();
      await view.page.getByRole('menuitem').click();
      await view.page.getByRole('textbox', { name: /why/ }).waitFor();
      assert.deepEqual(await violations(view), []);
      await view.card('Bake').getByRole('button', { name: 'Move Bake to…' }).click();
      await view.page.getByRole('menu').waitFor();
      assert.deepEqual(await violations(view), []);
      await view.page.close();
    });
  });
}

describe('a board that cannot be changed', () => {
  it('of a workspace that is not trusted can be looked at, and says how to change that', async () => {
    const view = await open([personTask('a', { title: 'Apples' })], { around: { trusted: false } });
    assert.equal(await view.card('Apples').getAttribute('draggable'), 'false');
    assert.equal(await view.page.getByRole('button', { name: /^(New task|Move)/ }).count(), 0);
    await view.card('Apples').focus();
    await view.page.keyboard.press('m');
    assert.equal(await view.page.locator('.held').count(), 0);
    await view.page.getByRole('button', { name: 'Manage Workspace Trust' }).click();
    assert.deepEqual(await view.asked(), [{ type: 'manage-trust' }]);
    await view.page.close();
  });

  it('keeps what it showed while the server is down, with the button that helps', async () => {
    const view = await open([personTask('a', { title: 'Apples' })]);
    await view.change([], [], down);
    assert.match(await view.page.getByRole('alert').innerText(), /not running[\s\S]*exit code 1/);
    assert.ok(await view.card('Apples').isVisible());
    assert.equal(await view.page.getByRole('button', { name: /^Move Apples/ }).count(), 0);
    await view.page.getByRole('button', { name: 'Restart Server' }).click();
    assert.deepEqual(await view.asked(), [{ type: 'restart-server' }]);
    await view.page.close();
  });

  it('claims nothing before the server has told the tasks', async () => {
    const view = await open([]);
    await view.show(2, null, { server: { state: 'starting', message: null } });
    await view.page.getByText('Connecting to the CLUTCH server.').waitFor();
    assert.equal(await view.page.getByText('There is no task yet').count(), 0);
    await view.page.close();
  });

  it('without a project says what makes one', async () => {
    for (const [folder, button, type] of [
      [true, 'New Plan…', 'new-plan'],
      [false, 'Open Folder', 'open-folder'],
    ] as const) {
      const view = await open([], { around: { projects: [], folder } });
      await view.page.getByRole('button', { name: button }).click();
      assert.deepEqual(await view.asked(), [{ type }]);
      await view.page.close();
    }
  });

  it('without a task offers to write one down', async () => {
    const view = await open([]);
    await view.page.getByRole('button', { name: 'New Task', exact: true }).click();
    assert.ok(await view.column('Backlog').getByRole('textbox', { name: 'Title' }).isVisible());
    await view.page.close();
  });
});

describe('ten thousand tasks', () => {
  const COUNT = 10_000;

  it('in one column leave only those in sight on the page, each with its place in the whole', async () => {
    const view = await open(manyTasks(COUNT, 'done'));
    await view.page.getByText('10,000 of 10,000 tasks').waitFor();
    const scroller = view.column('Done').locator('.scroller');
    for (const share of [0, 0.37, 0.9, 1]) {
      await scroller.evaluate((element, part) => (element.scrollTop = part * element.scrollHeight), share);
      const first = Math.floor(share * (COUNT - 1));
      await view.card(titleOf(first)).waitFor();
      assert.ok((await view.page.locator('.card').count()) < 40, `${await view.page.locator('.card').count()} cards`);
    }
    const last = view.page.locator('.card').last();
    assert.equal(await last.getAttribute('aria-setsize'), String(COUNT));
    assert.equal(await last.getAttribute('aria-posinset'), String(COUNT));
    await view.page.close();
  });

  const titleOf = (index: number): string => manyTasks(COUNT, 'done')[index]?.title ?? '';

  it('are walked to their end by keyboard, and the card stays there while the column is scrolled away', async () => {
    const view = await open(manyTasks(COUNT, 'ready'));
    await view.page.getByText('10,000 of 10,000 tasks').waitFor();
    await view.page.locator('.card').first().focus();
    await view.page.keyboard.press('End');
    const position = () => view.page.evaluate(() => document.activeElement?.getAttribute('aria-posinset'));
    assert.equal(await position(), String(COUNT));
    await view
      .column('Ready')
      .locator('.scroller')
      .evaluate((element) => (element.scrollTop = 0));
    await view.card(titleOf(0)).waitFor();
    assert.equal(await position(), String(COUNT));
    await view.page.keyboard.press('ArrowUp');
    assert.equal(await position(), String(COUNT - 1));
    await view.page.close();
  });

  it('stay in sight while everything is told anew', async () => {
    const view = await open(manyTasks(3000, 'done'));
    await view.page.getByText('3,000 of 3,000 tasks').waitFor();
    const [first, ...rest] = [manyTasks(10, 'done'), manyTasks(2990, 'done')];
    await view.send({ type: 'snapshot', seq: 9, around: boardAround(), tasks: view.cards(first), more: true });
    await view.page.evaluate(() => new Promise(requestAnimationFrame));
    assert.equal(await view.page.locator('.total').innerText(), '3,000 of 3,000 tasks');
    await view.send({ type: 'more', seq: 10, tasks: view.cards(rest.flat()), more: false });
    await view.page.getByText('2,990 of 2,990 tasks').waitFor();
    await view.page.close();
  });
});

describe('after a reload', () => {
  it('the filters, each column’s scroll, the card of the keyboard and what was half written are back', async () => {
    const tasks = [...manyTasks(600, 'done'), runTask('r', { title: 'Bake', status: 'ready' })];
    const first = await open(tasks);
    await first.page.getByRole('searchbox').fill('e');
    await first
      .column('Done')
      .locator('.scroller')
      .evaluate((element) => (element.scrollTop = 20_000));
    await first.page.getByRole('button', { name: 'New task in Backlog' }).click();
    await first.page.getByRole('textbox', { name: 'Title' }).fill('Half a tit');
    await first.card('Bake').getByRole('button', { name: 'Move Bake to…' }).click();
    await first.page.getByRole('menuitem').click();
    await first.page.getByRole('textbox', { name: /why/ }).fill('Half a rea');
    await first.page.waitForFunction(() => Reflect.get(globalThis, 'clutchTest').memory.scroll.done === 20_000);

    const view = await open(tasks, { memory: await first.remembered() });
    assert.equal(await view.page.getByRole('searchbox').inputValue(), 'e');
    assert.equal(await view.page.getByRole('textbox', { name: 'Title' }).inputValue(), 'Half a tit');
    assert.equal(await view.page.getByRole('textbox', { name: /why/ }).inputValue(), 'Half a rea');
    assert.equal(await view.page.locator('.card[tabindex="0"]').getAttribute('data-task'), 'r');
    assert.equal(
      await view
        .column('Done')
        .locator('.scroller')
        .evaluate((element) => element.scrollTop),
      20_000,
    );
    await Promise.all([first.page.close(), view.page.close()]);
  });

  it('a memory that is none is forgotten', async () => {
    const view = await open([personTask('a', { title: 'Apples' })], { memory: { filters: 'all', scroll: -1 } });
    assert.ok(await view.card('Apples').isVisible());
    await view.page.close();
  });
});

describe('hostile words', () => {
  it('stay words, on one card, whatever they are', async () => {
    const hostile = [
      '<img src=x onerror=alert(1)><script>alert(2)</script>',
      '\u202Etxet sdrawkcab \u{1F9C0}\u{1F9C0}',
      'one\ntwo\r\n\tthree',
      'a'.repeat(1_000_000),
      '\u0000\u0007 \uD800 end',
    ];
    const tasks = hostile.map((title, index) =>
      personTask(`h${index}`, {
        title,
        rank: index,
        tags: Array.from({ length: 50 }, () => title.slice(0, 5000)),
        machine: title.slice(0, 9000),
        waitsFor: ['<b>unknown</b>', ...Array.from({ length: 500 }, (_, one) => `x${one}`)],
        evidence: { text: title, at: 0 },
      }),
    );
    const view = await open(tasks);
    assert.equal(await view.page.locator('.card').count(), hostile.length);
    assert.equal(await view.page.locator('.card img, .card script, .card b').count(), 0);
    assert.match(await view.page.locator('.title').first().innerText(), /^<img src=x onerror=alert\(1\)><script>/);
    assert.ok((await view.page.locator('.title').allInnerTexts()).includes('one two three'));
    const boxes = await view.page
      .locator('.card')
      .evaluateAll((cards) => cards.map((card) => [card.clientHeight, card.scrollWidth <= card.clientWidth] as const));
    assert.equal(new Set(boxes.map(([height]) => height)).size, 1, 'all cards are equally high');
    assert.ok(
      boxes.every(([, fits]) => fits),
      'nothing makes a card wider',
    );
    assert.ok((await view.page.locator('main').innerHTML()).length < 200_000);
    assert.deepEqual(view.errors, []);
    await view.page.close();
  });
});

describe('the page', () => {
  it('is blocked nothing of by the content security policy, and loads its icons', async () => {
    const view = await open(manyTasks(30));
    await view.page
      .getByRole('button', { name: /^Move .*…$/ })
      .first()
      .click();
    // The component library tries one inline style element before it falls back to adopted style sheets.
    const ours = (await view.blocked()).filter((one) => !one.startsWith('style-src-elem: inline'));
    assert.deepEqual(ours, []);
    await view.page.evaluate(() => document.fonts.ready);
    assert.ok(await view.page.evaluate(() => document.fonts.check('16px codicon')), 'the icon font did not load');
    await view.page.close();
  });

  it('moves nothing by itself, for nobody', async () => {
    const view = await open(manyTasks(30), { reducedMotion: true });
    assert.equal(await view.page.evaluate(() => document.getAnimations().length), 0);
    await view.page.close();
  });

  it('stays small enough to open at once', () => {
    const script = built.get('board.js');
    assert.ok(script && script.byteLength <= 250 * 1024, `${script?.byteLength} bytes`);
  });

  it('is usable 480 pixels wide, and at twice the size', async () => {
    const view = await open(manyTasks(60), { width: 480 });
    for (const size of [
      { width: 480, height: 700 },
      { width: 640, height: 360 },
    ]) {
      await view.page.setViewportSize(size);
      const wide = await view.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
      assert.ok(wide, 'the page itself does not scroll sideways');
      await view.page.locator('.card').first().focus();
      for (let column = 0; column < 5; column += 1) await view.page.keyboard.press('ArrowRight');
      const card = view.column('Done').locator('.card').first();
      const box = await card.boundingBox();
      assert.ok(box && box.x >= 0 && box.x + box.width <= size.width, 'the keyboard brings the last column into sight');
    }
    await view.page.getByRole('button', { name: 'Filters' }).click();
    await view.page.getByLabel('Priority', { exact: true }).selectOption('Urgent');
    assert.match(await view.page.locator('.total').innerText(), /^14 of 60/);
    await view.page.close();
  });
});
