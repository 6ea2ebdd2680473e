import * as z from 'zod';
import { TimelineEntry } from '#schemas/protocol/collab.ts';
import type { CollabStore } from '../../store/collab-store.ts';
import type { Memory } from '../shared-project.ts';

/** As many as the views show. */
const MOST_ENTRIES = 200;

const Described = z.array(TimelineEntry).max(10_000);

/** What happened last, as main has it; files are on the machine that wrote them. */
export function timelineMemory(project: string, store: CollabStore): Memory {
  return {
    describe: () => store.timeline(project, MOST_ENTRIES).map((entry) => ({ ...entry, file: null })),
    takeOver(described) {
      for (const entry of Described.parse(described).toReversed()) store.addEntry(project, { ...entry, file: null });
    },
  };
}
