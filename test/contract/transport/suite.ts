import { describe } from 'node:test';
import { describeDelivery } from './delivery.ts';
import { describePresence } from './presence.ts';
import { describeSnapshots } from './snapshots.ts';
import { describeTrust } from './trust.ts';
import type { Harness } from './world.ts';

/** What everything above a transport relies on, whichever one it is. */
export function describeTransport(name: string, harness: Harness): void {
  describe(name, { concurrency: 1 }, () => {
    describeDelivery(harness);
    describeTrust(harness);
    describePresence(harness);
    describeSnapshots(harness);
  });
}
