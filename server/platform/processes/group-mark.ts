import { randomBytes } from 'node:crypto';

/** Every process that `spawnGroup` starts, and what it starts, carries this variable with the mark of its group. */
export const GROUP_MARK = 'CLUTCH_PROCESS_GROUP';

/** What the marks of this process begin with, and of no other: process ids are used again, but not at the same time. */
export function ownPrefix(): string {
  return `${process.pid}.${Math.trunc(performance.timeOrigin)}.`;
}

export function randomMark(): string {
  return randomBytes(12).toString('hex');
}
