import * as z from 'zod';
import { WireName } from '#schemas/wire/names.ts';
import type { Snapshot } from '../../transports/transport.ts';
import type { Memory } from '../shared-project.ts';

/** What main knew, part by part; each part knows the shape of its own. */
const ProjectState = z.strictObject({
  v: z.literal(1),
  /** By main's clock, in milliseconds since the epoch: for showing. */
  at: z.number(),
  parts: z.record(WireName, z.unknown()),
});
export type ProjectState = z.infer<typeof ProjectState>;

/** As it stands in a snapshot. */
export const describeProject = (memories: ReadonlyMap<string, Memory>, at: number): ProjectState => ({
  v: 1,
  at,
  parts: Object.fromEntries([...memories].map(([name, memory]) => [name, memory.describe()])),
});

/** Null for what is none. */
export const readProject = ({ state }: Snapshot): ProjectState | null => ProjectState.safeParse(state).data ?? null;
