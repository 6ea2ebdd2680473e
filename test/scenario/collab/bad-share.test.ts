/** What can become of a shared folder, with real servers: named with what to do, nothing that was said is lost. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import {
  hears,
  inShare,
  isIll,
  logOf,
  mount,
  names,
  say,
  sharedTeam,
  talks,
  unmount,
  viewOf,
  withoutMounts,
} from '../../helpers/collab/faults.ts';

void describe('a shared folder', () => {
  const team = sharedTeam();

  void test('that disappears and returns: all say so, and what was kept arrives once, in order', async () => {
    const { main, lab, desk, share } = team();
    renameSync(share, `${share}-away`);
    for (const pc of [main, lab]) {
      const text = await isIll(pc, 'gone');
      assert.match(text, /is not there\. Mount it again; what is said meanwhile is kept here/);
      assert.ok(logOf(pc).includes(text));
    }
    for (const words of ['first of the lab', 'second of the lab']) assert.equal(await say(lab, words), 'kept');
    await names(lab, null, /2 records are not delivered: kept on this machine/, { isLogged: false });
    // Nothing is mounted yet, but something has made the folder anew.
    mkdirSync(share);
    assert.equal(await say(main, 'kept by main'), 'kept');
    rmSync(share, { recursive: true });
    renameSync(`${share}-away`, share);
    await isIll(lab, 'ok');
    await hears(desk, 'second of the lab');
    await hears(lab, 'kept by main');
    const heard = (await viewOf(desk)).timeline.filter(({ text }) => text.includes('of the lab'));
    assert.equal(heard.length, 2);
    assert.equal((await viewOf(lab)).health.undelivered, 0);
    assert.match(logOf(lab), /The shared folder works/);
  });

  void test(
    'that is not mounted on one machine: the empty mount point is not taken for it',
    {
      skip: withoutMounts(),
    },
    async () => {
      const { main, lab, desk, disk, labDisk } = team();
      unmount(labDisk);
      try {
        mkdirSync(path.join(labDisk, 'share'));
        assert.match(await isIll(lab, 'gone'), /Mount it again/);
        assert.equal(await say(lab, 'from a machine without a mount'), 'kept');
        await talks(main, desk, 'the others go on without a mount there');
      } finally {
        mount('--bind', disk, labDisk);
      }
      await hears(main, 'from a machine without a mount');
      await isIll(lab, 'ok');
      await hears(lab, 'the others go on without a mount there');
    },
  );

  void test('that one machine cannot write: it says so and goes on hearing', { skip: withoutMounts() }, async () => {
    const { main, lab, desk, labDisk } = team();
    mount('-o', 'remount,ro,bind', labDisk);
    try {
      const text = await isIll(lab, 'read-only');
      assert.match(text, /cannot be written\. Check its permissions; what is said meanwhile is kept here/);
      assert.ok(logOf(lab).includes(text));
      assert.equal(await say(lab, 'from a machine that cannot write'), 'kept');
      await talks(main, desk, 'the others go on writing');
      await hears(lab, 'the others go on writing');
    } finally {
      mount('-o', 'remount,rw,bind', labDisk);
    }
    await hears(main, 'from a machine that cannot write');
    await isIll(lab, 'ok');
  });

  void test(
    'that is full: all say so, and what was kept arrives when there is room',
    {
      skip: withoutMounts(),
    },
    async () => {
      const { main, lab, desk, disk } = team();
      const filler = path.join(disk, 'a-film.mkv');
      const fill = (): void => {
        const { bavail, bsize } = statfsSync(disk);
        appendFileSync(filler, Buffer.alloc(bavail * bsize));
      };
      // Machines remove old heartbeats, which makes room for a moment.
      const saysInVain = async (machine: typeof main, text: string): Promise<string> => {
        for (let attempt = 1; attempt <= 20; attempt += 1) {
          fill();
          const words = `${text}, said ${attempt} times`;
          if ((await say(machine, words)) === 'kept') return words;
        }
        return assert.fail(`${text}: was always taken`);
      };
      let kept: readonly string[] = [];
      fill();
      try {
        const text = await isIll(main, 'full');
        assert.match(text, /no space left on it\. Make room; what is said meanwhile is kept here/);
        assert.ok(logOf(main).includes(text));
        kept = [await saysInVain(main, 'from main on a full share'), await saysInVain(lab, 'from the lab')];
      } finally {
        rmSync(filler);
      }
      await hears(desk, kept[0] ?? '');
      await hears(main, kept[1] ?? '');
      await isIll(main, 'ok');
      await isIll(desk, 'ok');
      await talks(desk, lab, 'all is well again');
    },
  );

  void test('of a later version: nobody starts there, and it says what to install', async () => {
    const { main, lab, desk, share, project } = team();
    await lab.clutch.dispose();
    const format = inShare({ share }, `clutch-collab/${project}/FORMAT.json`);
    writeFileSync(format, JSON.stringify({ format: 'clutch-collab', major: 2, minor: 0, projectId: project }));
    await names(lab, null, /is of version 2, which this CLUTCH does not know\. Install a newer one/);
    // Those that run were there before, and know nothing of the newer one.
    await talks(main, desk, 'the others go on as before');
    writeFileSync(format, JSON.stringify({ format: 'clutch-collab', major: 1, minor: 7, projectId: project }));
    await hears(lab, 'the others go on as before');
  });
});
