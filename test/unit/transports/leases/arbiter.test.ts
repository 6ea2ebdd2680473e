import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createArbiter, type Arbiter, type ArbiterState } from '../../../../server/transports/leases/arbiter.ts';

const LEASE_MS = 30_000;

function stage(term = 1, state: ArbiterState | null = null) {
  const clock = { now: 0, monotonic: () => clock.now };
  const seen = new Map<string, number>();
  const arbiter = createArbiter({
    clock,
    term,
    leaseMs: () => LEASE_MS,
    state,
    seenAt: (name) => seen.get(name) ?? null,
  });
  return { arbiter, clock, seen };
}

const tokenOf = (granted: ReturnType<Arbiter['grant']>): number => {
  assert.ok('token' in granted, JSON.stringify(granted));
  return granted.token;
};

describe('main', () => {
  test('gives a task to another machine only when its holder was silent for one and a half leases', () => {
    const { arbiter, clock, seen } = stage();
    const first = tokenOf(arbiter.grant('task', 'ada'));
    clock.now = 10_000;
    seen.set('ada', 10_000);
    assert.deepEqual(arbiter.grant('task', 'bob'), { retryInMs: 45_000 });
    clock.now = 54_999;
    assert.deepEqual(arbiter.grant('task', 'bob'), { retryInMs: 1 });
    clock.now = 55_000;
    assert.ok(tokenOf(arbiter.grant('task', 'bob')) > first);
    assert.equal(arbiter.promise().over['ada'], first);
  });

  test('gives it at once when its holder has given back exactly that token', () => {
    const { arbiter } = stage();
    const token = tokenOf(arbiter.grant('task', 'ada'));
    arbiter.release('ada', token + 1);
    arbiter.release('bob', token);
    assert.ok('retryInMs' in arbiter.grant('task', 'bob'));
    arbiter.release('ada', token);
    tokenOf(arbiter.grant('task', 'bob'));
  });

  test('counts from its own start after a restart, and never gives a token twice', () => {
    const before = stage();
    const token = tokenOf(before.arbiter.grant('task', 'ada'));
    const { arbiter, clock } = stage(1, before.arbiter.state());
    assert.deepEqual(arbiter.grant('task', 'bob'), { retryInMs: 45_000 });
    clock.now = 45_000;
    assert.ok(tokenOf(arbiter.grant('task', 'bob')) > token);
  });

  test('of a later term has higher tokens, and waits for what the one before may have granted', () => {
    const token = tokenOf(stage(1).arbiter.grant('task', 'ada'));
    const { arbiter, clock } = stage(2);
    assert.deepEqual(arbiter.grant('other', 'bob'), { retryInMs: 45_000 });
    clock.now = 45_000;
    assert.ok(tokenOf(arbiter.grant('other', 'bob')) > token + 2 ** 31);
  });
});
