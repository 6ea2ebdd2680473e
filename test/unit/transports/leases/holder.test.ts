import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createHolder } from '../../../../server/transports/leases/holder.ts';
import { lastTokenBefore } from '../../../../server/transports/leases/tokens.ts';

const LEASE_MS = 30_000;
const TOKEN = lastTokenBefore(1) + 1;

function stage() {
  const clock = { mono: 0, ahead: 1_000_000, monotonic: () => clock.mono, wall: () => clock.mono + clock.ahead };
  const holder = createHolder(clock, () => LEASE_MS);
  const echo = (counter: number, over = 0): void =>
    holder.sawMain({ promise: { term: 1, leaseMs: LEASE_MS, over: {} }, echo: { ep: 1, counter }, over });
  const beat = (counter: number): void => holder.makesBeat({ ep: 1, counter });
  return { clock, holder, echo, beat };
}

describe('a granted lease', () => {
  test('lives from the moment of the beat that main has echoed', () => {
    const { clock, holder, echo, beat } = stage();
    beat(1);
    const lease = holder.held('task', TOKEN);
    assert.equal(lease.isValid(), false);
    clock.mono = 20_000;
    echo(1);
    assert.equal(lease.isValid(), true);
    clock.mono = 30_000;
    assert.equal(lease.isValid(), false);
    assert.equal(lease.signal.aborted, true);
  });

  test('that was over once stays over', () => {
    const { clock, holder, echo, beat } = stage();
    beat(1);
    echo(1);
    const lease = holder.held('task', TOKEN);
    clock.mono = 31_000;
    beat(2);
    echo(2);
    assert.equal(lease.isValid(), false);
    assert.equal(holder.held('task', TOKEN).isValid(), false);
  });

  test('does not begin where main says that it is lost', () => {
    const { holder, echo, beat } = stage();
    beat(1);
    echo(1, TOKEN);
    assert.equal(holder.held('task', TOKEN).isValid(), false);
    assert.equal(holder.held('task', TOKEN + 1).isValid(), true);
  });

  test('ends with a higher token of its task', () => {
    const { holder, echo, beat } = stage();
    beat(1);
    echo(1);
    const lease = holder.held('task', TOKEN);
    const other = holder.held('other', TOKEN + 1);
    holder.sawToken('task', TOKEN + 2);
    assert.equal(lease.signal.aborted, true);
    assert.equal(other.isValid(), true);
  });

  for (const [what, jump] of [
    ['the machine has slept', 31_000],
    ['the wall clock was set back', -3_600_000],
  ] as const) {
    test(`is over when ${what}`, () => {
      const { clock, holder, echo, beat } = stage();
      beat(1);
      echo(1);
      const lease = holder.held('task', TOKEN);
      clock.ahead += jump;
      assert.equal(lease.isValid(), false);
    });
  }

  test('is said to be given back until main has seen it', () => {
    const { holder, echo, beat } = stage();
    beat(1);
    echo(1);
    holder.release('task', TOKEN);
    beat(2);
    assert.deepEqual(holder.released(), [TOKEN]);
    echo(1);
    assert.deepEqual(holder.released(), [TOKEN]);
    echo(2);
    assert.deepEqual(holder.released(), []);
  });
});
