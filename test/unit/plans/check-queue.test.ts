import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCheckQueue } from '../../../server/plans/check-queue.ts';

describe('the queue of documents to be checked', () => {
  it('goes on with the others when one cannot be checked, and says which', async () => {
    const checked: string[] = [];
    const failed: unknown[] = [];
    const check = (file: string): void => {
      if (file.startsWith('bad')) throw new Error(`no ${file}`);
      checked.push(file);
    };
    const queue = createCheckQueue(
      check,
      async () => undefined,
      (file, error) => void failed.push([file, error instanceof Error && error.message]),
    );
    for (const file of ['a', 'bad1', 'b']) queue.add(file, false);
    for (const file of ['bad2', 'c']) queue.add(file, true);
    await queue.settled();
    assert.deepEqual(checked.sort(), ['a', 'b', 'c']);
    assert.deepEqual(failed.map(String).sort(), ['bad1,no bad1', 'bad2,no bad2']);
    assert.equal(queue.isBusy(), false);
    queue.add('d', false);
    await queue.settled();
    assert.ok(checked.includes('d'));
  });
});
