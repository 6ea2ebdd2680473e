import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createChain } from '../../../../server/transports/leases/chain.ts';
import type { LinkStore } from '../../../../server/transports/leases/links.ts';

describe('a lease of a chain that is being given back', () => {
  it('is not claimed again under the link that is about to be succeeded', async () => {
    const links = new Map<number, Uint8Array>();
    const slow = Promise.withResolvers<void>();
    let isSlow = false;
    const store: LinkStore = {
      list: () => Promise.resolve({ tokens: [...links.keys()], copies: [] }),
      read: (_, token) => Promise.resolve(links.get(token) ?? null),
      async publish(_, token, bytes) {
        if (isSlow) await slow.promise;
        if (links.has(token)) return false;
        links.set(token, bytes);
        return true;
      },
      remove: () => Promise.resolve(),
    };
    const signature = 's'.repeat(86);
    const chain = createChain({
      clock: { monotonic: () => 0, wall: () => 0 },
      self: 'pc-0',
      epoch: () => 1,
      store,
      seal: { project: 'lab', sign: () => signature, isSignedBy: () => true },
      leaseMs: 1_000,
      onDoubleToken: () => assert.fail('nobody else is there'),
    });
    const link = await chain.claim('task-1');
    assert.equal(link?.token, 1);
    isSlow = true;
    const released = chain.release(link);
    // The link that says so is not there yet; whoever reads it next may be another machine.
    assert.equal(await chain.claim('task-1'), null);
    slow.resolve();
    await released;
    isSlow = false;
    assert.equal((await chain.claim('task-1'))?.token, 3);
  });
});
