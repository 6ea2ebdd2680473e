import { openCursor } from './cursors.ts';
import type { LocalFiles } from './local-files.ts';
import type { Snapshot } from './snapshots.ts';

/** Moves this machine's cursors to where a snapshot ends; never back. */
export async function resumeFrom({ cursors }: Snapshot, self: string, local: LocalFiles): Promise<void> {
  for (const [machine, cursor] of Object.entries(cursors)) {
    if (machine === self) continue;
    const own = await openCursor(machine, local, { monotonic: () => 0 });
    if (own.now().seq >= cursor.seq) continue;
    own.move(cursor);
    await own.save();
  }
}
