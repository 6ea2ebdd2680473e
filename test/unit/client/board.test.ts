/** What the extension tells the board's page, and when. */
import '../../helpers/vscode-stub/register.ts';
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { TaskStatus, type TaskView } from '#schemas/protocol/tasks.ts';
import { ToBoard } from '#schemas/webview/board.ts';
import type { BoardFeed as Feed } from '../../../client/features/board/feed.ts';
import { boardPieces, boardTask } from '../../../client/features/board/pieces.ts';
import { manyTasks, personTask } from '../../helpers/webview/board-tasks.ts';

const { BoardFeed } = await import('../../../client/features/board/feed.ts');

describe('the pieces of a snapshot', () => {
  it('begin with what a person sees first, and hold every task once', () => {
    const tasks = manyTasks(10_000, 'done').toReversed();
    const pieces = boardPieces([...tasks, personTask('one')]);
    assert.ok(pieces.length > 2 && pieces.length < 10, `${pieces.length} messages`);
    assert.deepEqual(pieces[0]?.map(({ id }) => id).slice(0, 4), ['one', 't0', 't1', 't2']);
    assert.equal(new Set(pieces.flat().map(({ id }) => id)).size, 10_001);
    assert.equal(pieces.flat().length, 10_001);
  });

  it('are one, and empty, where there is no task', () => {
    assert.deepEqual(boardPieces([]), [[]]);
  });

  it('cut what people and agents wrote, never inside of a sign', () => {
    const cheese = '\u{1F9C0}';
    const cut = boardTask(personTask('x', { title: cheese.repeat(500_000), tags: Array(900).fill('t'.repeat(9000)) }));
    assert.ok(cut.title.length <= 302 && cut.title.isWellFormed() && cut.title.endsWith('…'));
    assert.ok(JSON.stringify(cut).length < 3000);
    assert.equal(boardTask(personTask('x', { title: ' two\r\n\tlines ' })).title, 'two lines');
  });
});

describe('the feed of a board', () => {
  let posted: ToBoard[];
  let panel: ConstructorParameters<typeof Feed>[1];
  let visible: boolean;
  let current: Map<string, TaskView> | null;
  let feed: Feed;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    posted = [];
    visible = true;
    current = new Map(manyTasks(5).map((task) => [task.id, task]));
    panel = {
      get visible() {
        return visible;
      },
      onDidChangeVisibility: () => ({ dispose: () => undefined }),
      title: '',
      post: (message) => void posted.push(ToBoard.parse(structuredClone(message))),
      close: () => undefined,
    };
    const services = {
      link: { status: { state: 'ready', message: null } },
      tasks: {
        get current() {
          return current;
        },
        projects: [{ id: 'p1', name: 'notes', root: '/notes' }],
      },
    };
    feed = new BoardFeed(services as unknown as ConstructorParameters<typeof Feed>[0], panel);
  });
  afterEach(() => {
    feed.dispose();
    mock.timers.reset();
  });

  const tick = (): void => mock.timers.tick(1000);

  it('says nothing before the page is ready, nor while it is hidden', () => {
    feed.again();
    feed.take(manyTasks(1), []);
    tick();
    assert.deepEqual(posted, []);
    feed.begin();
    assert.equal(posted.length, 1);
    visible = false;
    feed.stop();
    feed.take(manyTasks(1), []);
    feed.again();
    tick();
    assert.equal(posted.length, 1);
  });

  it('tells many changes of a task in one message, in its last state', () => {
    feed.begin();
    feed.take([personTask('t0', { title: 'First' })], []);
    for (const title of ['Second', 'Third']) feed.take([personTask('t0', { title })], []);
    feed.take([], ['t1']);
    feed.take([personTask('t1')], []);
    feed.take([personTask('t2')], []);
    feed.take([], ['t2']);
    tick();
    const deltas = posted.flatMap((message) => (message.type === 'delta' ? [message] : []));
    assert.ok(deltas.length <= 2, 'at most one at once and one at the end of the interval');
    const last = deltas.at(-1);
    assert.deepEqual(
      [last?.changed.map(({ id, title }) => `${id} ${title}`).sort(), last?.removed],
      [['t0 Third', 't1 Task t1'], ['t2']],
    );
  });

  it('numbers what it says without a gap, and sends changes after the pieces that they belong to', () => {
    current = new Map(manyTasks(6000, TaskStatus.enum.done).map((task) => [task.id, task]));
    feed.begin();
    feed.take(manyTasks(1), []);
    feed.flush();
    for (const seq of [7, 1, 1, 2, 3, 4]) feed.next(seq);
    tick();
    const numbers = posted.map((message) => ('seq' in message ? message.seq : 0));
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => index + 1),
    );
    assert.deepEqual(
      posted.map(({ type }) => type),
      ['snapshot', 'more', 'more', 'more', 'delta'],
    );
  });

  it('sends a piece when the one before is drawn, and none of a list that is not true any more', () => {
    current = new Map(manyTasks(6000, TaskStatus.enum.done).map((task) => [task.id, task]));
    feed.begin();
    assert.equal(posted.length, 1);
    feed.again();
    feed.next(1);
    assert.deepEqual(
      posted.map(({ type }) => type),
      ['snapshot', 'snapshot'],
    );
    feed.next(2);
    assert.equal(posted.at(-1)?.type, 'more');
    feed.stop();
    feed.next(3);
    assert.equal(posted.length, 3);
  });

  it('says that it does not know before the server has told the tasks', () => {
    current = null;
    feed.begin();
    const [first] = posted;
    assert.ok(first?.type === 'snapshot');
    assert.deepEqual([first.tasks, first.around.server.state], [null, 'starting']);
  });
});
