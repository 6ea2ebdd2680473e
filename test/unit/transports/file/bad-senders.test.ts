import assert from 'node:assert/strict';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { createScheduler, type Scheduler } from '../../../../server/platform/scheduler.ts';
import { createKeyPair, signerOf } from '../../../../server/platform/signed-json.ts';
import { encodeChunk, endOfOwn } from '../../../../server/transports/file/chunk.ts';
import { encodeDraft, encodeRecord } from '../../../../server/transports/file/record-lines.ts';
import { until } from '../../../helpers/processes.ts';
import { draftOf } from './machines.ts';
import { layout, withStage, type Opened, type Stage } from './stage.ts';

const say = (one: Opened, text: string) => one.transport.publish([draftOf(text)]);

const hasAlarm = (one: Opened, kind: string) =>
  until(() => one.transport.alarms().find((alarm) => alarm.kind === kind), { what: `there is an alarm: ${kind}` });

const fileOf = ({ share }: Stage, chunk: number, machine = 'main', ep = 1): string =>
  path.join(share, layout.chunk(machine, ep, chunk));

/** A chunk as its sender could have written it. */
function chunkBytes(
  stage: Stage,
  options: { chunk: number; prev: string | null; line?: (line: string) => string; seed?: string },
): Uint8Array {
  const key = stage.team.keys.get('main');
  assert.ok(key !== undefined);
  const { chunk, prev, line = (text) => text } = options;
  const record = encodeRecord(encodeDraft(draftOf(`forged ${chunk}`)), {
    from: 'main',
    ep: 1,
    seq: chunk,
    hlc: '1795275625181-0000',
  });
  const signer = signerOf(options.seed === undefined ? key : { ...key, seed: options.seed });
  return encodeChunk(
    { project: 'shop', machine: 'main', ep: 1, chunk },
    { first: chunk, prev, lines: [line(record)] },
    signer,
  ).bytes;
}

/** Time that runs a thousand times faster where only differences count. */
const impatient = (): Scheduler => ({ ...createScheduler(true), monotonic: () => performance.now() * 1_000 });

/** Main has said one thing; then something goes wrong with its log, while another machine goes on. */
async function withDamage(
  damage: (stage: Stage) => void,
  check: (reader: Opened) => Promise<void>,
  scheduler = createScheduler(true),
): Promise<void> {
  await withStage(async (stage) => {
    const main = await stage.open('main');
    await say(main, 'one');
    await main.close();
    damage(stage);
    const reader = await stage.open('worker', { scheduler });
    reader.listen();
    await check(reader);
    const third = await stage.open('third');
    await say(third, 'the others go on');
    await until(() => reader.texts().includes('the others go on'), { what: 'another machine is heard' });
    assert.ok(!reader.texts().some((text) => text.startsWith('forged')));
  });
}

describe('a log that cannot be trusted stops its own stream alone', () => {
  test('a forged chunk', async () => {
    await withDamage(
      (stage) =>
        writeFileSync(
          fileOf(stage, 2),
          chunkBytes(stage, { chunk: 2, prev: hashOf(stage), seed: createKeyPair().seed }),
        ),
      async (reader) => {
        const alarm = await hasAlarm(reader, 'bad-signature');
        assert.equal(alarm.machine, 'main');
        assert.ok(alarm.text.includes('0000000002.jsonl'));
        assert.deepEqual(reader.texts(), ['one']);
      },
    );
  });

  test('a fork', async () => {
    await withDamage(
      (stage) => writeFileSync(fileOf(stage, 2), chunkBytes(stage, { chunk: 2, prev: 'b'.repeat(64) })),
      async (reader) => void (await hasAlarm(reader, 'fork')),
    );
  });

  test('a record of a later version', async () => {
    const line = (text: string): string => text.replace('"v":1', '"v":2');
    await withDamage(
      (stage) => writeFileSync(fileOf(stage, 2), chunkBytes(stage, { chunk: 2, prev: hashOf(stage), line })),
      async (reader) => void (await hasAlarm(reader, 'future-version')),
    );
  });

  test('a record that is none', async () => {
    const line = (text: string): string => text.replace('"to":"all"', '"to":"../all"');
    await withDamage(
      (stage) => writeFileSync(fileOf(stage, 2), chunkBytes(stage, { chunk: 2, prev: hashOf(stage), line })),
      async (reader) => void (await hasAlarm(reader, 'malformed')),
    );
  });

  test('a chunk that is far too large', async () => {
    await withDamage(
      (stage) => {
        writeFileSync(fileOf(stage, 2), '');
        truncateSync(fileOf(stage, 2), 2 ** 33);
      },
      async (reader) => void (await hasAlarm(reader, 'oversized')),
    );
  });

  test('a link in the place of a chunk', async () => {
    await withDamage(
      (stage) => symlinkSync('/etc/passwd', fileOf(stage, 2)),
      async (reader) => void (await hasAlarm(reader, 'not-a-file')),
    );
  });

  test('a chunk that stays torn, of which a copy is put aside', async () => {
    await withDamage(
      (stage) => writeFileSync(fileOf(stage, 2), chunkBytes(stage, { chunk: 2, prev: hashOf(stage) }).subarray(0, 200)),
      async (reader) => {
        const { text } = await hasAlarm(reader, 'unreadable');
        assert.equal(readFileSync(/A copy is (.+)\.$/.exec(text)?.[1] ?? '').length, 200);
      },
      impatient(),
    );
  });

  test('a chunk that is missing while later ones are there', async () => {
    await withDamage(
      (stage) => writeFileSync(fileOf(stage, 3), chunkBytes(stage, { chunk: 3, prev: null })),
      async (reader) => void (await hasAlarm(reader, 'gap')),
      impatient(),
    );
  });
});

