import { test } from 'node:test';
import assert from 'node:assert/strict';
import type { SendParams } from '#schemas/protocol/collab.ts';
import { CollabError } from '../../../server/collab/collab-error.ts';
import { sharedProject } from '../../helpers/webview/shared-projects.ts';
import { toolStage } from './tool-stage.ts';

function sharedStage() {
  const stage = toolStage();
  const sent: Omit<SendParams, 'root'>[] = [];
  stage.shared.machines = {
    view: sharedProject,
    send(message) {
      if (message.to === 'nobody') return Promise.reject(new CollabError('nobody is not in the roster.'));
      sent.push(message);
      return Promise.resolve({ id: 'r9', delivery: 'acknowledged' });
    },
  };
  return { stage, sent, token: stage.open() };
}

test('an agent sees the machines of its project and what is open between them', async () => {
  const { stage, token } = sharedStage();
  const { machines, requests } = await stage.use(token, 'list_requests');
  assert.ok(Array.isArray(machines) && Array.isArray(requests));
  assert.deepEqual(
    machines.map(({ id, freshness }) => [id, freshness]),
    [
      ['desk', 'fresh'],
      ['lab', 'fresh'],
      ['attic', 'stale'],
      ['old-pc', 'gone'],
    ],
  );
  assert.deepEqual(
    requests.map(({ id }) => id),
    ['r1', 'r2', 'r3'],
  );
  assert.equal(Object(await stage.use(token, 'list_requests', { open: false })).requests.length, 4);
});

test('a note and a request are sent in the name of the session', async () => {
  const { stage, token, sent } = sharedStage();
  await stage.use(token, 'send_note', { to: 'lab', text: 'The index moved.' });
  await stage.use(token, 'send_request', {
    to: 'all',
    kind: 'inspect',
    title: 'Disk',
    text: 'How full?',
    needs: ['gpu'],
  });
  assert.deepEqual(
    sent.map(({ to, kind, title, needs }) => [to, kind, title, needs]),
    [
      ['lab', 'note', '', []],
      ['all', 'inspect', 'Disk', ['gpu']],
    ],
  );
  for (const { author } of sent) assert.match(author, /^executor-api of run /);
});

test('what cannot be sent is a refusal with the reason', async () => {
  const { stage, token } = sharedStage();
  const { code, message } = await stage.refused(token, 'send_note', { to: 'nobody', text: 'x' });
  assert.deepEqual([code, message], ['not-found', 'nobody is not in the roster.']);
  const alone = toolStage();
  const refused = await alone.refused(alone.open(), 'send_note', { to: 'lab', text: 'x' });
  assert.match(refused.message, /No other machine shares this project/);
});

test('an agent that floods other machines is held back', async () => {
  const { stage, token, sent } = sharedStage();
  for (let one = 0; one < 200; one += 1) {
    stage.clock.now += 1_000;
    await stage.use(token, 'send_note', { to: 'lab', text: `note ${one}` });
  }
  stage.clock.now += 1_000;
  assert.equal((await stage.refused(token, 'send_note', { to: 'lab', text: 'one more' })).code, 'too-many');
  assert.equal(sent.length, 200);
});

test('whoever is in no session sends nothing', async () => {
  const { stage, sent } = sharedStage();
  assert.equal((await stage.refused(null, 'send_note', { to: 'lab', text: 'x' })).code, 'not-allowed');
  assert.deepEqual(sent, []);
});
