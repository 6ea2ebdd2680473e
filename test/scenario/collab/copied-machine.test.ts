/** A machine that was copied, and a share of which a part was put back from a backup, with real servers. */
import assert from 'node:assert/strict';
import { cpSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { createLayout } from '../../../server/transports/file/layout.ts';
import { createClutch } from '../../helpers/clutch.ts';
import { hears, isIll, logOf, names, sharedTeam, talks } from '../../helpers/collab/faults.ts';
import { until } from '../../helpers/processes.ts';

void describe('a machine', () => {
  const team = sharedTeam();

  void test('whose log in the share was put back from a backup publishes again what is missing', async () => {
    const { main, lab, desk, labId, share, project } = team();
    const log = path.join(share, createLayout(project).log(labId));
    const backup = `${share}-backup`;
    const chunks = (): number =>
      readdirSync(log, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl')).length;
    cpSync(log, backup, { recursive: true });
    for (const words of ['after the backup', 'and more']) await talks(lab, main, words);
    const before = chunks();
    rmSync(log, { recursive: true });
    renameSync(backup, log);
    assert.ok(chunks() < before);
    const said = await names(
      lab,
      labId,
      /was the folder restored from a backup\? What this machine still has is published again/,
    );
    assert.doesNotMatch(said, /lost to the others/);
    await until(() => chunks() >= before, { what: 'all is there again', deadlineMs: 30_000 });
    await talks(lab, desk, 'and the lab goes on');
    await talks(main, lab, 'as do the others');
  });

  void test('that was copied as it is, disk and all: one of the two refuses, and says what to do', async () => {
    const { main, lab, desk, labId } = team();
    await lab.clutch.dispose();
    const copyHome = `${lab.clutch.home}-copy`;
    cpSync(lab.clutch.home, copyHome, { recursive: true, filter: (file) => !file.endsWith('.sock') });
    await talks(lab, desk, 'said by the original after it was copied');
    const copy = createClutch(copyHome);
    try {
      // On a copied virtual machine nothing tells the copy from the original.
      const kept = await copy.run(lab.root, 'members', 'new-identity', '--keep');
      assert.equal(kept.code, 0, kept.stderr);
      const pc = { ...lab, clutch: copy, run: (...args: string[]) => copy.run(lab.root, ...args) };
      const text = await isIll(pc, 'refused');
      assert.match(text, /A copy of this machine, or a restored backup of it, uses the same identity/);
      assert.match(text, /Run clutch members new-identity on one of the two, and join again there/);
      await names(pc, labId, /uses the same identity/);
      assert.ok(logOf(pc).includes(text));
      const refused = await pc.run('send', 'all', 'said by the copy');
      assert.equal(refused.code, 2);
      assert.match(refused.stderr, /uses the same identity/);
    } finally {
      await copy.dispose();
    }
    await talks(lab, main, 'the original goes on');
    await talks(main, desk, 'and so do the others');
    await hears(desk, 'the original goes on');
  });

  void test('that was copied to another place says so before it does anything', async () => {
    const { lab } = team();
    await lab.clutch.dispose();
    const copyHome = `${lab.clutch.home}-elsewhere`;
    cpSync(lab.clutch.home, copyHome, { recursive: true, filter: (file) => !file.endsWith('.sock') });
    const copy = createClutch(copyHome);
    try {
      const { stdout } = await copy.run(lab.root, 'peers');
      assert.match(stdout, /looks like a copy of .*Run clutch members new-identity here, then join again/);
    } finally {
      await copy.dispose();
    }
  });
});
