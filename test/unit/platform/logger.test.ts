import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { createLogger } from '../../../server/platform/logger.ts';
import { withTempDir } from '../../helpers/temp.ts';

describe('the log', () => {
  test('has one line for each message, with its time, level, error and cause', () =>
    withTempDir((folder) => {
      const log = createLogger(path.join(folder, 'logs', 'server.log'));
      log.info('ready');
      log.error('run halted', new Error('outer', { cause: new Error('inner') }));
      const text = readFileSync(log.file, 'utf8');
      assert.match(text, /^\d{4}-\d\d-\d\dT[\d:.]+Z info ready\n/);
      assert.match(text, /Z error run halted: Error: outer\n {4}at /);
      assert.match(text, /\n {2}caused by Error: inner\n/);
    }));

  test('holds no secret, wherever in a message or an error it stands', () =>
    withTempDir((folder) => {
      const log = createLogger(path.join(folder, 'server.log'));
      const secret = `ghp_${'a1'.repeat(18)}`;
      log.warn(`it printed ${secret}`, new Error(`outer ${secret}`, { cause: secret }));
      assert.doesNotMatch(readFileSync(log.file, 'utf8'), /ghp_/);
    }));

  test('goes on where the server before has ended', () =>
    withTempDir((folder) => {
      const file = path.join(folder, 'server.log');
      createLogger(file).info('one');
      createLogger(file).info('two');
      assert.equal(readFileSync(file, 'utf8').split('\n').length, 3);
    }));

  test('keeps the newest messages in at most four files of the given size', () =>
    withTempDir((folder) => {
      const file = path.join(folder, 'server.log');
      const log = createLogger(file, 1_000);
      for (let i = 0; i < 500; i += 1) log.info(`message ${i} ${'ä'.repeat(60)}`);
      const files = readdirSync(folder).toSorted();
      assert.deepEqual(files, ['server.log', 'server.log.1', 'server.log.2', 'server.log.3']);
      for (const name of files) assert.ok(statSync(path.join(folder, name)).size <= 1_000, name);
      const text = files
        .toReversed()
        .map((name) => readFileSync(path.join(folder, name), 'utf8'))
        .join('');
      const numbers = [...text.matchAll(/message (\d+)/g)].map(([, number]) => Number(number));
      assert.deepEqual(
        numbers,
        Array.from(numbers, (_, index) => 500 - numbers.length + index),
        'no gap, in order',
      );
    }));

  test('counts what an earlier server wrote', () =>
    withTempDir((folder) => {
      const file = path.join(folder, 'server.log');
      createLogger(file, 200).info('x'.repeat(150));
      createLogger(file, 200).info('y'.repeat(150));
      assert.match(readFileSync(`${file}.1`, 'utf8'), /x{150}/);
      assert.doesNotMatch(readFileSync(file, 'utf8'), /x/);
    }));

  test('that cannot be written costs messages and nothing else', () =>
    withTempDir((folder) => {
      const file = path.join(folder, 'server.log');
      const log = createLogger(file);
      mkdirSync(file);
      log.info('lost');
      rmSync(file, { recursive: true });
      log.info('kept');
      assert.match(readFileSync(file, 'utf8'), /info kept/);
    }));

  test('can be read by its owner only', { skip: process.platform === 'win32' }, () =>
    withTempDir((folder) => {
      const log = createLogger(path.join(folder, 'server.log'));
      assert.equal(existsSync(log.file), false);
      log.info('secret');
      assert.equal(statSync(log.file).mode & 0o077, 0);
    }),
  );
});
