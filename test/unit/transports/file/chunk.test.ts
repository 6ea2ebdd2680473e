import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { WireRecord } from '#schemas/wire/record.ts';
import { createKeyPair, signerOf } from '../../../../server/platform/signed-json.ts';
import { decodeChunk, encodeChunk, MAX_CHUNK_BYTES } from '../../../../server/transports/file/chunk.ts';
import { encodeDraft, encodeRecord, parseRecord } from '../../../../server/transports/file/record-lines.ts';
import { draftOf, newId } from './machines.ts';

const pair = createKeyPair();
const place = { project: 'shop', machine: 'main', ep: 3, chunk: 7 };
const stampOf = (seq: number) => ({ from: 'main', ep: 3, seq, hlc: '1795275625181-0000' });

function chunkOf(lines: readonly string[], first = 5): Uint8Array {
  return encodeChunk(place, { first, prev: 'a'.repeat(64), lines }, signerOf(pair)).bytes;
}

const threeNotes = (): Uint8Array =>
  chunkOf(['one', 'two', 'three'].map((text, index) => encodeRecord(encodeDraft(draftOf(text)), stampOf(5 + index))));

const whyOf = (bytes: Uint8Array, at = place, key = pair.publicKey): string => {
  const decoded = decodeChunk(bytes, at, key);
  return 'why' in decoded ? decoded.why : 'accepted';
};

describe('a chunk', () => {
  test('gives back the records that went in', () => {
    const decoded = decodeChunk(threeNotes(), place, pair.publicKey);
    assert.ok(!('why' in decoded));
    assert.deepEqual([decoded.first, decoded.last, decoded.prev], [5, 7, 'a'.repeat(64)]);
    assert.deepEqual(
      decoded.records.map(({ body }) => (body as { text: string }).text),
      ['one', 'two', 'three'],
    );
  });

  test('is refused when any bit of any byte was changed', () => {
    const bytes = threeNotes();
    for (let at = 0; at < bytes.length; at += 1) {
      for (const bit of [1, 4, 128]) {
        const changed = Uint8Array.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ bit;
        assert.notEqual(whyOf(changed), 'accepted', `bit ${bit} of byte ${at}`);
      }
    }
  });

  test('is not there yet while it is torn anywhere', () => {
    const bytes = threeNotes();
    for (let length = 0; length < bytes.length; length += 1) {
      assert.equal(whyOf(bytes.subarray(0, length)), 'incomplete', `${length} bytes`);
    }
  });

  test('counts only in its place and only from its machine', () => {
    const bytes = threeNotes();
    assert.equal(whyOf(bytes, { ...place, project: 'other' }), 'bad-signature');
    assert.equal(whyOf(bytes, { ...place, machine: 'worker' }), 'bad-signature');
    assert.equal(whyOf(bytes, { ...place, chunk: 8 }), 'malformed');
    assert.equal(whyOf(bytes, { ...place, ep: 4 }), 'malformed');
    assert.equal(whyOf(bytes, place, createKeyPair().publicKey), 'bad-signature');
  });

  test('is refused as a whole for one record that is none', () => {
    const good = encodeRecord(encodeDraft(draftOf('one')), stampOf(5));
    const changed = (change: (line: string) => string): string => whyOf(chunkOf([change(good)]));
    assert.equal(
      changed((line) => line),
      'accepted',
    );
    assert.equal(
      changed((line) => line.replace('"v":1', '"v":2')),
      'future-version',
    );
    assert.equal(
      changed((line) => line.replace('"seq":5', '"seq":6')),
      'malformed',
    );
    assert.equal(
      changed((line) => line.replace('"ep":3', '"ep":4')),
      'malformed',
    );
    assert.equal(
      changed((line) => line.replace('"from":"main"', '"from":"worker"')),
      'malformed',
    );
    assert.equal(
      changed((line) => line.replace('"text"', '"__proto__"')),
      'malformed',
    );
    assert.equal(
      changed((line) => line.replace('"text"', '"__\\u0070roto__"')),
      'malformed',
    );
    assert.equal(
      changed((line) => line.replace('"one"', `${'['.repeat(100_000)}${']'.repeat(100_000)}`)),
      'malformed',
    );
    assert.equal(
      changed((line) => line.replace('"one"', '')),
      'malformed',
    );
  });

  test('of a later version is said to be so', () => {
    const text = Buffer.from(threeNotes()).toString('utf8');
    assert.equal(whyOf(Buffer.from(text.replace('{"v":1,"ep"', '{"v":2,"ep"'))), 'future-version');
  });

  test('that is too large is refused without being read', () => {
    assert.equal(whyOf(new Uint8Array(MAX_CHUNK_BYTES + 1)), 'oversized');
  });

  test('never throws, whatever the bytes are', () => {
    const pieces = fc.array(
      fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constantFrom(...slices(threeNotes())), fc.json().map(Buffer.from)),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const decoded = decodeChunk(Buffer.concat(parts), place, pair.publicKey);
        assert.ok('why' in decoded || decoded.records.length > 0);
      }),
      { numRuns: 2_000 },
    );
  });
});

function slices(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: 20 }, (_, index) => {
    const size = Math.ceil(bytes.length / 20);
    return bytes.subarray(index * size, (index + 1) * size);
  });
}

describe('a record', () => {
  const value = fc.oneof(
    fc.json().map(parsed),
    fc.constantFrom(1, 0, -1, 1.5, '', 'all', 'main', 'x'.repeat(65), null),
  );
  const good = { v: 1, ...stampOf(1), id: newId(), to: 'all', type: 'note', body: { text: 'x' } };

  test('is accepted exactly where its schema accepts it', () => {
    const keys = [...Object.keys(good), 're', 'task', 'token', 'other'];
    const changes = fc.dictionary(fc.constantFrom(...keys), fc.option(value, { nil: undefined }), { maxKeys: 3 });
    fc.assert(
      fc.property(changes, (change) => {
        const line = JSON.stringify({ ...good, ...change });
        const expected = WireRecord.safeParse(JSON.parse(line)).success;
        assert.equal(typeof parseRecord(line) === 'object', expected, line);
      }),
      { numRuns: 3_000 },
    );
  });

  test('that no receiver would take is refused where it is said', () => {
    assert.throws(() => encodeDraft({ ...draftOf(''), body: 'x'.repeat(65_537) }), { code: 'too-large' });
    assert.throws(() => encodeDraft({ ...draftOf(''), to: '../etc' }), { name: 'TransportError' });
    assert.throws(() => encodeDraft({ ...draftOf(''), body: deep(40) }), { name: 'TransportError' });
  });
});

function parsed(text: string): unknown {
  return JSON.parse(text);
}

const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
