import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { bytesToSign, signerOf } from '../../../../server/platform/signed-json.ts';
import type { Snapshot } from '../../../../server/transports/transport.ts';
import { layout, withStage, type Opened, type Stage } from './stage.ts';

const LATER = layout.snapshot('main', 9, 9);

const read = ({ transport }: Opened): Promise<Snapshot | null> => transport.snapshots.read();

/** A snapshot as main would write it, but for what is changed, signed by whoever it is. */
function sealed({ team }: Stage, by: string, change: object): string {
  const key = team.keys.get(by);
  assert.ok(key);
  const unsigned = { v: 1, machine: 'main', ep: 9, counter: 9, cursors: {}, state: 'planted', ...change };
  return JSON.stringify({ ...unsigned, signature: signerOf(key)(bytesToSign('snapshot', 'shop', unsigned)) });
}

const deep = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);

const BAD: Record<string, (stage: Stage) => string> = {
  'another member has signed': (stage) => sealed(stage, 'worker', {}),
  'says another number than its name': (stage) => sealed(stage, 'main', { counter: 8 }),
  'says that it is of another machine': (stage) => sealed(stage, 'main', { machine: 'worker' }),
  'is of a later version': (stage) => sealed(stage, 'main', { v: 2 }),
  'has cursors that are none': (stage) => sealed(stage, 'main', { cursors: { worker: { ep: -1 } } }),
  'nests too deep': (stage) => sealed(stage, 'main', { state: deep(100) }),
  'nests a million times': () => `{"v":1,"state":${'['.repeat(1_000_000)}`,
  'is huge': (stage) => sealed(stage, 'main', { state: 'x'.repeat(5_000_000) }),
  'is torn': (stage) => sealed(stage, 'main', {}).slice(0, 100),
};

describe('a snapshot that', () => {
  for (const [what, bytes] of Object.entries(BAD)) {
    test(`${what} is none`, () =>
      withStage(async (stage) => {
        const worker = await stage.open('worker');
        writeFileSync(path.join(stage.share, LATER), bytes(stage));
        assert.equal(await read(worker), null);
        assert.notEqual(worker.transport.health().state, 'refused');
      }));
  }

  test('is what main wrote is taken, and a folder in its place is none', () =>
    withStage(async (stage) => {
      const worker = await stage.open('worker');
      const file = path.join(stage.share, LATER);
      mkdirSync(file);
      assert.equal(await read(worker), null);
      rmSync(file, { recursive: true });
      writeFileSync(file, sealed(stage, 'main', {}));
      assert.equal((await read(worker))?.state, 'planted');
    }));

  test('is one of many leaves only the newest two', () =>
    withStage(async ({ open, share }) => {
      const main = await open('main');
      for (let index = 0; index < 5; index += 1) await main.transport.snapshots.write(() => Promise.resolve(index));
      const names = readdirSync(path.join(share, layout.snapshots)).toSorted();
      assert.equal(names.length, 2);
      const newest = readFileSync(path.join(share, layout.snapshots, names[1] ?? ''), 'utf8');
      assert.match(newest, /"state":4/);
    }));
});
