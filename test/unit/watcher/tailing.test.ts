import assert from 'node:assert/strict';
import { renameSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { array, assert as check, asyncProperty, integer } from 'fast-check';
import { MAX_LINE_BYTES } from '../../../server/watcher/read-lines.ts';
import { claude, codex, gemini } from './transcript-lines.ts';
import { CLAUDE, CODEX, GEMINI, told, withWatchedHome, type WatchedHome } from './watched-home.ts';

const FILE = `${CLAUDE}/s1.jsonl`;

async function tokensOf({ read }: WatchedHome): Promise<number[] | null | undefined> {
  const [session] = (await read()).sessions;
  return session && told(session).tokens;
}

describe('a transcript that is being written', () => {
  test('is read on from where it was', () =>
    withWatchedHome(async (stage) => {
      stage.write(FILE, claude.prompt('s1', 'Build') + claude.block('s1', 'msg_1'));
      assert.deepEqual(await tokensOf(stage), [1200, 400, 100, 55]);
      stage.append(FILE, claude.block('s1', 'msg_2'));
      assert.deepEqual(await tokensOf(stage), [2400, 800, 200, 110]);
    }));

  test('says nothing with a line that is not finished', () =>
    withWatchedHome(async (stage) => {
      const line = claude.block('s1', 'msg_2');
      stage.write(FILE, claude.block('s1', 'msg_1') + line.slice(0, 100));
      assert.deepEqual(await tokensOf(stage), [1200, 400, 100, 55]);
      stage.append(FILE, line.slice(100));
      const [session] = (await stage.read()).sessions;
      assert.deepEqual(session && told(session).tokens, [2400, 800, 200, 110]);
      assert.equal(session?.skippedLines, 0);
    }));

  test('is not read again by the next server', () =>
    withWatchedHome(async (stage) => {
      // Of the same size and time, so that only somebody who reads it again can see that it is another.
      const aMinuteAgo = Math.floor(Date.now() / 1000) - 60;
      const writeAt = (text: string): void => {
        stage.write(FILE, text);
        utimesSync(path.join(stage.home, FILE), aMinuteAgo, aMinuteAgo);
      };
      writeAt(claude.prompt('s1', 'Build'));
      await stage.start();
      writeAt(claude.prompt('s1', 'Spend'));
      assert.equal((await stage.start()).sessions[0]?.title, 'Build');
    }));

  test('gives the same, however its writing was divided', () =>
    check(
      asyncProperty(array(integer({ min: 0, max: 1000 }), { maxLength: 6 }), async (cuts) => {
        const text =
          claude.prompt('s1', 'Bäume ☂ zählen') +
          claude.block('s1', 'msg_1', 1) +
          'no json\n' +
          claude.block('s1', 'msg_1', 55) +
          claude.block('s1', 'msg_2') +
          claude.cost('s1', 0.5);
        const bytes = Buffer.from(text);
        const places = cuts.map((cut) => Math.floor((cut / 1000) * bytes.length)).toSorted((a, b) => a - b);
        await withWatchedHome(async ({ write, append, start, home, read }) => {
          write(FILE, text);
          const whole = (await start()).sessions.map(told);
          rmSync(path.join(home, FILE));
          write(`${CLAUDE}/x.jsonl`, '');
          await start();
          let from = 0;
          for (const to of [...places, bytes.length]) {
            append(FILE, '');
            writeFileSync(path.join(home, FILE), bytes.subarray(from, to), { flag: 'a' });
            from = to;
            await (to % 2 === 0 ? start() : read());
          }
          const parts = (await start()).sessions;
          assert.deepEqual(parts.map(told), whole);
          assert.equal(parts[0]?.skippedLines, 1);
        });
      }),
      { numRuns: 25 },
    ));
});

describe('a transcript that does not go on as it was', () => {
  const begin = claude.prompt('s1', 'Build') + claude.block('s1', 'msg_1') + claude.block('s1', 'msg_2');

  test('is read from its beginning when it was cut off', () =>
    withWatchedHome(async (stage) => {
      stage.write(FILE, begin);
      await stage.read();
      truncateSync(path.join(stage.home, FILE), claude.prompt('s1', 'Build').length);
      stage.append(FILE, claude.block('s1', 'msg_3'));
      assert.deepEqual(await tokensOf(stage), [1200, 400, 100, 55]);
    }));

  test('is read from its beginning when another was put in its place', () =>
    withWatchedHome(async (stage) => {
      stage.write(FILE, begin);
      await stage.read();
      stage.write('other', claude.prompt('s1', 'Another thing to do') + begin.repeat(3));
      renameSync(path.join(stage.home, 'other'), path.join(stage.home, FILE));
      const [session] = (await stage.read()).sessions;
      assert.deepEqual(session && told(session).tokens, [2400, 800, 200, 110]);
      assert.equal(session?.title, 'Another thing to do');
    }));

  test('is forgotten when it was removed', () =>
    withWatchedHome(async (stage) => {
      stage.write(FILE, begin);
      stage.write(`${CLAUDE}/s2.jsonl`, claude.prompt('s2', 'Stay'));
      await stage.read();
      rmSync(path.join(stage.home, FILE));
      assert.deepEqual(
        (await stage.start()).sessions.map(({ id }) => id),
        ['s2'],
      );
      assert.deepEqual(stage.warnings, []);
    }));
});

describe('a transcript with lines that cannot be read', () => {
  test('passes over what is no JSON and what is something else, and counts the first', () =>
    withWatchedHome(async ({ write, start }) => {
      const strange = ['{"type":"assistant","message":{"id":7}}', '[]', 'null', '7', '{"type":"user"}', '"x"'];
      write(FILE, `{broken\n\u0000\u0001\n${strange.join('\n')}\n${claude.block('s1', 'msg_1')}\xff\n`);
      const [session] = (await start()).sessions;
      assert.deepEqual(session && told(session).tokens, [1200, 400, 100, 55]);
      assert.equal(session?.skippedLines, 3);
    }));

  test('passes over a line that is too long, and goes on behind it, also when it was not finished', () =>
    withWatchedHome(async (stage) => {
      const half = `{"type":"user","x":"${'y'.repeat(MAX_LINE_BYTES)}`;
      stage.write(FILE, claude.block('s1', 'msg_1') + half);
      assert.deepEqual(await tokensOf(stage), [1200, 400, 100, 55]);
      stage.append(FILE, `${'y'.repeat(600_000)}"}\n${claude.block('s1', 'msg_2')}`);
      const [session] = (await stage.start()).sessions;
      assert.deepEqual(session && told(session).tokens, [2400, 800, 200, 110]);
      assert.equal(session?.skippedLines, 1);
    }));

  test('does not believe numbers that no agent can have used', () =>
    withWatchedHome(async ({ write, start }) => {
      write(FILE, claude.block('s1', 'msg_1', 1e300) + claude.block('s1', 'msg_2', -5) + claude.cost('s1', 1e300));
      const [session] = (await start()).sessions;
      assert.deepEqual(session && told(session).tokens, [2400, 800, 200, 0]);
      assert.equal(session?.costUsd, null);
    }));

  test('does not matter to the others', () =>
    withWatchedHome(async ({ write, start }) => {
      const noise = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 251)).toString('latin1');
      write(`${CLAUDE}/noise.jsonl`, noise);
      write(`${CODEX}/rollout-noise.jsonl`, noise);
      write(`${GEMINI}/session-noise.json`, noise);
      write(`${CODEX}/rollout-deep.jsonl`, `${'['.repeat(100_000)}\n{"type":"event_msg","payload":{}}\n`);
      write(`${GEMINI}/session-2.jsonl`, gemini.header('g2') + gemini.prompt('m1', 'Hello'));
      write(FILE, claude.prompt('s1', 'Build'));
      write(`${CODEX}/rollout-t1.jsonl`, codex.meta('t1') + codex.prompt('Plan'));
      assert.deepEqual((await start()).sessions.map(({ title }) => title).toSorted(), ['Build', 'Hello', 'Plan']);
    }));
});

