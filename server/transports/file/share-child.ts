/**
 * The process that makes the calls on a shared folder. A call that hangs hangs only this process, which its parent then
 * replaces; it ends with its parent.
 */
import { randomBytes } from 'node:crypto';
import { localCopies } from './local-copies.ts';
import { createRealVfs } from './real-vfs.ts';
import type { ShareCall, ShareReply } from './share-child-messages.ts';
import { ShareError } from './share-files.ts';
import { createShareOperations } from './share-operations.ts';

const [root, tmp] = process.argv.slice(2);
if (root === undefined || tmp === undefined) throw new Error('Usage: share-child <folder> <scratch folder>');

const operations = createShareOperations({
  vfs: createRealVfs(root),
  copies: localCopies,
  tmp,
  nonce: () => randomBytes(12).toString('hex'),
});

process.on('message', (message) => {
  // Only the parent that started this program can write to its channel.
  const call = message as ShareCall;
  process.send?.(answer(call), () => undefined);
});
process.on('disconnect', () => process.exit());
// Ctrl+C reaches the whole group, but the parent still has something to write.
process.on('SIGINT', () => undefined);

function answer({ id, operation, args }: ShareCall): ShareReply {
  try {
    const call = operations[operation] as (...args: unknown[]) => unknown;
    return { id, value: call(...args) };
  } catch (error) {
    const known = error instanceof ShareError ? error : new ShareError('failed', String(error));
    return { id, code: known.code, text: known.message };
  }
}
