import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TaskStatus } from '#schemas/protocol/tasks.ts';
import type { BoardTask } from '#schemas/webview/board.ts';
import { beforeAt, columnsOf, moveTo, withTaskAt, type Columns } from '../../../webviews/board/columns.ts';
import { filtered, filterOptions, isFiltering, noFilters } from '../../../webviews/board/filters.ts';
import { cardAt, createLayout, positionOf } from '../../../webviews/board/layout.ts';
import { nothingTold, receive, type Telling, type Told } from '../../../webviews/board/receive.ts';
import { slotAt, topToShow, visibleRows } from '../../../webviews/board/visible-rows.ts';
import { boardAround, cardsOf, manyTasks, personTask, runTask } from '../../helpers/webview/board-tasks.ts';

const tasks = cardsOf([
  personTask('b', { rank: 2, tags: ['ui'] }),
  personTask('a', { rank: 1, title: 'Größe der Schrift' }),
  personTask('c', { rank: 2, tags: ['ui'] }),
  personTask('d', { rank: 1, status: 'done', machine: 'lab' }),
  runTask('r', { rank: 9, status: 'in_progress' }),
]);
const byId = new Map(tasks.map((task) => [task.id, task]));
const task = (id: string): BoardTask => {
  const found = byId.get(id);
  assert.ok(found);
  return found;
};
const ids = (columns: Columns): Record<string, string> =>
  Object.fromEntries(
    TaskStatus.options.flatMap((status) =>
      columns[status].length === 0 ? [] : [[status, columns[status].map(({ id }) => id).join('')]],
    ),
  );
const columns = columnsOf(tasks);

describe('columns', () => {
  it('stand by rank, and by id where that is equal', () => {
    assert.deepEqual(ids(columns), { backlog: 'abc', in_progress: 'r', done: 'd' });
  });

  it('show a task elsewhere: before another, or at the end where that one is gone', () => {
    assert.deepEqual(ids(withTaskAt(columns, task('d'), { to: 'backlog', before: 'b' })).backlog, 'adbc');
    assert.deepEqual(ids(withTaskAt(columns, task('d'), { to: 'backlog', before: 'gone' })).backlog, 'abcd');
    assert.deepEqual(ids(withTaskAt(columns, task('a'), { to: 'backlog', before: null })).backlog, 'bca');
    assert.deepEqual(ids(withTaskAt(columns, task('a'), { to: 'ready', before: null })), {
      backlog: 'bc',
      ready: 'a',
      in_progress: 'r',
      done: 'd',
    });
  });

  it('know what stands below a gap, also where filters hide it', () => {
    const [a, b, c] = [task('a'), task('b'), task('c')];
    assert.equal(beforeAt([a, b, c], [a, c], 0), 'a');
    assert.equal(beforeAt([a, b, c], [a, c], 1), 'c');
    assert.equal(beforeAt([a, b, c], [a], 1), 'b');
    assert.equal(beforeAt([a, b, c], [a, c], 2), null);
    assert.equal(beforeAt([a, b], [], 0), null);
  });

  it('take a task of a run only where its run allows', () => {
    assert.equal(moveTo(task('r'), 'done'), null);
    assert.equal(moveTo(task('r'), 'backlog')?.needs, 'reason');
    assert.equal(moveTo(task('r'), 'in_progress')?.needs, null);
    assert.equal(moveTo(task('a'), 'done')?.needs, null);
  });
});

describe('filters', () => {
  it('choose by every word, whatever its case', () => {
    const found = (text: string) => ids(filtered(columns, { ...noFilters, text }));
    assert.deepEqual(found('GRÖSSE'), {});
    assert.deepEqual(found('größe  SCHRIFT'), { backlog: 'a' });
    assert.deepEqual(found('ui'), { backlog: 'bc' });
    assert.deepEqual(found('   '), ids(columns));
  });

  it('choose by everything that was chosen at once', () => {
    const found = (chosen: object) => ids(filtered(columns, { ...noFilters, ...chosen }));
    assert.deepEqual(found({ tag: 'ui' }), { backlog: 'bc' });
    assert.deepEqual(found({ machine: 'lab' }), { done: 'd' });
    assert.deepEqual(found({ machine: '' }), { backlog: 'abc', in_progress: 'r' });
    assert.deepEqual(found({ role: 'executor', tag: 'ui' }), {});
    assert.deepEqual(found({ project: 'gone' }), {});
    assert.ok(isFiltering({ ...noFilters, machine: '' }));
  });

  it('leave the columns themselves alone where nothing is chosen', () => {
    assert.equal(filtered(columns, noFilters), columns);
  });

  it('offer the commonest values where there are too many for a list', () => {
    const tagged = cardsOf(
      Array.from({ length: 1000 }, (_, index) => personTask(`t${index}`, { tags: [`only-${index}`, 'common'] })),
    );
    const { tag } = filterOptions(tagged);
    assert.equal(tag.length, 200);
    assert.ok(tag.includes('common'));
  });
});

