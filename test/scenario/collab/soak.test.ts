import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { reportOf, type SoakReport } from '../../../server/collab/soak/report.ts';
import { createSharedClock } from '../../../server/collab/soak/shared-clock.ts';
import { runSoak, type SoakOptions } from '../../../server/collab/soak/soak.ts';
import { createClutch } from '../../helpers/clutch.ts';
import { withTempDir, writeTree } from '../../helpers/temp.ts';

const BROKEN = resolve(import.meta.dirname, '../../helpers/broken-soak-machine.ts');

async function soakWith(folder: string, how: string): Promise<SoakReport> {
  const options: SoakOptions = {
    folders: [folder],
    machines: 2,
    seconds: 2,
    kill: false,
    drainMs: 5_000,
    machineCommand: [process.execPath, BROKEN, how],
    scheduler: createSharedClock(),
    say: () => {},
  };
  return reportOf(options, await runSoak(options));
}

describe('clutch collab soak', () => {
  it('finds nothing wrong with this disk while machines are killed, and leaves the folder as it was', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { 'share/clutch-collab/kept/FORMAT.json': '{}' });
      const share = join(folder, 'share');
      const clutch = createClutch(join(folder, 'home'));
      const words = ['collab', 'soak', share, '--machines', '3', '--seconds', '6', '--kill', '--json'];
      const { code, stdout, stderr } = await clutch.run(folder, ...words);
      assert.equal(code, 0, `${stdout}${stderr}`);
      const report: SoakReport = JSON.parse(stdout);
      assert.ok(report.kills > 0 && report.acknowledged > 0 && report.leases > 0, stdout);
      assert.equal(report.faults.lost.count + report.faults.doubled.count + report.faults.doublyOwned.count, 0);
      assert.deepEqual(readdirSync(join(share, 'clutch-collab')), ['kept']);
    }));

  it('says what a machine loses', () =>
    withTempDir(async (folder) => {
      const { ok, faults } = await soakWith(folder, 'loses');
      assert.equal(ok, false);
      assert.match(faults.lost.shown[0] ?? '', /^soak-pc-\d never got record \d*0 of soak-pc-\d\.$/);
    }));

  it('says what a machine applies twice', () =>
    withTempDir(async (folder) => {
      const { ok, faults } = await soakWith(folder, 'doubles');
      assert.equal(ok, false);
      assert.ok(faults.doubled.count > 0);
      assert.equal(faults.lost.count, 0);
    }));

  it('asks for a folder and for numbers that it can work with', () =>
    withTempDir(async (folder) => {
      const clutch = createClutch(folder);
      assert.equal((await clutch.run(folder, 'collab', 'soak')).code, 2);
      const { code, stderr } = await clutch.run(folder, 'collab', 'soak', '.', '--machines', '1');
      assert.equal(code, 2);
      assert.match(stderr, /--machines is a whole number from 2 to 64/);
    }));
});
