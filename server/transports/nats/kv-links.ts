import { JetStreamApiError } from '@nats-io/jetstream';
import type { LinkStore } from '../leases/links.ts';
import { TransportError } from '../transport.ts';
import type { Place } from './place.ts';

const WRONG_LAST = new Set([10_071, 10_164]);

/**
 * Links of lease chains as keys `<task>.<token>` of a bucket. A key is created by compare-and-set against "never was",
 * so exactly one wins, and one that was deleted is taken for ever.
 */
export function createKvLinks(place: () => Place | null): LinkStore {
  const bucket = () => {
    const current = place();
    if (current === null)
      throw new TransportError('unavailable', 'The NATS server is away, so nothing can be claimed now.');
    return current.leases;
  };
  return {
    async list(task) {
      const tokens: number[] = [];
      for await (const key of await bucket().keys(`${task}.*`)) tokens.push(Number(key.slice(task.length + 1)));
      return { tokens: tokens.filter(Number.isSafeInteger), copies: [] };
    },
    async read(task, token) {
      const entry = await bucket().get(`${task}.${token}`);
      return entry?.operation === 'PUT' ? entry.value : null;
    },
    async publish(task, token, bytes) {
      try {
        await bucket().put(`${task}.${token}`, bytes, { previousSeq: 0 });
        return true;
      } catch (error) {
        if (error instanceof JetStreamApiError && WRONG_LAST.has(error.code)) return false;
        throw error;
      }
    },
    async remove(task, tokens) {
      for (const token of tokens) await bucket().delete(`${task}.${token}`);
    },
  };
}