describe('the rows that are drawn', () => {
  it('cover the frame at every place, and are never many', () => {
    for (const [count, height, row] of [
      [10_000, 640, 120],
      [3, 640, 120],
      [0, 640, 120],
      [50, 17, 120],
    ] as const) {
      const most = Math.max(0, count * row - height);
      for (let top = -30; top <= most; top += 37) {
        const { start, end } = visibleRows({ top, height }, row, count);
        assert.ok(start >= 0 && end <= count && start <= end);
        assert.ok(start * row <= Math.max(0, top), 'the first row reaches the upper edge');
        assert.ok(end === count || end * row >= top + height, 'the last row reaches the lower edge');
        assert.ok(end - start <= Math.ceil(height / row) + 16);
      }
    }
  });

  it('are none where the column has become shorter than it is scrolled', () => {
    assert.deepEqual(visibleRows({ top: 90_000, height: 640 }, 120, 8), { start: 8, end: 8 });
  });

  it('are scrolled no further than a card needs to be seen', () => {
    const frame = { top: 600, height: 600 };
    assert.equal(topToShow(6, 100, frame), 600);
    assert.equal(topToShow(2, 100, frame), 200);
    assert.equal(topToShow(12, 100, frame), 700);
    assert.equal(topToShow(7, 1000, frame), 7000);
  });

  it('have gaps before, between and after them', () => {
    assert.deepEqual(
      [-80, 49, 51, 149, 9000].map((y) => slotAt(y, 100, 3)),
      [0, 0, 1, 1, 3],
    );
  });
});

describe('what the host tells', () => {
  const around = boardAround();
  const all = cardsOf(manyTasks(10));
  const hear = (...messages: readonly Telling[]): Told | null =>
    messages.reduce<Told | null>((told, message) => told && receive(told, message), nothingTold);

  it('is complete when the last piece has come', () => {
    const first: Telling = { type: 'snapshot', seq: 5, around, tasks: all.slice(0, 4), more: true };
    const partly = hear(first);
    assert.deepEqual([partly?.tasks?.size, partly?.complete], [4, false]);
    const whole = hear(first, { type: 'more', seq: 6, tasks: all.slice(4), more: false });
    assert.deepEqual([whole?.tasks?.size, whole?.complete], [10, true]);
  });

  it('changes and removes tasks', () => {
    const changed = all.slice(0, 1).map((one) => ({ ...one, title: 'Other' }));
    const told = hear(
      { type: 'snapshot', seq: 1, around, tasks: [...all], more: false },
      { type: 'delta', seq: 2, around, changed, removed: ['t1', 'unknown'] },
    );
    assert.equal(told?.tasks?.get('t0')?.title, 'Other');
    assert.equal(told?.tasks?.size, 9);
  });

  it('keeps the tasks themselves where only the surroundings changed, so that nothing is computed anew', () => {
    const before = hear({ type: 'snapshot', seq: 1, around, tasks: [...all], more: false });
    assert.ok(before);
    const next = receive(before, { type: 'delta', seq: 2, around: boardAround(), changed: [], removed: [] });
    assert.equal(next?.tasks, before.tasks);
  });

  it('replaces a list at once and not piece by piece', () => {
    const list: Telling = { type: 'snapshot', seq: 1, around, tasks: [...all], more: false };
    const again: Telling = { type: 'snapshot', seq: 2, around, tasks: all.slice(0, 2), more: true };
    assert.equal(hear(list, again)?.tasks?.size, 10);
    const last: Telling = { type: 'more', seq: 3, tasks: all.slice(2, 5), more: false };
    assert.equal(hear(list, again, last)?.tasks?.size, 5);
  });

  it('is asked for anew when a number is missing, or a change comes before any task', () => {
    const changed = all.slice(0, 1);
    assert.equal(hear({ type: 'delta', seq: 1, around, changed, removed: [] }), null);
    assert.equal(
      hear(
        { type: 'snapshot', seq: 1, around, tasks: null, more: false },
        { type: 'delta', seq: 3, around, changed: [], removed: [] },
      ),
      null,
    );
  });
});

describe('the layout', () => {
  const nothing = { filters: noFilters, moving: new Map(), lifted: null };

  it('is the same where nothing changed, and shows what is on its way where it goes', () => {
    const layoutOf = createLayout();
    const layout = layoutOf({ ...nothing, tasks: byId });
    assert.equal(layoutOf({ ...nothing, tasks: byId }), layout);
    const moving = new Map([['a', { to: 'done', before: 'd' } as const]]);
    assert.deepEqual(ids(layoutOf({ ...nothing, tasks: byId, moving }).shown), {
      backlog: 'bc',
      in_progress: 'r',
      done: 'ad',
    });
  });

  it('shows a card that is held among those that the filters let through', () => {
    const layout = createLayout()({
      ...nothing,
      tasks: byId,
      filters: { ...noFilters, tag: 'ui' },
      lifted: { task: 'c', to: 'backlog', index: 0 },
    });
    assert.deepEqual([ids(layout.shown).backlog, ids(layout.through).backlog, layout.count], ['cb', 'bc', 2]);
  });

  it('finds a card, and the nearest where it is gone', () => {
    assert.deepEqual(positionOf(columns, 'c'), { status: 'backlog', index: 2 });
    assert.equal(positionOf(columns, 'gone'), null);
    assert.equal(cardAt(columns, { status: 'backlog', index: 9 })?.id, 'c');
    assert.equal(cardAt(columns, { status: 'ready', index: 0 })?.id, 'a');
    assert.equal(cardAt(columnsOf([]), { status: 'ready', index: 0 }), null);
  });
});
