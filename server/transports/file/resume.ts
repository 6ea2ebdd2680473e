import type { MachineId } from '#schemas/wire/names.ts';
import type { Snapshot, Snapshots } from '../transport.ts';
import { createChunkFinder } from './chunk-finder.ts';
import { openCursor } from './cursors.ts';
import type { Layout } from './layout.ts';
import type { LocalFiles } from './local-files.ts';
import type { ShareFiles } from './share-files.ts';

/** Cursors that nobody has open. */
const STILL = { monotonic: () => 0 };

export interface ResumeDeps {
  readonly self: MachineId;
  readonly layout: Layout;
  readonly share: ShareFiles;
  readonly local: LocalFiles;
}

/** How a machine goes on behind a snapshot. */
export function createResuming(deps: ResumeDeps & { isSubscribed(): boolean }): Pick<Snapshots, 'needed' | 'resume'> {
  return {
    needed: (snapshot) => neededSenders(snapshot, deps),
    async resume(snapshot, senders) {
      if (deps.isSubscribed()) throw new Error('A transport resumes before it is subscribed to.');
      await resumeFrom(snapshot, senders, deps.local);
    },
  };
}

/** Whose next chunk the snapshot covers and is gone; all where this machine has applied nothing of anybody. */
async function neededSenders({ cursors }: Snapshot, deps: ResumeDeps): Promise<readonly MachineId[]> {
  const { self, layout, share, local } = deps;
  const senders = Object.entries(cursors).filter(([machine]) => machine !== self);
  if ((await local.list('cursors')).length === 0) return senders.map(([machine]) => machine);
  const needed: MachineId[] = [];
  for (const [machine, covered] of senders) {
    const own = (await openCursor(machine, local, STILL)).now();
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
  local: LocalFiles,
): Promise<void> {
  for (const machine of senders) {
    const cursor = cursors[machine];
    const own = await openCursor(machine, local, STILL);
    if (cursor === undefined || own.now().seq >= cursor.seq) continue;
    own.move(cursor);
    await own.save();
  }
}
