import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createDirectShare } from '../../server/transports/file/direct-share.ts';
import { localCopies } from '../../server/transports/file/local-copies.ts';
import { createRealVfs } from '../../server/transports/file/real-vfs.ts';
import type { ShareFiles } from '../../server/transports/file/share-files.ts';
import { createShareOperations } from '../../server/transports/file/share-operations.ts';

/** A folder of this disk as a share, without a process around it. */
export function openPlainShare(root: string): ShareFiles {
  mkdirSync(join(root, 'aside'), { recursive: true });
  const nonce = (): string => randomBytes(12).toString('hex');
  const operations = createShareOperations({ vfs: createRealVfs(root), copies: localCopies, tmp: 'aside', nonce });
  const share = createDirectShare(operations);
  return {
    ...share,
    // As between two processes, the other one has its turn.
    async publish(path, bytes) {
      await new Promise((resolve) => setImmediate(resolve));
      return share.publish(path, bytes);
    },
  };
}

/**
 * Two folders whose new files reach the other one only when `sync` is called, as a program that synchronises folders
 * does it. A name that both have stays on each side as it is.
 */
export function syncFolders(a: string, b: string): void {
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const target = join(to, path.slice(from.length));
      if (entry.isDirectory()) mkdirSync(target, { recursive: true });
      else if (entry.parentPath !== join(from, 'aside') && !existsSync(target)) copyFileSync(path, target);
    }
  }
}
