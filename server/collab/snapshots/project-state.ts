import * as z from 'zod';
import { WireName } from '#schemas/wire/names.ts';
import type { Snapshot, Transport } from '../../transports/transport.ts';
import { packBody, unpackBody } from '../members/large-bodies.ts';
import type { Memory } from '../shared-project.ts';

/** What main knew, part by part; each part knows the shape of its own. */
const ProjectState = z.strictObject({
  v: z.literal(1),
  /** By main's clock, in milliseconds since the epoch: for showing. */
  at: z.number(),
  parts: z.record(WireName, z.unknown()),
});
export type ProjectState = z.infer<typeof ProjectState>;

/** As it stands in a snapshot: a blob where it is large, and then kept in `folder` until it was sent. */
export function describeProject(
  transport: Transport,
  folder: string,
  memories: ReadonlyMap<string, Memory>,
  at: number,
): Promise<unknown> {
  const parts = Object.fromEntries([...memories].map(([name, memory]) => [name, memory.describe()]));
  return packBody(transport, folder, { v: 1, at, parts } satisfies ProjectState);
}

/** Null for what is none. Rejects while its content is not there yet. */
export async function readProject(transport: Transport, { state }: Snapshot): Promise<ProjectState | null> {
  const parsed = ProjectState.safeParse(await unpackBody(transport, state));
  return parsed.success ? parsed.data : null;
}
