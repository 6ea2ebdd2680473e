import { createScheduler, type Scheduler } from '../../platform/scheduler.ts';

/** Its monotonic clock is the same in all processes of this computer: only so can leases of two be compared. */
export function createSharedClock(): Scheduler {
  return { ...createScheduler(true), monotonic: () => Number(process.hrtime.bigint()) / 1e6 };
}
