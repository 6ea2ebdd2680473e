import type { MachineId } from '#schemas/wire/names.ts';
import type { Snapshot, Snapshots } from '../transport.ts';
import { createChunkFinder } from './chunk-finder.ts';
import type { SavedCursors } from './cursors.ts';
import type { Layout } from './layout.ts';
import type { ShareFiles } from './share-files.ts';

export interface ResumeDeps {
  readonly self: MachineId;
  readonly layout: Layout;
  readonly share: ShareFiles;
  readonly cursors: SavedCursors;
}

/** How a machine goes on behind a snapshot. */
export function createResuming(deps: ResumeDeps & { isSubscribed(): boolean }): Pick<Snapshots, 'needed' | 'resume'> {
  return {
    needed: (snapshot) => neededSenders(snapshot, deps),
    async resume(snapshot, senders) {
      if (deps.isSubscribed()) throw new Error('A transport resumes before it is subscribed to.');
      await resumeFrom(snapshot, senders, deps.cursors);
    },
  };
}

/** Whose next chunk the snapshot covers and is gone; all where this machine has applied nothing of anybody. */
async function neededSenders({ cursors }: Snapshot, deps: ResumeDeps): Promise<readonly MachineId[]> {
  const { self, layout, share } = deps;
  const senders = Object.entries(cursors).filter(([machine]) => machine !== self);
  if (deps.cursors.isEmpty()) return senders.map(([machine]) => machine);
  const needed: MachineId[] = [];
  for (const [machine, covered] of senders) {
    const own = deps.cursors.of(machine).now();
    if (own.chunk >= covered.chunk) continue;
    const finder = createChunkFinder(machine, layout, share, () => undefined);
    const next = await finder.next(own, covered);
    if (next.kind === 'missing') needed.push(machine);
  }
  return needed;
}

/** Moves this machine's cursors to where a snapshot ends; never back. */
export async function resumeFrom(
  { cursors }: Snapshot,
  senders: readonly MachineId[],
  own: SavedCursors,
): Promise<void> {
  const moved = senders.flatMap((machine) => {
    const cursor = cursors[machine];
    const mine = own.of(machine);
    if (cursor === undefined || mine.now().seq >= cursor.seq) return [];
    mine.move(cursor);
    return [mine.save()];
  });
  await Promise.all(moved);
}
