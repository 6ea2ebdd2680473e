import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { writeAtomically } from '../../../server/platform/write-atomically.ts';
import { withTempDir } from '../../helpers/temp.ts';

describe('a file that is written atomically', () => {
  test('is made or replaced as a whole and leaves nothing beside it', () =>
    withTempDir((folder) => {
      const file = path.join(folder, 'server.json');
      writeAtomically(file, 'first, and longer');
      writeAtomically(file, 'zweitens: äöü');
      assert.equal(readFileSync(file, 'utf8'), 'zweitens: äöü');
      assert.deepEqual(readdirSync(folder), ['server.json']);
      if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o077, 0);
    }));

  test('is never seen half written by somebody who reads all the time', () =>
    withTempDir(async (folder) => {
      const file = path.join(folder, 'file');
      const texts = ['a', 'b'].map((letter) => letter.repeat(300_000));
      writeFileSync(file, texts[0] ?? '');
      const stop = new Int32Array(new SharedArrayBuffer(8));
      const reader = new Worker(READER, { eval: true, workerData: { file, stop } });
      const seen = new Promise<unknown>((resolve, reject) => reader.once('message', resolve).once('error', reject));
      const started = Date.now();
      while (Atomics.load(stop, 1) < 20 && Date.now() - started < 10_000) {
        for (const text of texts) writeAtomically(file, text);
      }
      Atomics.store(stop, 0, 1);
      assert.deepEqual(await seen, []);
      assert.ok(Atomics.load(stop, 1) >= 20);
    }));

  test('stays as it was when the new one cannot take its place, and nothing is left beside it', () =>
    withTempDir((folder) => {
      const file = path.join(folder, 'taken');
      mkdirSync(file);
      assert.throws(() => writeAtomically(file, 'x'), /EISDIR|EPERM|ENOTEMPTY|EEXIST/);
      assert.deepEqual(readdirSync(folder), ['taken']);
    }));

  test('in a folder that is not there is an error that names it', () =>
    withTempDir((folder) => {
      assert.throws(() => writeAtomically(path.join(folder, 'none', 'file'), 'x'), /ENOENT.*none/);
    }));
});

/** Counts its reads in `stop[1]` and reports every text that is neither of the two. */
const READER = `
  const { parentPort, workerData: { file, stop } } = require('node:worker_threads');
  const { readFileSync } = require('node:fs');
  const odd = [];
  while (Atomics.load(stop, 0) === 0) {
    const text = readFileSync(file, 'utf8');
    if (text.length !== 300000 || text[0] !== text.at(-1)) odd.push(text.length);
    Atomics.add(stop, 1, 1);
  }
  parentPort.postMessage(odd);
`;
