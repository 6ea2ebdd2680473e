import { createHash } from 'node:crypto';
import path from 'node:path';
import type { StoredProject } from '../store/journal.ts';

/** The project whose root this is, as the journal knows it. */
export function projectAt(root: string): StoredProject {
  return { id: createHash('sha256').update(root).digest('hex').slice(0, 12), name: path.basename(root), root };
}
