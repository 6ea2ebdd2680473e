import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { until } from '../../../helpers/processes.ts';
import { PROJECT, type SnapshotMachine, type SnapshotStage, withMachines } from './machines.ts';

const question = { kind: 'question' as const, title: 'Which GPU?', text: 'Which one?', author: 'ana', needs: [] };

const say = (one: SnapshotMachine, text: string) =>
  one.project.say({ to: 'all', type: 'note', body: { text, author: 'ana' } });

const statuses = ({ store }: SnapshotMachine): string[] =>
  store
    .requests(PROJECT, 10)
    .map(({ title, status }) => `${title} ${status}`)
    .toSorted();

const hears = (one: SnapshotMachine, text: string): Promise<unknown> =>
  until(() => one.notes.includes(text), { what: `${one.id} hears “${text}”`, deadlineMs: 20_000 });

/** One after the other, so that each is a chunk of its own. */
async function sayMany(one: SnapshotMachine, count: number, name: string): Promise<void> {
  for (let index = 1; index <= count; index += 1) await say(one, `${name} ${index}`);
}

const isPruned = ({ chunksOf }: SnapshotStage, machine: string): Promise<unknown> =>
  until(() => chunksOf(machine) <= 2, { what: `what ${machine} said is removed`, deadlineMs: 25_000 });

describe('with a machine that is dead', { timeout: 60_000, concurrency: 1 }, () => {
  test('the log stays bounded, and the machine begins anew with all open requests and nothing twice', () =>
    withMachines(['main', 'lab', 'dead'], async (stage) => {
      const [main, lab] = [await stage.open('main'), await stage.open('lab')];
      const before = await stage.open('dead');
      await say(main, 'heard by all');
      await Promise.all([hears(lab, 'heard by all'), hears(before, 'heard by all')]);
      const { id: known } = await main.requests.send('dead', { ...question, title: 'Known before' });
      await until(() => before.store.request(PROJECT, known) !== null, { what: 'the first request is there' });
      await before.close();

      const { id } = await main.requests.send('dead', { ...question, title: 'Said meanwhile' });
      const { id: other } = await main.requests.send('lab', { ...question, title: 'Done meanwhile' });
      await until(() => lab.store.request(PROJECT, other) !== null, { what: 'lab has its request' });
      await lab.requests.finish(other, { status: 'completed', text: 'Done.', author: 'ben' });
      await sayMany(main, 40, 'meanwhile');
      await hears(lab, 'meanwhile 40');
      await Promise.all([isPruned(stage, 'main'), isPruned(stage, 'lab')]);

      const back = await stage.open('dead');
      await until(() => back.store.request(PROJECT, id) !== null, { what: 'the request is there', deadlineMs: 20_000 });
      assert.deepEqual(statuses(back), ['Done meanwhile completed', 'Known before open', 'Said meanwhile open']);
      await until(() => /begins anew from main's snapshot of \d{4}-/.test(back.attached.problems().join('\n')), {
        what: 'its views say so',
      });
      await say(main, 'after it came back');
      await hears(back, 'after it came back');
      assert.deepEqual(
        back.notes.filter((text) => text !== 'after it came back' && !text.startsWith('meanwhile')),
        [],
      );
      assert.equal(new Set(back.notes).size, back.notes.length);
      assert.ok(back.store.timeline(PROJECT, 100).some(({ text }) => text === 'note of ana: meanwhile 40'));
      assert.equal(await back.attached.isLeftBehind(), false);
      await back.requests.finish(id, { status: 'completed', text: 'An old one.', author: 'eve' });
      await until(() => main.store.request(PROJECT, id)?.status === 'completed', { what: 'main has the answer' });
    }));

  test('a machine that joins later knows what is open without reading the logs', () =>
    withMachines(['main', 'lab', 'late'], async (stage) => {
      const [main, lab] = [await stage.open('main'), await stage.open('lab')];
      const { id } = await main.requests.send('all', question);
      await sayMany(main, 10, 'old');
      await sayMany(lab, 5, 'of lab');
      await Promise.all([hears(lab, 'old 10'), hears(main, 'of lab 5')]);
      await Promise.all([isPruned(stage, 'main'), isPruned(stage, 'lab')]);
      const late = await stage.open('late');
      await until(() => late.store.request(PROJECT, id) !== null, { what: 'it knows the request', deadlineMs: 20_000 });
      await say(lab, 'news');
      await hears(late, 'news');
      assert.deepEqual(statuses(late), ['Which GPU? open']);
      assert.ok(!late.notes.includes('old 1'));
      assert.deepEqual(late.transport.alarms(), []);
    }));
});
