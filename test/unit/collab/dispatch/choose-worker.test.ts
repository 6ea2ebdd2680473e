import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Candidate, chooseWorker, type Wanted } from '../../../../server/collab/dispatch/choose-worker.ts';

const candidate = (name: string, over: Partial<Candidate> = {}): Candidate => ({
  machine: `m-${name}`,
  name,
  role: 'worker',
  freshness: 'fresh',
  busy: 0,
  queue: 0,
  slots: 2,
  capabilities: ['agent:claude'],
  given: 0,
  refused: null,
  ...over,
});
const wanted = (over: Partial<Wanted> = {}): Wanted => ({
  agent: 'claude',
  needs: [],
  dispatch: 'any',
  blind: null,
  ...over,
});

describe('who gets a session', () => {
  test('is the worker with the most room', () => {
    const choice = chooseWorker([candidate('a', { busy: 1 }), candidate('b'), candidate('c', { slots: 1 })], wanted());
    assert.deepEqual(choice, { where: 'worker', machine: 'm-b', name: 'b', why: 'b has 2 of 2 places free' });
  });

  test('counts what main has just given, before a beat tells of it', () => {
    const choice = chooseWorker([candidate('a', { given: 2 }), candidate('b', { busy: 1 })], wanted());
    assert.equal(choice.where === 'worker' && choice.name, 'b');
  });

  test('is nobody who cannot do it, is not there, has refused or is no worker; the reasons are said', () => {
    const others = [
      candidate('a', { capabilities: [] }),
      candidate('b', { freshness: 'late' }),
      candidate('c', { refused: 'nobody trusted the program' }),
      candidate('d', { busy: 2 }),
      candidate('e', { role: 'observer' }),
    ];
    assert.deepEqual(chooseWorker(others, wanted({ dispatch: 'workers' })), {
      where: 'wait',
      why: 'a lacks agent:claude; b was not heard of lately (late); c refused: nobody trusted the program; d has no room (2 sessions at once)',
    });
    assert.equal(chooseWorker(others, wanted()).where, 'here');
  });

  test('needs what the project names', () => {
    const gpu = candidate('b', { capabilities: ['agent:claude', 'gpu'], busy: 1 });
    const choice = chooseWorker([candidate('a'), gpu], wanted({ needs: ['gpu'] }));
    assert.equal(choice.where === 'worker' && choice.name, 'b');
  });

  test('is this machine where the project says never, and nobody is believed to be there without a view', () => {
    assert.equal(chooseWorker([candidate('a')], wanted({ dispatch: 'never' })).where, 'here');
    const blind = { blind: 'the share hangs' };
    assert.deepEqual(chooseWorker([candidate('a')], wanted(blind)), { where: 'here', why: 'the share hangs' });
    assert.equal(chooseWorker([candidate('a')], wanted({ ...blind, dispatch: 'workers' })).where, 'wait');
  });

  test('does not depend on the order of what is seen', () => {
    const all = [candidate('b'), candidate('a'), candidate('c')];
    assert.deepEqual(chooseWorker(all, wanted()), chooseWorker(all.toReversed(), wanted()));
  });
});
