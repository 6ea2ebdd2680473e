import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { createSharedClock } from '../../server/collab/soak/shared-clock.ts';
import { reportOf } from '../../server/collab/soak/report.ts';
import { runSoak, type SoakOptions } from '../../server/collab/soak/soak.ts';
import { createScheduler } from '../../server/platform/scheduler.ts';
import { openMeeting, type Side } from '../../server/transports/file/class/meeting.ts';
import { runRace } from '../../server/transports/file/class/race.ts';
import { runOnTwoPcs } from '../helpers/collab/two-pc-run.ts';
import { openPlainShare } from '../helpers/plain-share.ts';
import { syncTwoFolders, withoutSyncthing, type TwoFolders } from '../helpers/syncthing.ts';
import { withTempDir } from '../helpers/temp.ts';

const CLUTCH = resolve(import.meta.dirname, '../../dist/clutch.mjs');

const withSyncthing = (work: (folders: TwoFolders) => Promise<void>): Promise<void> =>
  withTempDir(async (home) => {
    const folders = await syncTwoFolders(home);
    try {
      await work(folders);
    } finally {
      await folders.dispose();
    }
  });

describe('a folder that Syncthing keeps in step', { skip: withoutSyncthing(), timeout: 240_000 }, () => {
  it('lets two machines take one name, which a race finds out', () =>
    withSyncthing(async ({ folderA, folderB }) => {
      const race = async (folder: string, side: Side) => {
        const deps = { folder: 'meet', side, scheduler: createScheduler(true), waitMs: 60_000, pollMs: 20 };
        const meeting = await openMeeting({ ...deps, files: openPlainShare(folder) });
        return runRace(meeting, (side === 'a' ? 'a' : 'b').repeat(32));
      };
      const [a, b] = await Promise.all([race(folderA, 'a'), race(folderB, 'b')]);
      assert.equal(a?.result, 'double', a?.why);
      assert.equal(b?.result, 'double', b?.why);
    }));

  it('is class B, and what killed machines have said on either side reaches the other one', () =>
    withSyncthing(async ({ folderA, folderB }) => {
      const options: SoakOptions = {
        folders: [folderA, folderB],
        machines: 2,
        seconds: 15,
        kill: true,
        drainMs: 120_000,
        machineCommand: [process.execPath, CLUTCH, 'collab', 'soak-machine'],
        scheduler: createSharedClock(),
        say: () => {},
      };
      const report = reportOf(options, await runSoak(options));
      assert.equal(report.ok, true, JSON.stringify(report, null, 2));
      assert.deepEqual(report.classes, ['B']);
      assert.ok(report.kills > 0);
      for (const folder of [folderA, folderB]) {
        const left = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
        // What it had begun to copy, Syncthing keeps for a day.
        assert.deepEqual(
          left.filter(({ name }) => !name.startsWith('.syncthing.')),
          [],
        );
      }
    }));

  it('carries a run whose team works on the other PC, under the leases of a synchronised folder', () =>
    withSyncthing(({ folderA, folderB }) => {
      // The lease for shared folders would be over before a beat has come across.
      const collab = { beatSeconds: 0.5, leaseSeconds: 0.5, leaseSyncedSeconds: 60 };
      return runOnTwoPcs({ share: folderA, joinAt: folderB, collab }, 'B');
    }));
});
