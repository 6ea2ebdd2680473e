/** Comments on a workstream's changes, with a stand-in for VS Code. */
import '../../helpers/vscode-stub/register.ts';
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import type { RunView } from '#schemas/run/run.ts';
import type { StoredThread } from '../../../client/features/review/thread-store.ts';
import { monitorStates } from '../../helpers/webview/run-fixtures.ts';

const { renderComments } = await import('../../../client/features/review/render-comments.ts');
const { threadStatus } = await import('../../../client/features/review/thread-status.ts');
const { createThreadStore } = await import('../../../client/features/review/thread-store.ts');

const thread = (change: Partial<StoredThread> = {}): StoredThread => ({
  id: 't1',
  run: 'r',
  phase: '1',
  workstream: 'api',
  path: 'src/a.ts',
  ref: 'abcdef1',
  line: 2,
  quoted: 'const x = 1;',
  comments: ['Name it.'],
  sent: null,
  ...change,
});

describe('what the executor is told', () => {
  test('names the file, the line and what stood there, in the order of the files', () => {
    const [text, ...more] = renderComments([thread({ path: 'src/b.ts', line: 0, quoted: ' ' }), thread()]);
    assert.deepEqual(more, []);
    assert.equal(
      text,
      [
        'A person has read your changes and comments on them. Address every comment.',
        '',
        'src/a.ts:3\n> const x = 1;\nName it.',
        '',
        'src/b.ts:1\nName it.',
      ].join('\n'),
    );
  });

  test('holds only what was not sent yet', () => {
    const sent = { comments: 1, attempts: 1, at: 0 };
    assert.deepEqual(renderComments([thread({ sent })]), []);
    const [text = ''] = renderComments([thread({ sent, comments: ['Name it.', 'And test it.'] })]);
    assert.ok(text.includes('And test it.') && !text.includes('Name it.'));
  });

  test('comes in parts where it would be too long for one decision', () => {
    const many = Array.from({ length: 10 }, (_, line) => thread({ line, comments: ['x'.repeat(3_000)] }));
    const parts = renderComments(many);
    assert.ok(parts.length > 1);
    assert.ok(parts.every((part) => part.length <= 10_000));
    assert.equal(parts.join('').match(/src\/a\.ts:/g)?.length, 10);
  });
});

describe('a thread says what became of it', () => {
  const sent = { comments: 1, attempts: 1, at: 0 };
  const label = (change: object, one = thread({ sent })): string => {
    const { run } = monitorStates.team;
    assert.ok(run);
    const phase = run.phases[0];
    const worker = phase?.workstreams[0];
    assert.ok(phase && worker);
    const workstreams = [{ ...worker, name: 'api', attempts: 1, ...change }];
    const view: RunView = { ...run, phases: [{ ...phase, id: '1', status: 'in-progress', workstreams }] };
    return threadStatus(one, view).label;
  };

  test('from the draft to the commit that answers it', () => {
    assert.equal(label({ status: 'completed' }, thread()), 'Not sent yet');
    assert.equal(label({ status: 'in-progress' }), 'Sent; read when the present session has ended');
    assert.equal(label({ status: 'pending' }), 'Sent');
    assert.equal(label({ status: 'in-progress', attempts: 2 }), 'Being worked on');
    assert.equal(label({ status: 'completed', attempts: 2, commit: 'fedcba9876' }), 'Answered by fedcba98');
    assert.equal(label({ status: 'skipped' }), 'Sent; the workstream was given up');
    assert.equal(threadStatus(thread({ sent }), undefined).label, 'Sent; its run is not known any more');
  });

  test('and that a comment which was added afterwards was not sent', () => {
    assert.equal(label({ status: 'completed' }, thread({ sent, comments: ['a', 'b'] })), 'Not sent yet');
  });
});

describe('threads that are kept', () => {
  const memento = (value: unknown) => {
    const state = { value };
    return {
      state,
      get: (_key: string): unknown => state.value,
      update: (_key: string, next: unknown) => Promise.resolve(void (state.value = next)),
    };
  };
  const warnings: string[] = [];
  const log = { warn: (words: string) => void warnings.push(words) };

  test('are there again after a reload', async () => {
    const memory = memento(undefined);
    const first = createThreadStore(memory, log);
    await first.put(thread());
    await first.put(thread({ id: 't2' }));
    await first.put(thread({ comments: ['Name it.', 'Soon.'] }));
    await first.remove('t2');
    assert.deepEqual(createThreadStore(memory, log).threads, [thread({ comments: ['Name it.', 'Soon.'] })]);
  });

  test('are read one by one: what cannot be read costs nothing else', () => {
    const store = createThreadStore(memento([thread(), { id: 7 }, 'x']), log);
    assert.deepEqual(store.threads, [thread()]);
    assert.deepEqual(warnings, ['2 comment threads could not be read.']);
    assert.deepEqual(createThreadStore(memento('nonsense'), log).threads, []);
  });
});
