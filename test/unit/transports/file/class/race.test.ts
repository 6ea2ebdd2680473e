import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createScheduler } from '../../../../../server/platform/scheduler.ts';
import { judgeRace, type RaceNotes } from '../../../../../server/transports/file/class/judge-race.ts';
import { openMeeting, type Side } from '../../../../../server/transports/file/class/meeting.ts';
import { runRace } from '../../../../../server/transports/file/class/race.ts';
import type { ShareFiles } from '../../../../../server/transports/file/share-files.ts';
import { openPlainShare, syncFolders } from '../../../../helpers/plain-share.ts';
import { withTempDir } from '../../../../helpers/temp.ts';

const A = 'a'.repeat(32);
const B = 'b'.repeat(32);

/** Three rounds of two names; `a` has the first of each and `b` the second. */
const notes = (nonce: string, won: readonly boolean[], seen: readonly (string | null)[] = [A, B]): RaceNotes => ({
  nonce,
  won: [won, won, won],
  seen: [seen, seen, seen],
});

async function race(files: ShareFiles, side: Side, waitMs: number) {
  const scheduler = createScheduler(true);
  const meeting = await openMeeting({ files, folder: 'meet', side, scheduler, waitMs, pollMs: 1 });
  return { meeting, verdict: await runRace(meeting, side === 'a' ? A : B) };
}

describe('the verdict of a race', () => {
  it('is atomic when each name has one winner whom both see, and both won something', () => {
    assert.equal(judgeRace(notes(A, [true, false]), notes(B, [false, true])).result, 'atomic');
  });

  it('is double when both were told that a name is theirs', () => {
    const verdict = judgeRace(notes(A, [true, true]), notes(B, [false, true]));
    assert.equal(verdict.result, 'double');
    assert.equal(verdict.doubles, 3);
  });

  it('is double when the winner is another one for each of them', () => {
    assert.equal(judgeRace(notes(A, [true, false]), notes(B, [false, true], [B, B])).result, 'double');
  });

  it('is unclear when one side won everything, because it may have come late', () => {
    assert.equal(judgeRace(notes(A, [true, true], [A, A]), notes(B, [false, false], [A, A])).result, 'unclear');
  });

  it('is unclear when nobody won a name', () => {
    assert.equal(judgeRace(notes(A, [true, false], [A, null]), notes(B, [false, false], [A, null])).result, 'unclear');
  });
});

describe('a race in a folder', () => {
  it('proves a folder of one disk to be atomic', () =>
    withTempDir(async (folder) => {
      const [a, b] = await Promise.all([
        race(openPlainShare(folder), 'a', 10_000),
        race(openPlainShare(folder), 'b', 10_000),
      ]);
      assert.equal(a.verdict?.result, 'atomic', a.verdict?.why);
      assert.equal(b.verdict?.result, 'atomic', b.verdict?.why);
      await Promise.all([a.meeting.part(true), b.meeting.part(true)]);
      assert.deepEqual(readdirSync(folder), ['aside']);
    }));

  it('finds two winners where copies are kept in step', () =>
    withTempDir(async (folder) => {
      const sides = [join(folder, 'a'), join(folder, 'b')] as const;
      sides.forEach((side) => mkdirSync(join(side, 'meet'), { recursive: true }));
      const syncing = setInterval(() => syncFolders(...sides), 20);
      try {
        const [a, b] = await Promise.all([
          race(openPlainShare(sides[0]), 'a', 10_000),
          race(openPlainShare(sides[1]), 'b', 10_000),
        ]);
        assert.equal(a.verdict?.result, 'double', a.verdict?.why);
        assert.equal(b.verdict?.result, 'double', b.verdict?.why);
      } finally {
        clearInterval(syncing);
      }
    }));

  it('says nothing when the other machine does not answer', () =>
    withTempDir(async (folder) => {
      const { verdict } = await race(openPlainShare(folder), 'a', 20);
      assert.equal(verdict, null);
    }));
});
