import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { until } from '../../../helpers/processes.ts';
import { layout, withStage } from './stage.ts';

describe('what earlier starts of a machine left', () => {
  test('is removed: its scratch files at the start, and beats that could not be removed before', async () => {
    await withStage(async ({ open, share }) => {
      const first = await open('main');
      await first.close();
      const scratch = path.join(share, layout.tmp('main'));
      const beats = path.join(share, layout.beats);
      writeFileSync(path.join(scratch, '0193abc-half-written'), 'half');
      mkdirSync(path.join(share, layout.tmp('worker')), { recursive: true });
      writeFileSync(path.join(share, layout.tmp('worker'), 'of-another'), 'half');
      writeFileSync(path.join(share, layout.beat('main', 1, 900)), 'old');
      await open('main');
      assert.ok(!readdirSync(scratch).includes('0193abc-half-written'));
      assert.deepEqual(readdirSync(path.join(share, layout.tmp('worker'))), ['of-another']);
      await until(() => !readdirSync(beats).some((name) => name.startsWith('main.0000000001')), {
        what: 'the beats of the first start are gone',
      });
      // As if removing it had failed when it was its turn.
      const late = layout.beat('main', 2, 1);
      await until(() => !readdirSync(beats).includes(path.basename(late)), { what: 'the first beat had its turn' });
      writeFileSync(path.join(share, late), 'again');
      await until(() => !readdirSync(beats).includes(path.basename(late)), { what: 'it goes with one of the next' });
      assert.ok(readdirSync(beats).filter((name) => name.startsWith('main.')).length <= 5);
    });
  });
});
