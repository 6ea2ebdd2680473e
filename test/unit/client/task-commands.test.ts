/** What the commands of tasks ask of a person, and what they send then. */
import '../../helpers/vscode-stub/register.ts';
import { beforeEach, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import type { TaskView } from '#schemas/protocol/tasks.ts';
import type { Services } from '../../../client/services.ts';
import { taskView, writtenTask } from '../../helpers/tasks.ts';
import { freshPerson, person } from '../../helpers/vscode-stub/vscode.ts';

const { moveTask } = await import('../../../client/features/tasks/commands/move.ts');
const { newTask } = await import('../../../client/features/tasks/commands/new.ts');
const { editTask, setTaskPriority } = await import('../../../client/features/tasks/commands/edit.ts');
const { removeTask } = await import('../../../client/features/tasks/commands/remove.ts');
const { commentTask } = await import('../../../client/features/tasks/commands/comment.ts');
const { filterTasks } = await import('../../../client/features/tasks/commands/filter.ts');
const { createFilterStore } = await import('../../../client/features/tasks/filter-store.ts');

const written = writtenTask('t-1', { title: 'Write the guide', tags: ['docs'] });
const ofRun = taskView('r/1/api', {
  status: 'blocked',
  moves: [
    { to: 'in_progress', verb: 'retry', needs: null },
    { to: 'done', verb: 'skip', needs: 'reason' },
  ],
});
const fixed = taskView('r/1/ui', { status: 'done' });

function stage(tasks: readonly TaskView[] = [written, ofRun, fixed], projects = 1) {
  const sent: { method: string; params: unknown }[] = [];
  const services = {
    tasks: {
      current: new Map(tasks.map((task) => [task.id, task])),
      projects: ['shop', 'blog'].slice(0, projects).map((name) => ({ id: name, name, root: `/${name}` })),
    },
    link: {
      request: (method: string, _shape: unknown, params: unknown) => {
        if (method === 'clutch/tasks/show')
          return Promise.resolve({ task: written, description: 'one\ntwo \\n', history: [] });
        sent.push({ method, params });
        return Promise.resolve(written);
      },
    },
  } as unknown as Services;
  return { services, sent };
}

const row = ({ id }: TaskView) => ({ target: { kind: 'task', task: id } });
const named =
  (label: RegExp) =>
  <T extends { readonly label: string }>(items: readonly T[]): T | undefined =>
    items.find((item) => label.test(item.label));

beforeEach(freshPerson);

describe('moving', () => {
  test('from the palette asks which task and where to, and offers only tasks that can move', async () => {
    const { services, sent } = stage();
    person.picks.push(named(/Task r\/1\/api/), named(/Try Again/));
    await moveTask(services, undefined);
    assert.equal(person.lists[0]?.length, 2);
    assert.deepEqual(sent[0]?.params, { task: 'r/1/api', to: 'in_progress', reason: null, before: null });
  });

  test('by dropping goes where it was dropped, and asks why where that is needed', async () => {
    const { services, sent } = stage();
    await moveTask(services, { ...row(written), to: 'in_review', before: 'x' });
    person.words.push('it is not wanted');
    await moveTask(services, { ...row(ofRun), to: 'done' });
    assert.deepEqual(
      sent.map(({ params }) => params),
      [
        { task: 't-1', to: 'in_review', reason: null, before: 'x' },
        { task: 'r/1/api', to: 'done', reason: 'it is not wanted', before: null },
      ],
    );
    await moveTask(services, { ...row(ofRun), to: 'done' });
    assert.equal(sent.length, 2, 'without words nothing is sent');
  });

  test('of a run’s task to where proof alone leads is refused, with what can be done', async () => {
    const { services, sent } = stage();
    const refused = moveTask(services, { ...row(ofRun), to: 'in_review' });
    await assert.rejects(refused, /follows from what its run has proved\. It can go to: In progress, Done\./);
    await assert.rejects(moveTask(services, row(fixed)), /stays where it is/);
    assert.deepEqual(sent, []);
  });

  test('and everything else that changes something needs a trusted workspace', async () => {
    person.trusts = false;
    const { services, sent } = stage();
    for (const command of [moveTask, newTask, editTask, setTaskPriority, removeTask, commentTask]) {
      await assert.rejects(command(services, row(written)), /not trusted/);
    }
    assert.deepEqual(sent, []);
  });
});

describe('writing down', () => {
  test('takes a title, and what else a person says before they are done', async () => {
    const { services, sent } = stage([written], 2);
    person.words.push('Second guide', 'ui, #docs');
    person.picks.push(named(/blog/), named(/Priority/), named(/high priority/), named(/Tags/), named(/Write It Down/));
    await newTask(services, undefined);
    assert.deepEqual(sent, [
      {
        method: 'clutch/tasks/create',
        params: {
          project: '/blog',
          task: {
            title: 'Second guide',
            description: '',
            status: 'backlog',
            priority: 'high',
            role: null,
            tags: ['ui', 'docs'],
            dependsOn: [],
          },
        },
      },
    ]);
  });

  test('is given up with Escape at any point, and needs a project', async () => {
    const { services, sent } = stage();
    await newTask(services, undefined);
    person.words.push('Half a task');
    await newTask(services, undefined);
    assert.deepEqual(sent, []);
    await assert.rejects(newTask(stage([], 0).services, undefined), /Open the folder of a project/);
  });
});

describe('changing', () => {
  test('sends only what was changed, and a description keeps its lines', async () => {
    const { services, sent } = stage();
    person.picks.push(named(/Description/), named(/Save/));
    person.words.push('one\\ntwo \\\\n\\nthree');
    await editTask(services, row(written));
    assert.equal(person.boxes[0]?.value, 'one\\ntwo \\\\n');
    assert.deepEqual(sent[0]?.params, { task: 't-1', change: { description: 'one\ntwo \\n\nthree' } });
  });

  test('is not possible for a task of a run, but a comment is', async () => {
    const { services, sent } = stage();
    await assert.rejects(editTask(services, row(ofRun)), /those of its plan/);
    await assert.rejects(setTaskPriority(services, row(ofRun)), /those of its plan/);
    person.words.push('look at the log');
    await commentTask(services, row(ofRun));
    assert.deepEqual(sent[0]?.params, { task: 'r/1/api', text: 'look at the log' });
  });

  test('a task is removed only after a second yes', async () => {
    const { services, sent } = stage();
    await removeTask(services, row(written));
    assert.equal(sent.length, 0);
    person.presses.add('Remove');
    await removeTask(services, row(written));
    assert.equal(sent[0]?.method, 'clutch/tasks/remove');
  });

  test('a task that is gone is said to be gone', async () => {
    await assert.rejects(commentTask(stage().services, { target: { kind: 'task', task: 'gone' } }), /is gone/);
  });
});

test('a filter is remembered, tells the view, and offers how many tasks there are of each', async () => {
  const memory = new Map<string, unknown>();
  const memento = {
    keys: () => [],
    get: (key: string) => memory.get(key),
    update: (key: string, value: unknown) => Promise.resolve(void memory.set(key, value)),
  } as unknown as Parameters<typeof createFilterStore>[0];
  const filters = createFilterStore(memento);
  let told = 0;
  filters.onChanged(() => (told += 1));
  person.picks.push(((items: readonly { label: string }[]) =>
    items.filter(({ label }) => /^(Blocked|executor)$/.test(label))) as never);
  await filterTasks(filters)(stage().services, undefined);
  assert.equal(told, 1);
  assert.deepEqual([filters.current.status, filters.current.role], [['blocked'], ['executor']]);
  assert.deepEqual(createFilterStore(memento).current, filters.current);
  assert.ok(person.executed.some(([, key, value]) => key === 'clutch.tasksFiltered' && value === true));
  assert.ok(person.lists[0]?.some(({ label, description }) => label === 'Done' && description === '1'));
});
