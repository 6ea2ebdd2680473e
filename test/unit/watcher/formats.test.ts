import assert from 'node:assert/strict';
import { utimesSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { claude, codex, gemini } from './transcript-lines.ts';
import { CLAUDE, CODEX, GEMINI, told, withWatchedHome } from './watched-home.ts';

describe('a session of Claude Code', () => {
  test('counts an answer of several blocks once, and takes its last word', () =>
    withWatchedHome(async ({ write, start }) => {
      write(
        `${CLAUDE}/s1.jsonl`,
        claude.prompt('s1', 'Build the shop') +
          claude.block('s1', 'msg_1', 1) +
          claude.block('s1', 'msg_1', 55) +
          claude.toolResult('s1', 'ok') +
          claude.block('s1', 'msg_2', 45) +
          claude.cost('s1', 0.0129),
      );
      const { sessions } = await start();
      assert.deepEqual(sessions.map(told), [
        {
          agent: 'claude',
          id: 's1',
          title: 'Build the shop',
          tokens: [2400, 800, 200, 100],
          costUsd: 0.0129,
          model: 'claude-opus-5-5',
        },
      ]);
      assert.equal(sessions[0]?.cwd, '/home/ana/shop');
      assert.equal(sessions[0]?.startedAt, Date.UTC(2026, 10, 21, 12, 0, 0));
      assert.equal(sessions[0]?.lastActivityAt, Date.UTC(2026, 10, 21, 12, 0, 6));
    }));

  test('holds what its helpers used', () =>
    withWatchedHome(async ({ write, start }) => {
      write(`${CLAUDE}/s1.jsonl`, claude.prompt('s1', 'Build the shop') + claude.block('s1', 'msg_1'));
      write(`${CLAUDE}/s1/subagents/agent-a2.jsonl`, claude.block('s1', 'msg_2'));
      const { sessions } = await start();
      assert.deepEqual(
        sessions.map((one) => told(one).tokens),
        [[2400, 800, 200, 110]],
      );
    }));

  test('that was forked counts only what is its own, whichever of the two is read first', async () => {
    const first = claude.prompt('s1', 'Build the shop') + claude.block('s1', 'msg_1') + claude.cost('s1', 0.01);
    const fork = claude.prompt('s2', 'Build the shop') + claude.block('s2', 'msg_1') + claude.block('s2', 'msg_2');
    for (const newest of ['s1', 's2']) {
      await withWatchedHome(async ({ home, write, start }) => {
        write(`${CLAUDE}/s1.jsonl`, first);
        write(`${CLAUDE}/s2.jsonl`, fork + claude.cost('s2', 0.02));
        for (const id of ['s1', 's2']) {
          const seconds = Date.now() / 1000 - (id === newest ? 10 : 20);
          utimesSync(path.join(home, CLAUDE, `${id}.jsonl`), seconds, seconds);
        }
        const { sessions } = await start();
        const byId = Object.fromEntries(sessions.map((one) => [one.id, told(one)]));
        assert.deepEqual(byId['s1']?.tokens, [1200, 400, 100, 55], `${newest} is the newest`);
        assert.deepEqual(byId['s2']?.tokens, [1200, 400, 100, 55], `${newest} is the newest`);
        assert.equal(byId['s2']?.costUsd, null, 'its cost holds what the other has cost');
      });
    }
  });

  test('counts answers of servers that give the same ids again', () =>
    withWatchedHome(async ({ write, start }) => {
      write(`${CLAUDE}/s1.jsonl`, claude.prompt('s1', 'Build') + claude.block('s1', 'msg_1', 55, 'request-a'));
      write(`${CLAUDE}/s2.jsonl`, claude.prompt('s2', 'Plan') + claude.block('s2', 'msg_1', 55, 'request-b'));
      assert.deepEqual(
        (await start()).sessions.map((one) => told(one).tokens),
        [
          [1200, 400, 100, 55],
          [1200, 400, 100, 55],
        ],
      );
    }));

  test('is called what the agent calls it, else what was asked first; commands of the program are no question', () =>
    withWatchedHome(async ({ write, start }) => {
      const asked = claude.prompt('s1', '<command-name>/clear</command-name>') + claude.prompt('s1', 'First\nmore');
      write(`${CLAUDE}/s1.jsonl`, asked + claude.prompt('s1', 'Second'));
      write(`${CLAUDE}/s2.jsonl`, claude.prompt('s2', 'Asked') + claude.title('s2', 'A title'));
      write(`${CLAUDE}/s3.jsonl`, claude.cost('s3', 0));
      const { sessions } = await start();
      assert.deepEqual(sessions.map(({ title }) => title).toSorted(), ['A title', 'First']);
    }));
});

describe('a session of Codex', () => {
  const first = { input: 1600, cached: 400, output: 60 };
  const second = { input: 3200, cached: 800, output: 120 };

  test('counts what the agent counts: input without the cached, and each answer once', () =>
    withWatchedHome(async ({ write, start }) => {
      write(
        `${CODEX}/rollout-2026-11-21T12-00-00-t1.jsonl`,
        codex.meta('t1') +
          codex.turn() +
          codex.prompt('Build the shop') +
          codex.record(first, first) +
          codex.count(first, first) +
          codex.limits() +
          codex.record(second, first) +
          codex.count(second, first) +
          codex.count(second, first),
      );
      const { sessions } = await start();
      assert.deepEqual(sessions.map(told), [
        {
          agent: 'codex',
          id: 't1',
          title: 'Build the shop',
          tokens: [2400, 800, 0, 120],
          costUsd: 0.0024,
          model: 'gpt-5.5',
        },
      ]);
    }));

  test('that was forked begins where its thread was, and counts from there', () =>
    withWatchedHome(async ({ write, start }) => {
      write(`${CODEX}/rollout-2026-11-21T12-00-00-t2.jsonl`, codex.meta('t2') + codex.record(second, first));
      assert.deepEqual(told((await start()).sessions[0] ?? assert.fail()).tokens, [1200, 400, 0, 60]);
    }));
});

describe('a session of Gemini CLI', () => {
  const session = gemini.header('g1') + gemini.prompt('m1', 'Build the shop') + gemini.answer('m2', 1);

  test('counts the last word about each answer, thoughts as output and cached input apart', () =>
    withWatchedHome(async ({ write, start }) => {
      write('.gemini/tmp/shop/.project_root', '/home/ana/shop');
      write(
        `${GEMINI}/session-2026-11-21T12-00-g1.jsonl`,
        session + gemini.answer('m2') + gemini.updated() + gemini.answer('m3') + gemini.updated(),
      );
      const { sessions } = await start();
      assert.deepEqual(sessions.map(told), [
        {
          agent: 'gemini',
          id: 'g1',
          title: 'Build the shop',
          tokens: [2400, 400, 0, 110],
          costUsd: null,
          model: 'gemini-3.8-flash',
        },
      ]);
      assert.equal(sessions[0]?.cwd, '/home/ana/shop');
    }));

  test('that was resumed writes all its messages again, and is one session', () =>
    withWatchedHome(async ({ write, start }) => {
      const again = gemini.again(gemini.promptMessage('m1', 'Build the shop'), gemini.answerMessage('m2'));
      write(`${GEMINI}/session-2026-11-21T12-00-g1.jsonl`, session + again + gemini.answer('m4'));
      write(`${GEMINI}/session-2026-11-21T12-05-g1.jsonl`, gemini.header('g1'));
      const { sessions } = await start();
      assert.deepEqual(
        sessions.map((one) => told(one).tokens),
        [[2400, 400, 0, 110]],
      );
    }));

  test('in the form of one document is read anew when it changes', () =>
    withWatchedHome(async ({ write, read }) => {
      const document = (...messages: object[]): string =>
        JSON.stringify({ sessionId: 'g1', startTime: '2026-11-21T12:00:00.000Z', messages }, null, 2);
      const file = `${GEMINI}/session-2026-11-21T12-00-g1.json`;
      write(file, document(gemini.promptMessage('m1', 'Build the shop')));
      assert.equal((await read()).sessions[0]?.tokens, null);
      write(file, document(gemini.promptMessage('m1', 'Build the shop'), gemini.answerMessage('m2')));
      assert.deepEqual(told((await read()).sessions[0] ?? assert.fail()).tokens, [1200, 200, 0, 55]);
    }));

  test('counts the helpers that lie in a folder of its name', () =>
    withWatchedHome(async ({ write, start }) => {
      write(`${GEMINI}/session-2026-11-21T12-00-g1.jsonl`, session + gemini.answer('m2'));
      write(`${GEMINI}/g1/h1.jsonl`, gemini.header('h1') + gemini.answer('m9'));
      const { sessions } = await start();
      assert.deepEqual(
        sessions.map((one) => [one.id, told(one).tokens]),
        [['g1', [2400, 400, 0, 110]]],
      );
    }));
});

test('a title holds no secret and at most 80 characters', () =>
  withWatchedHome(async ({ write, start }) => {
    const key = `sk-ant-${'a1'.repeat(20)}`;
    write(`${CLAUDE}/s1.jsonl`, claude.prompt('s1', `Use ${key} to build ${'a very large shop '.repeat(10)}`));
    const title = (await start()).sessions[0]?.title ?? '';
    assert.match(title, /^Use \[…\] to build a very large shop/);
    assert.ok(title.length <= 80 && title.endsWith('…'), title);
  }));
