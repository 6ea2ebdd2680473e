import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFileTransport } from '../../server/transports/file/file-transport.ts';
import type { Transport } from '../../server/transports/transport.ts';
import { readMount } from '../../server/transports/file/class/mount.ts';
import { configureMachine } from '../helpers/clutch.ts';
import { hears, isIll, logOf, say, talks, viewOf } from '../helpers/collab/faults.ts';
import { letPcIn, shareFrom, withPcs } from '../helpers/collab/pcs.ts';
import { runOnTwoPcs } from '../helpers/collab/two-pc-run.ts';
import { until } from '../helpers/processes.ts';
import { mountFolder, withoutSshfs } from '../helpers/sshfs.ts';
import { withTempDir } from '../helpers/temp.ts';
import { createTeam, draftOf, FAST, textOf } from '../unit/transports/file/machines.ts';

describe('a folder that is mounted with sshfs', { skip: withoutSshfs(), timeout: 120_000 }, () => {
  it('is class A, carries records both ways, and a mount that hangs is told from peers that are gone', () =>
    withTempDir(async (home) => {
      const folders = await mountFolder(home);
      const team = createTeam('main', 'worker');
      const heard: string[] = [];
      const timing = { ...FAST, callMs: 2_000 };
      const open = async (machine: string, folder: string): Promise<Transport> => {
        const transport = await createFileTransport(team.deps(machine, home, { timing }), { folder });
        transport.subscribe(async (record) => void heard.push(`${machine} heard ${textOf(record)}`));
        return transport;
      };
      const main = await open('main', folders.folderA);
      const worker = await open('worker', folders.folderB);
      try {
        assert.equal(readMount(folders.folderB).kind, 'sshfs');
        assert.equal(await main.publish([draftOf('one')]), 'acknowledged');
        assert.equal(await worker.publish([draftOf('two')]), 'acknowledged');
        const both = (...words: string[]) =>
          until(() => words.every((one) => heard.includes(one)), { what: 'all is heard', deadlineMs: 30_000 });
        await both('worker heard one', 'main heard two');
        const isA = (one: Transport): boolean => one.capabilities().class === 'A';
        await until(() => isA(main) && isA(worker), { what: 'both know that it is class A', deadlineMs: 30_000 });

        folders.freeze();
        await until(() => worker.health().state === 'hangs', {
          what: 'the worker says that the share hangs',
          deadlineMs: 20_000,
        });
        assert.equal(await worker.publish([draftOf('three')]), 'kept');
        assert.equal(main.health().state, 'ok');
        assert.equal(await main.publish([draftOf('four')]), 'acknowledged');

        folders.thaw();
        await until(() => worker.health().state === 'ok', { what: 'the worker is well again', deadlineMs: 30_000 });
        await both('main heard three', 'worker heard four');
        assert.equal(heard.length, 4);
      } finally {
        folders.thaw();
        await Promise.all([main.close(), worker.close()]);
        await folders.dispose();
      }
    }));

  it('carries a run whose team works on the other side of the mount', () =>
    withTempDir(async (home) => {
      const folders = await mountFolder(home);
      try {
        const meeting = {
          share: folders.folderA,
          joinAt: folders.folderB,
          collab: { leaseSeconds: 15, leaseSyncedSeconds: 60 },
        };
        await runOnTwoPcs(meeting, 'A');
      } finally {
        await folders.dispose();
      }
    }));

  it('that hangs is said to hang by that server alone, and what it kept arrives afterwards', () =>
    withTempDir(async (home) => {
      const folders = await mountFolder(home);
      try {
        await withPcs(async ({ pc }) => {
          const [main, lab] = [pc('main-pc'), pc('lab')];
          const timing = { beatSeconds: 0.2, pollSeconds: 0.05, idlePollSeconds: 0.2, callSeconds: 2 };
          configureMachine(lab.clutch.home, { collab: { ...timing, name: 'lab' } });
          await shareFrom(main, folders.folderA);
          await letPcIn(main, lab, folders.folderB);
          await talks(lab, main, 'before it hangs');
          folders.freeze();
          const text = await isIll(lab, 'hangs');
          assert.match(text, /do not return\. Check the network and the mount; what is said meanwhile is kept here/);
          assert.ok(logOf(lab).includes(text));
          assert.equal(await say(lab, 'said while it hangs'), 'kept');
          assert.equal(await say(main, 'main goes on'), 'acknowledged');
          const { peers } = await viewOf(lab);
          assert.match(peers.find(({ self }) => !self)?.evidence ?? '', /the shared place does not answer/);
          folders.thaw();
          await hears(main, 'said while it hangs');
          await hears(lab, 'main goes on');
          await isIll(lab, 'ok');
        });
      } finally {
        folders.thaw();
        await folders.dispose();
      }
    }));
});
