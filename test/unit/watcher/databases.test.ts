import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import {
  addOpenClawRun,
  addOpenCodeSession,
  createOpenClaw,
  createOpenCode,
  OPENCLAW,
  OPENCODE,
} from './agent-databases.ts';
import { claude } from './transcript-lines.ts';
import { CLAUDE, told, withWatchedHome } from './watched-home.ts';

describe('a session of OpenCode', () => {
  test('is what its row says, reasoning as output, with its helpers', () =>
    withWatchedHome(async ({ home, start, read }) => {
      const database = createOpenCode(home);
      addOpenCodeSession(database, 'ses_1', null);
      const expected = { agent: 'opencode', id: 'ses_1', title: 'Build the shop', model: 'fake-model' };
      const [alone] = (await start()).sessions;
      assert.deepEqual(alone && told(alone), { ...expected, tokens: [2400, 600, 0, 100], costUsd: 0.00888 });
      assert.equal(alone?.cwd, '/home/ana/shop');
      addOpenCodeSession(database, 'ses_2', 'ses_1', 6000);
      const helped = (await read()).sessions;
      database.close();
      assert.deepEqual(helped.map(told), [{ ...expected, tokens: [4800, 1200, 0, 200], costUsd: 0.01776 }]);
      assert.equal(helped[0]?.lastActivityAt, 6000);
    }));
});

describe('a session of OpenClaw', () => {
  test('counts the answers of all its runs, and reads on from where it was', () =>
    withWatchedHome(async ({ home, start, read }) => {
      const database = createOpenClaw(home);
      addOpenClawRun(database, 'Build the shop', 2000);
      const expected = { agent: 'openclaw', id: 'c1', title: 'Build the shop', model: 'fake-model' };
      assert.deepEqual((await start()).sessions.map(told), [{ ...expected, tokens: [2400, 600, 0, 100], costUsd: 1 }]);
      addOpenClawRun(database, 'And again', 3000);
      const [session] = (await read()).sessions;
      database.close();
      assert.deepEqual(session && told(session), { ...expected, tokens: [4800, 1200, 0, 200], costUsd: 2 });
      assert.deepEqual([session?.cwd, session?.lastActivityAt], ['/home/ana/shop', 3000]);
    }));

  test('that wrote its history anew is counted anew', () =>
    withWatchedHome(async ({ home, start, read }) => {
      const database = createOpenClaw(home);
      addOpenClawRun(database, 'Build the shop', 2000);
      await start();
      database.exec("DELETE FROM transcript_events; UPDATE transcript_rewrite_watermarks SET generation = 'g2'");
      addOpenClawRun(database, 'Plan the shop', 3000);
      const [session] = (await read()).sessions;
      database.close();
      assert.deepEqual(session && told(session).tokens, [2400, 600, 0, 100]);
      assert.equal(session?.title, 'Plan the shop');
    }));

  test('passes over events that are packed away or broken, and counts them', () =>
    withWatchedHome(async ({ home, start }) => {
      const database = createOpenClaw(home);
      database.exec(
        "INSERT INTO transcript_events VALUES ('c1', 0, '{broken', 1000, NULL), ('c1', 1, NULL, 1000, x'28')",
      );
      addOpenClawRun(database, 'Build the shop', 2000);
      database.close();
      const [session] = (await start()).sessions;
      assert.deepEqual(session && [told(session).tokens, session.skippedLines], [[2400, 600, 0, 100], 2]);
    }));
});

describe('a database that cannot be read', () => {
  const withClaude = (play: Parameters<typeof withWatchedHome>[0]): Promise<void> =>
    withWatchedHome(async (stage) => {
      stage.write(`${CLAUDE}/s1.jsonl`, claude.prompt('s1', 'Build'));
      await play(stage);
      assert.deepEqual(
        (await stage.read()).sessions.filter(({ agent }) => agent === 'claude').map(({ title }) => title),
        ['Build'],
        'the others are read all the same',
      );
    });

  test('because it has another form says so', () =>
    withClaude(async ({ home, start }) => {
      const database = createOpenCode(home);
      database.exec('ALTER TABLE session RENAME COLUMN tokens_input TO spent');
      database.close();
      const { unreadable } = await start();
      assert.deepEqual(
        unreadable.map(({ agent, path: file }) => [agent, file]),
        [['opencode', path.join(home, OPENCODE)]],
      );
      assert.match(unreadable[0]?.reason ?? '', /form that this version of CLUTCH does not know \(no such column/);
    }));

  test('because it is none says so', () =>
    withClaude(async ({ write, start }) => {
      write(OPENCLAW, 'no database at all '.repeat(100));
      assert.match((await start()).unreadable[0]?.reason ?? '', /cannot be read: file is not a database/);
    }));

  test('because somebody has locked it is read when it is free again', () =>
    withClaude(async ({ home, start, read }) => {
      const database = createOpenCode(home);
      addOpenCodeSession(database, 'ses_1', null);
      database.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
      const locked = await start();
      assert.match(locked.unreadable[0]?.reason ?? '', /locked/);
      database.exec('COMMIT');
      database.close();
      const free = await read();
      assert.deepEqual(free.unreadable, []);
      assert.ok(free.sessions.some(({ id }) => id === 'ses_1'));
    }));
});

test('a database that nobody is writing is not changed by looking at it', () =>
  withWatchedHome(async ({ home, start }) => {
    const database = createOpenCode(home);
    addOpenCodeSession(database, 'ses_1', null);
    database.close();
    const before = readFileSync(path.join(home, OPENCODE));
    assert.equal((await start()).sessions.length, 1);
    assert.deepEqual(readFileSync(path.join(home, OPENCODE)), before);
    assert.ok(!existsSync(path.join(home, `${OPENCODE}-journal`)));
  }));
