import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { mkdirSync } from 'node:fs';
import { createFileTransport } from '../../../../server/transports/file/file-transport.ts';
import { until } from '../../../helpers/processes.ts';
import { withTempDir } from '../../../helpers/temp.ts';
import { createTeam, draftOf, textOf } from './machines.ts';

describe('two machines share a folder', () => {
  test('what one says reaches the other in order, and each sees the other as fresh', async () => {
    await withTempDir(async (folder) => {
      const share = path.join(folder, 'share');
      mkdirSync(share);
      const team = createTeam('main', 'worker');
      const main = await createFileTransport(team.deps('main', folder), { folder: share });
      const worker = await createFileTransport(team.deps('worker', folder), { folder: share });
      const heard: string[] = [];
      worker.subscribe(async (record) => void heard.push(textOf(record)));
      const said = Array.from({ length: 50 }, (_, index) => `note ${index}`);
      assert.equal(await main.publish(said.map(draftOf)), 'acknowledged');
      await until(() => heard.length >= said.length, { what: 'the worker has heard all' });
      assert.deepEqual(heard, said);
      await until(() => main.peers()[0]?.freshness === 'fresh', { what: 'main sees the worker' });
      assert.equal(main.health().state, 'ok');
      await main.close();
      await worker.close();
    });
  });
});