describe('what an agent has not written there', () => {
  test('is not read: links to files and folders, folders named as files', () =>
    withWatchedHome(async ({ home, write, start }) => {
      write('secret.jsonl', claude.prompt('s9', 'Secret'));
      write('elsewhere/s8.jsonl', claude.prompt('s8', 'Elsewhere'));
      write(`${CLAUDE}/folder.jsonl/x`, 'x');
      write(FILE, claude.prompt('s1', 'Build'));
      symlinkSync(path.join(home, 'secret.jsonl'), path.join(home, CLAUDE, 's9.jsonl'));
      symlinkSync(path.join(home, 'elsewhere'), path.join(home, '.claude/projects/-elsewhere'));
      assert.deepEqual(
        (await start()).sessions.map(({ title }) => title),
        ['Build'],
      );
    }));
});

describe('a transcript of long ago', () => {
  test('is listed by its beginning and its end until somebody wants its history', () =>
    withWatchedHome(async ({ home, write, start, read }) => {
      const filler = claude.toolResult('s1', 'z'.repeat(40_000)).repeat(5);
      const answers = claude.block('s1', 'msg_1') + filler + claude.block('s1', 'msg_2');
      write(FILE, claude.prompt('s1', 'Build') + answers + claude.cost('s1', 0.7));
      const longAgo = Date.now() / 1000 - 100 * 86_400;
      utimesSync(path.join(home, FILE), longAgo, longAgo);
      const [listed] = (await start()).sessions;
      assert.deepEqual(
        { ...(listed && told(listed)), read: listed?.read },
        {
          agent: 'claude',
          id: 's1',
          title: 'Build',
          tokens: null,
          costUsd: 0.7,
          model: 'claude-opus-5-5',
          read: 'ends',
        },
      );
      const [whole] = (await read(true)).sessions;
      assert.deepEqual(whole && told(whole).tokens, [2400, 800, 200, 110]);
    }));
});
