import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { createClutch } from '../../helpers/clutch.ts';
import { letPcIn, shareFrom, withPcs } from '../../helpers/collab/pcs.ts';
import { until } from '../../helpers/processes.ts';

void describe('machines of one project, each with a server of its own', () => {
  void test('join with a code, wait for a person, and see each other', () =>
    withPcs(async ({ share, pc }) => {
      const [main, worker] = [pc('main-pc'), pc('worker-pc')];
      const recovery = await shareFrom(main, share);
      assert.match(recovery, /^(?:[0-9a-z]{4}-){5}[0-9a-z]{4}$/);
      const invited = await main.run('invite');
      const code = /^Code: (\S+)/.exec(invited.stdout)?.[1] ?? '';
      const joining = worker.run('join', share, '--code', code, '--wait');
      const asks = await until(async () => (await main.members())?.joining[0], { what: 'main sees who asks' });
      const shown = await main.run('members');
      assert.match(shown.stdout, new RegExp(`clutch members confirm ${asks.machine} --role worker`));
      await main.run('members', 'confirm', asks.machine);
      const { code: exit, stdout, stderr } = await joining;
      assert.equal(exit, 0, stderr);
      assert.match(stdout, new RegExp(`Fingerprint of this machine: ${asks.fingerprint}`));
      assert.match(stderr, /Confirmed: this machine is worker/);
      await until(
        async () =>
          (await main.members())?.peers.some(({ id, freshness }) => id === asks.machine && freshness === 'fresh'),
        { what: 'main sees the worker beat' },
      );
      // Nothing of it lies in the repository.
      assert.equal(execFileSync('git', ['-C', main.root, 'status', '--porcelain'], { encoding: 'utf8' }), '');
      assert.deepEqual(readdirSync(worker.root), ['.git']);
    }));

  void test('a worker’s server that was killed is attached again by the next', () =>
    withPcs(async ({ share, pc }) => {
      const [main, worker] = [pc('main-pc'), pc('worker-pc')];
      await shareFrom(main, share);
      await letPcIn(main, worker, share);
      await worker.clutch.killServer();
      assert.equal((await worker.members())?.role, 'worker');
    }));

  void test('after main’s death the recovery code makes another machine main, and the old one comes back as a worker', () =>
    withPcs(async ({ share, pc }) => {
      const [main, worker] = [pc('main-pc'), pc('worker-pc')];
      const recovery = await shareFrom(main, share);
      const id = await letPcIn(main, worker, share, 'observer');
      await main.clutch.killServer();
      const wrong = await worker.run('members', 'take-over', '--recovery-code', '0000-0000-0000-0000-0000-0000');
      assert.equal(wrong.code, 2);
      assert.match(wrong.stderr, /not the recovery code/);
      const taken = await worker.run('members', 'take-over', '--recovery-code', recovery);
      assert.equal(taken.code, 0, taken.stderr);
      assert.equal((await worker.members())?.role, 'main');
      const back = await until(
        async () => {
          const view = await main.members();
          return view?.role === 'worker' ? view : null;
        },
        { what: 'the old main is a worker' },
      );
      assert.equal(back.main, id);
      assert.equal((await main.run('invite')).code, 2);
    }));

  void test('a copied home does nothing in the name of the original', () =>
    withPcs(async ({ share, pc }) => {
      const [main, worker] = [pc('main-pc'), pc('worker-pc')];
      await shareFrom(main, share);
      const id = await letPcIn(main, worker, share);
      await worker.clutch.dispose();
      const home = path.join(path.dirname(worker.clutch.home), 'copy');
      cpSync(worker.clutch.home, home, { recursive: true, filter: (file) => !file.endsWith('.sock') });
      const copy = createClutch(home);
      try {
        const { code } = JSON.parse((await main.run('invite', '--json')).stdout);
        const refused = await copy.run(worker.root, 'join', share, '--code', String(code));
        assert.equal(refused.code, 2);
        assert.match(refused.stderr, /looks like a copy of .*clutch members new-identity/);
        const renewed = await copy.run(worker.root, 'members', 'new-identity');
        assert.match(renewed.stdout, /^This machine is \S+, fingerprint/);
        assert.doesNotMatch(renewed.stdout, new RegExp(id));
        const joined = await copy.run(worker.root, 'join', share, '--code', String(code));
        assert.equal(joined.code, 0, joined.stderr);
      } finally {
        await copy.dispose();
      }
    }));
});
