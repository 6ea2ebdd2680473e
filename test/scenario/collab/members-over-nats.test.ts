import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createMembershipFiles } from '../../../server/transports/nats/membership-files.ts';
import { letPcIn, withPcs } from '../../helpers/collab/pcs.ts';
import { startNatsServer, whyNoNatsServer } from '../../helpers/nats-server.ts';
import { withTempDir } from '../../helpers/temp.ts';

const skip = whyNoNatsServer() ?? false;

void test('the files of membership lie in a bucket as they lie in a folder', { skip }, async () => {
  await withTempDir(async (folder) => {
    const server = await startNatsServer(folder);
    const files = createMembershipFiles({ url: server.url }, 5_000);
    try {
      const bytes = (text: string): Uint8Array => Buffer.from(text);
      assert.equal(await files.list('clutch-collab/shop/main'), null);
      assert.equal(await files.publish('clutch-collab/shop/main/ada/roster-1.json', bytes('one')), true);
      assert.equal(await files.publish('clutch-collab/shop/main/ada/roster-1.json', bytes('two')), false);
      assert.equal(await files.publish('clutch-collab/shop/main/ada/roster-1.json', bytes('one')), true);
      assert.deepEqual(await files.list('clutch-collab/shop/main'), ['ada']);
      assert.deepEqual(await files.list('clutch-collab/shop/main/ada'), ['roster-1.json']);
      const read = await files.read('clutch-collab/shop/main/ada/roster-1.json', 100);
      assert.equal(Buffer.from(read ?? []).toString(), 'one');
      await assert.rejects(files.read('clutch-collab/shop/main/ada/roster-1.json', 2), /more than 2/);
      await files.remove(['clutch-collab/shop/main/ada/roster-1.json', 'clutch-collab/shop/gone.json']);
      assert.equal(await files.read('clutch-collab/shop/main/ada/roster-1.json', 100), null);
      assert.equal(await files.list('clutch-collab/shop/main/ada'), null);
      await server.stop();
      await assert.rejects(files.list('clutch-collab'), /The NATS server at nats:\/\/127.0.0.1:\d+ cannot be used/);
      await server.start();
      assert.equal(await files.list('clutch-collab/shop/main/ada'), null);
    } finally {
      await files.close();
      await server.stop();
    }
  });
});

void test('machines share a project over a NATS server', { skip }, async () => {
  await withPcs(async ({ share, pc }) => {
    const store = path.join(share, 'nats');
    mkdirSync(store);
    const server = await startNatsServer(store);
    try {
      const [main, worker] = [pc('main-pc'), pc('worker-pc')];
      const shared = await main.run('share', '--nats', server.url);
      assert.equal(shared.code, 0, shared.stderr);
      await letPcIn(main, worker, ['--nats', server.url]);
      const view = await worker.members();
      assert.equal(view?.transport, 'nats');
      assert.equal(view?.role, 'worker');
    } finally {
      await server.stop();
    }
  });
});
