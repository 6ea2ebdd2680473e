import * as z from 'zod';
import type { Scheduler } from '../../platform/scheduler.ts';
import type { Transport } from '../../transports/transport.ts';
import { uuidV7 } from '../uuid-v7.ts';
import type { HistoryFile } from './history-file.ts';

/** The body of a record of the soak, about 300 bytes with what is around it. */
export const Load = z.object({ n: z.number().int().positive(), sentAt: z.number(), text: z.string() });
export type Load = z.infer<typeof Load>;

/** A part of a soak machine; it works until the signal. */
export interface SoakPart {
  readonly transport: Transport;
  readonly history: HistoryFile;
  readonly scheduler: Scheduler;
  readonly signal: AbortSignal;
}

const MAX_BATCH = 16;
const MAX_PAUSE_MS = 40;
const TRY_AGAIN_MS = 500;
const TEXT = 'soak '.repeat(16);

/** Publishes batches of records, one after another, and notes what was acknowledged. */
export async function sayRecords(
  { transport, history, scheduler, signal }: SoakPart,
  said: { n: number; acknowledged: number },
): Promise<void> {
  while (!signal.aborted) {
    const sentAt = scheduler.monotonic();
    const loads = Array.from({ length: 1 + Math.floor(scheduler.random() * MAX_BATCH) }, () => {
      said.n += 1;
      history.append({ did: 'say', n: said.n });
      return { n: said.n, sentAt, text: TEXT } satisfies Load;
    });
    try {
      const drafts = loads.map((body) => ({ id: uuidV7(), to: 'all', type: 'soak-load', body }));
      const how = await transport.publish(drafts);
      const tookMs = scheduler.monotonic() - sentAt;
      for (const { n } of loads) history.append({ did: 'acknowledged', n, how, tookMs });
      said.acknowledged = said.n;
      await scheduler.sleep(scheduler.random() * MAX_PAUSE_MS, signal);
    } catch (error) {
      history.append({ did: 'note', text: error instanceof Error ? error.message.slice(0, 2_000) : String(error) });
      await scheduler.sleep(TRY_AGAIN_MS, signal);
    }
  }
}