test('a chunk that arrives in part, and after a later one, is waited for', async () => {
  await withStage(async (stage) => {
    const main = await stage.open('main');
    for (const text of ['one', 'two', 'three']) await say(main, text);
    await main.close();
    const whole = readFileSync(fileOf(stage, 2));
    writeFileSync(fileOf(stage, 2), whole.subarray(0, 100));
    renameSync(fileOf(stage, 1), path.join(stage.folder, 'first'));
    const reader = await stage.open('worker');
    reader.listen();
    await until(() => reader.transport.peers().length === 0 && reader.transport.health().state === 'ok', {
      what: 'it has looked',
    });
    assert.deepEqual(reader.texts(), []);
    renameSync(path.join(stage.folder, 'first'), fileOf(stage, 1));
    await until(() => reader.heard.length === 1, { what: 'the first is heard' });
    writeFileSync(fileOf(stage, 2), whole);
    await until(() => reader.heard.length === 3, { what: 'all are heard' });
    assert.deepEqual(reader.texts(), ['one', 'two', 'three']);
    assert.deepEqual(reader.transport.alarms(), []);
  });
});

test('a conflict copy is named and not read', async () => {
  await withDamage(
    (stage) => {
      const copy = fileOf(stage, 1).replace('.jsonl', '.sync-conflict-20261121-120000-ABC.jsonl');
      writeFileSync(copy, readFileSync(fileOf(stage, 1)));
      writeFileSync(fileOf(stage, 1).replace('.jsonl', '.tmp'), '');
    },
    async (reader) => {
      await hasAlarm(reader, 'conflict-copy');
      await until(() => reader.texts().includes('one'), { what: 'the true one is read' });
    },
  );
});

test('nothing of a machine that is no member is read, until it becomes one', async () => {
  await withStage(async (stage) => {
    const key = stage.team.keys.get('third');
    assert.ok(key !== undefined);
    const third = await stage.open('third');
    stage.team.keys.delete('third');
    await say(third, 'hello');
    const reader = await stage.open('worker');
    reader.listen();
    await hasAlarm(reader, 'stranger');
    assert.deepEqual([reader.texts(), reader.transport.peers()], [[], []]);
    stage.team.keys.set('third', key);
    await until(() => reader.heard.length === 1, { what: 'the new member is heard' });
  });
});

test('a heartbeat of somebody else does not count', async () => {
  await withStage(async (stage) => {
    const worker = await stage.open('worker');
    await stage.open('third', { deps: { sign: signerOf(createKeyPair()) } });
    await hasAlarm(worker, 'bad-signature');
    assert.deepEqual(worker.transport.peers(), []);
  });
});

test('a folder in the place of a log, and names of nobody, do no harm', async () => {
  await withStage(async (stage) => {
    const reader = await stage.open('worker');
    mkdirSync(path.join(stage.share, layout.logs, 'Not A Machine'));
    mkdirSync(path.join(stage.share, layout.log('main'), 'x', 'y'), { recursive: true });
    for (const name of ['main.0000000001-0000000009', '.nfs0001', 'main.9999999999-9999999999', 'x'.repeat(200)]) {
      writeFileSync(path.join(stage.share, layout.news, name), '');
    }
    reader.listen();
    const main = await stage.open('main');
    await say(main, 'one');
    await until(() => reader.heard.length === 1, { what: 'main is heard' });
    rmSync(path.join(stage.share, layout.news), { recursive: true });
    mkdirSync(path.join(stage.share, layout.news));
    await say(main, 'two');
    await until(() => reader.heard.length === 2, { what: 'main is still heard' });
    assert.ok(readdirSync(path.join(stage.share, layout.news)).length > 0);
  });
});

/** Of the chunk that main has written. */
function hashOf(stage: Stage): string {
  const found = endOfOwn(readFileSync(fileOf(stage, 1)), { project: 'shop', machine: 'main', ep: 1, chunk: 1 });
  assert.ok(found !== null);
  return found.hash;
}
