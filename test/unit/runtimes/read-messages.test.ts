import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { AgentError } from '../../../server/engine/ports.ts';
import { readMessages } from '../../../server/runtimes/process/read-messages.ts';

/** Reads what comes in these pieces; resolves to the messages and the failure. */
async function read(pieces: readonly (string | Buffer)[], onMessage: () => void = () => undefined) {
  const messages: object[] = [];
  let failure: unknown = null;
  await readMessages(
    {
      input: Readable.from(pieces.map((piece) => Buffer.from(piece))),
      silence: { broken: () => undefined, during: (waiting) => waiting, stop: () => undefined },
      fail: (error) => (failure = error),
      breach: (why) => new AgentError('protocol', why),
    },
    (message) => {
      messages.push(message);
      onMessage();
    },
  );
  return { messages, failure };
}

describe('messages, one a line,', () => {
  test('are read wherever the pipe cuts them, even within a character', async () => {
    const bytes = Buffer.from(`{"a":"é"}\n\n  \n{"b":1}\r\n{"c":[{}]}\n`);
    const expected = [{ a: 'é' }, { b: 1 }, { c: [{}] }];
    for (let at = 0; at <= bytes.length; at += 1) {
      const { messages, failure } = await read([bytes.subarray(0, at), bytes.subarray(at)]);
      assert.deepEqual([messages, failure], [expected, null], `cut at ${at}`);
    }
    assert.deepEqual((await read([...bytes].map((byte) => Buffer.from([byte])))).messages, expected);
  });

  test('are not believed after one that is none', async () => {
    for (const line of ['npm warn', '[1]', '"text"', 'null', '{"half": ']) {
      const { messages, failure } = await read([`{"a":1}\n${line}\n{"b":1}\n`]);
      assert.deepEqual(messages, [{ a: 1 }]);
      assert.ok(failure instanceof AgentError && failure.message.startsWith('printed '), String(failure));
    }
  });

  test('may not be longer than the limit, and half of one at the end is none', async () => {
    const long = await read([`{"a":"`, ...Array.from({ length: 9 }, () => 'x'.repeat(2 ** 20))]);
    assert.match(String(long.failure), /a line of more than 8388608 bytes/);
    assert.deepEqual(await read(['{"a":1}\n{"b":1}']), { messages: [{ a: 1 }], failure: null });
  });

  test('may not nest deeper than anybody needs, and brackets in a text are no levels', async () => {
    const nested = (levels: number): string => `${'{"a":['.repeat(levels / 2)}${']}'.repeat(levels / 2)}\n`;
    assert.equal((await read([nested(200)])).failure, null);
    assert.match(String((await read([nested(202)])).failure), /a message of more than 200 levels/);
    assert.match(String((await read(['{"a":'.repeat(100_000), '\n'])).failure), /a message of more than 200 levels/);
    const text = `{"a":${JSON.stringify('"{[\\"'.repeat(500))}}\n`;
    assert.deepEqual((await read([text, text])).messages.length, 2);
  });

  test('that a bug of ours cannot take fail with that bug', async () => {
    const { messages, failure } = await read(['{"a":1}\n{"b":1}\n'], () => {
      throw new RangeError('our bug');
    });
    assert.deepEqual(messages, [{ a: 1 }]);
    assert.ok(failure instanceof RangeError);
  });
});
