import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkDocument } from '../../../server/language/check-document.ts';
import { classify } from '../../../server/language/classify.ts';
import { findSecrets } from '../../../server/language/collab/find-secrets.ts';
import { inWords } from '../../../server/language/collab/in-words.ts';
import { readJsonObject } from '../../../server/language/collab/json-object.ts';
import { readRecord } from '../../../server/language/collab/read-record.ts';
import { recordPlace } from '../../../server/language/collab/record-place.ts';
import { parseDocument } from '../../../server/language/parse-document.ts';

const STATE = 'share/projects/lab/machines/pc-1/state.json';
const REQUEST = 'share/projects/lab/requests/ask-1.json';

describe('the place of a record', () => {
  it('is told by the end of its path', () => {
    assert.deepEqual(recordPlace(STATE), {
      kind: 'machine',
      id: 'pc-1',
      base: 'share/projects/lab',
      project: 'lab',
      certain: false,
    });
    assert.deepEqual(recordPlace('.clutch\\collab\\results\\ask-1.json'), {
      kind: 'result',
      id: 'ask-1',
      base: '.clutch/collab',
      project: null,
      certain: true,
    });
    assert.equal(recordPlace('projects/lab/events.jsonl')?.kind, 'events');
  });

  const others = [
    'package.json',
    'projects/state.json',
    'machines/pc-1/state.json',
    'projects/lab/machines/pc-1/other.json',
    'projects/lab/requests/~ask.json',
    'projects/lab/requests/ask.sync-conflict-1.json',
    'projects/lab/requests/deep/ask.json',
  ];
  for (const path of others) it(`is none for ${path}`, () => assert.equal(recordPlace(path), null));
});

describe('record documents', () => {
  const cases: readonly (readonly [string, string, string, string])[] = [
    ['a machine', STATE, '{}', 'record'],
    ['a machine with a byte order mark', STATE, '\uFEFF{"role":"main"}', 'record'],
    ['a request of a known kind', REQUEST, '{"kind":"task"}', 'record'],
    ['a file that only has the name of a request', REQUEST, '{"url":"/a"}', 'other'],
    ['any request under .clutch/collab', '.clutch/collab/requests/a.json', '{}', 'record'],
    ['an array', STATE, '[]', 'other'],
    ['broken JSON', STATE, '{"id":', 'other'],
    ['events with a sender', 'projects/lab/events.jsonl', '{"from":"pc-1","type":"hello"}\n{', 'record'],
    ['events of something else', 'projects/lab/events.jsonl', '{"x":1}\n', 'other'],
    ['JSON in a folder of plans', 'PRDs/data.json', '{"a":1}', 'other'],
  ];
  for (const [what, path, text, kind] of cases) {
    it(`${kind === 'record' ? 'are' : 'are not'} ${what}`, () => assert.equal(classify(path, text), kind));
  }
});

describe('reading records', () => {
  it('understands the names and times that programs write', () => {
    const record = readRecord(
      STATE,
      '{"machine_id":"pc-1","role":"Worker","last_seen":"2026-03-01 12:00:00.123456","nested":{"role":"main"}}',
    );
    assert.deepEqual(record?.says, {
      path: STATE,
      base: 'share/projects/lab',
      id: 'pc-1',
      named: 'pc-1',
      role: 'worker',
      heartbeatAt: Date.UTC(2026, 2, 1, 12, 0, 0, 123),
      writtenAt: null,
    });
  });

  it('takes seconds, milliseconds and zones, and nothing that is no time', () => {
    const at = (due: unknown): unknown => {
      const record = readRecord(REQUEST, JSON.stringify({ kind: 'task', dueAt: due }));
      return record?.kind === 'request' ? record.says.dueAt : undefined;
    };
    const noon = Date.UTC(2026, 2, 1, 12);
    for (const due of [noon, noon / 1000, '2026-03-01T12:00Z', '2026-03-01T14:00:00+0200', '2026-03-01T12:00:00']) {
      assert.equal(at(due), noon, String(due));
    }
    for (const due of ['tomorrow', '', -5, 1e300, true, {}, '2026-13-01T12:00Z']) assert.equal(at(due), null);
  });

  it('answers its own request where a result names none', () => {
    const record = readRecord('share/projects/lab/results/ask-1.json', '{"status":"completed"}');
    assert.equal(record?.kind === 'result' && record.says.request, 'ask-1');
  });

  it('gives every field its place, of keys that stand twice the last one', () => {
    const text = '\uFEFF{\r\n  "a": "x", "n": -1.5e3, "b": {"a": [1, "y"]}, "a": "\\"z\\"", "__proto__": true }';
    const fields = readJsonObject(text);
    const { from, to, value } = fields?.get('a') ?? assert.fail();
    assert.deepEqual([value, text.slice(from, to)], ['"z"', '\\"z\\"']);
    assert.deepEqual([fields?.get('n')?.value, fields?.get('__proto__')?.value], [-1500, true]);
    assert.equal(fields?.has('b'), false);
  });

  it('survives text that was made to hurt', () => {
    const hostile = [
      '['.repeat(5_000_000),
      `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`,
      `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      `{"a":"${'x'.repeat(300_000)}"}`,
      '{"__proto__":{"role":"main"}}',
      `{"a":"${'`k` ] '.repeat(40_000)}"}`,
      '{"a":"\\ud800"}',
      '{"id": 5, "role": [], "heartbeatAt": {}}',
    ];
    for (const text of hostile) {
      for (const path of [STATE, REQUEST, '.clutch/collab/events.jsonl']) {
        assert.ok(Array.isArray(checkDocument({ path, text, inProject: true })));
      }
    }
  });
});

describe('secrets', () => {
  const wordsAt = (text: string): readonly string[] => {
    const document = parseDocument(text);
    return findSecrets(document, 50).map(({ range: { start, end } }) =>
      document.lines.text(start.line).slice(start.character, end.character),
    );
  };

  it('are covered exactly, and nothing around them', () => {
    assert.deepEqual(wordsAt('{"log": "cd /home/ada/lab; ssh ada@gpu-box ls 10.0.0.7"}'), [
      'ada',
      'ada@gpu-box',
      '10.0.0.7',
    ]);
    assert.deepEqual(wordsAt('{"password": "a \\" b", "url": "https://ada:pw@example.org/x"}'), ['a \\" b', 'ada:pw']);
  });

  it('are found in lines of events too', () => {
    assert.deepEqual(wordsAt('{"from":"pc-1"}\n{"from":"pc-1","ip":"172.20.1.2"}\n'), ['172.20.1.2']);
  });

  it('are not repeated by what is said of them', () => {
    const token = `ghp_${'0'.repeat(36)}`;
    const text = `{"kind":"task","note":"${token}"}`;
    const found = checkDocument({ path: REQUEST, text, inProject: true }).filter(({ rule }) => rule === 'CL507');
    assert.equal(found.length, 1);
    assert.ok(!JSON.stringify(found).includes(token));
  });

  it('are looked for in linear time', () => {
    const parts = ['ssh ', 'a@', 'eyJ', 'sk-', '"password"', '-----BEGIN ', '10.1.', '/home/', 'x://', 'Bearer '];
    for (const part of parts) assert.ok(Array.isArray(wordsAt(part.repeat(100_000))));
  });
});

describe('a length of time', () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, '0 seconds'],
    [61_000, '1 minute'],
    [7_300_000, '2 hours'],
    [200_000_000, '2 days'],
  ];
  for (const [duration, words] of cases)
    it(`of ${duration} ms is ${words}`, () => assert.equal(inWords(duration), words));
});
