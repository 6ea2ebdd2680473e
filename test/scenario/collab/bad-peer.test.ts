/** What a machine that is broken, copied or evil can put into a shared folder, with real servers. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { createKeyPair, signerOf } from '../../../server/platform/signed-json.ts';
import { createLayout } from '../../../server/transports/file/layout.ts';
import {
  createWriter,
  hears,
  inShare,
  names,
  sharedTeam,
  talks,
  viewOf,
  type Team,
} from '../../helpers/collab/faults.ts';
import { until } from '../../helpers/processes.ts';

const note = (text: string): object => ({ text, author: 'somebody' });
const STOPS = /Nothing more of \S+ is handed on until this is mended; the others go on/;

void describe('in the log of a machine', () => {
  const team = sharedTeam();

  /** Puts something where the lab's next words belong; the others name it, and go on. Removed, the lab is heard again. */
  async function planted(
    plant: (team: Team) => string,
    expected: RegExp,
    advice: RegExp,
    remove = (file: string): void => rmSync(file, { recursive: true }),
  ): Promise<void> {
    const { main, lab, desk, labId, share } = team();
    await lab.clutch.dispose();
    const file = path.join(share, plant(team()));
    for (const pc of [main, desk]) {
      const said = await names(pc, labId, expected);
      assert.match(said, STOPS);
      assert.match(said, advice);
    }
    await talks(main, desk, `the others go on beside ${expected.source}`);
    const { health, timeline } = await viewOf(desk);
    assert.equal(health.state, 'ok', health.text);
    assert.ok(!timeline.some(({ text }) => text.includes('planted')));
    remove(file);
    await talks(lab, desk, `the lab after ${expected.source}`);
    await hears(main, `the lab after ${expected.source}`);
    // What is shown follows with the next look at the lab's files.
    await until(async () => (await viewOf(desk)).peers.find(({ id }) => id === labId)?.problems.length === 0, {
      what: 'what was mended is not shown any more',
    });
  }

  void test('words under another signature', () =>
    planted(
      (it) => createWriter(it, signerOf(createKeyPair())).write([note('planted')]),
      /its signature is not that of this machine for this place/,
      /Somebody else has written there: remove the file/,
    ));

  void test('a record of a later version', () =>
    planted(
      (it) => createWriter(it).write([note('planted')], (line) => line.replace('"v":1', '"v":2')),
      /a record is of a later version/,
      /Install a newer CLUTCH/,
    ));

  void test('a link', () =>
    planted(
      (it) => {
        const writer = createWriter(it);
        symlinkSync('/etc/passwd', path.join(it.share, writer.next()));
        writer.tell();
        return writer.next();
      },
      /it is no file/,
      /Somebody has put it there: remove it/,
    ));

  void test('a fifo, which would keep whoever opens it', () =>
    planted(
      (it) => {
        const writer = createWriter(it);
        execFileSync('mkfifo', [path.join(it.share, writer.next())]);
        writer.tell();
        return writer.next();
      },
      /it is no file/,
      /Somebody has put it there: remove it/,
    ));

  void test('a file of many gigabytes', () =>
    planted(
      (it) => {
        const writer = createWriter(it);
        const file = path.join(it.share, writer.next());
        writeFileSync(file, '');
        truncateSync(file, 16 * 2 ** 30);
        writer.tell();
        return writer.next();
      },
      /it has more than 8388608 bytes/,
      /No CLUTCH writes such a file: remove it/,
    ));

  void test('a record that nests a thousand deep', () =>
    planted(
      (it) =>
        createWriter(it).write([note('planted')], (line) =>
          line.replace('"body":{', `"body":{"x":${'['.repeat(1_000)}${']'.repeat(1_000)},`),
        ),
      /a record nests too deep/,
      /if it did not write this file, remove it/,
    ));

  void test('a link to elsewhere in place of the whole log, which a server that starts does not follow', async () => {
    const { main, lab, desk, labId, disk, share, project } = team();
    await main.clutch.dispose();
    await lab.clutch.dispose();
    const log = path.join(share, createLayout(project).log(labId));
    const elsewhere = path.join(disk, 'elsewhere');
    renameSync(log, elsewhere);
    symlinkSync(elsewhere, log);
    const said = await names(main, labId, /is no folder/);
    assert.match(said, STOPS);
    assert.match(said, /Somebody has put it there: remove it/);
    await talks(main, desk, 'the others go on beside a linked log');
    rmSync(log);
    renameSync(elsewhere, log);
    await talks(lab, main, 'the lab with its log');
  });

  void test('and beside it, links, fifos and nonsense of every kind change nothing', async () => {
    const { main, lab, desk, labId, share, project } = team();
    await talks(lab, main, 'the lab is there');
    const layout = createLayout(project);
    const at = (name: string): string => inShare({ share }, `${layout.root}/${name}`);
    const later = '9999999990-0000000001';
    symlinkSync('/etc/passwd', at(`hb/${labId}.${later}.json`));
    execFileSync('mkfifo', [at(`ack/${labId}.${later}.json`)]);
    mkdirSync(at(`news/${labId}.${later}`));
    writeFileSync(at(`snap/${labId}.${later}.json`), '['.repeat(500_000));
    mkdirSync(at(`main/${labId}/term-0000000099.json`));
    symlinkSync('/', at('machines/evil'));
    symlinkSync('/', at('log/evil'));
    writeFileSync(at('log/Not A Name'), '');
    execFileSync('mkfifo', [at('pairing-fifo')]);
    execFileSync('mkfifo', [at('lease/some-task')]);
    for (const pc of [main, desk]) {
      await names(pc, labId, /hb\/.* is no file\. It does not count/);
      await names(pc, null, /log\/evil is not that of a member, so nothing of it is read/);
    }
    await talks(main, desk, 'main goes on');
    await talks(desk, lab, 'the desk goes on');
    await talks(lab, main, 'the lab goes on');
    const invited = await main.run('invite', '--json');
    assert.equal(invited.code, 0, invited.stderr);
    for (const pc of [main, desk]) assert.equal((await viewOf(pc)).health.state, 'ok');
  });
});
