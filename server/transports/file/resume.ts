import type { SavedCursors } from './cursors.ts';
import type { Snapshot } from './snapshots.ts';

/** Moves this machine's cursors to where a snapshot ends; never back. */
export async function resumeFrom({ cursors }: Snapshot, self: string, own: SavedCursors): Promise<void> {
  const moved = Object.entries(cursors).flatMap(([machine, cursor]) => {
    const mine = own.of(machine);
    if (machine === self || mine.now().seq >= cursor.seq) return [];
    mine.move(cursor);
    return [mine.save()];
  });
  await Promise.all(moved);
}
