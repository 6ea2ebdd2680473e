import * as z from 'zod';
import { RequestRecord } from '#schemas/wire/request-record.ts';
import type { CollabStore } from '../../store/collab-store.ts';
import type { Memory } from '../shared-project.ts';

const MOST_REQUESTS = 2_000;
/** Of the records' JSON. Open requests come first, so what does not fit is long finished. */
const MOST_BYTES = 3 * 1_048_576;

const Described = z.array(RequestRecord).max(100_000);

/** What a machine that begins anew has to know of requests: all of each that is open, and of the newest others. */
export function requestMemory(project: string, store: CollabStore, hear: (record: RequestRecord) => void): Memory {
  return {
    describe() {
      let left = MOST_BYTES;
      const described: RequestRecord[] = [];
      for (const { id } of store.requests(project, MOST_REQUESTS)) {
        const records = store.recordsOf(project, id);
        left -= Buffer.byteLength(JSON.stringify(records));
        if (left < 0) break;
        described.push(...records);
      }
      return described;
    },
    takeOver(described) {
      for (const record of Described.parse(described)) hear(record);
    },
  };
}
