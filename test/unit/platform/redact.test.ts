import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { createRedactor } from '../../../server/platform/redact.ts';

const blank = createRedactor({});
const letters = (count: number) => 'Ab1'.repeat(count).slice(0, count);

describe('a secret', () => {
  test('is known by its looks', () => {
    const secrets = [
      `sk-ant-api03-${letters(40)}`,
      `sk-${letters(48)}`,
      `ghp_${letters(36)}`,
      `github_pat_${letters(60)}`,
      `glpat-${letters(20)}`,
      `AKIA${'A'.repeat(16)}`,
      `AIza${letters(35)}`,
      `xoxb-${letters(24)}`,
      `npm_${letters(36)}`,
      `hf_${letters(34)}`,
      `eyJ${letters(20)}.${letters(40)}.${letters(30)}`,
      `-----BEGIN OPENSSH PRIVATE KEY-----\n${letters(200)}\n-----END OPENSSH PRIVATE KEY-----`,
    ];
    for (const secret of secrets) {
      assert.equal(blank.text(`see ${secret} here`), 'see [redacted] here', secret);
    }
  });

  test('after a name is taken out, and the name stays', () => {
    assert.equal(blank.text(`Authorization: Bearer ${letters(30)}`), 'Authorization: Bearer [redacted]');
    assert.equal(
      blank.text('git clone https://ana:hunter2@example.com/r'),
      'git clone https://ana:[redacted]@example.com/r',
    );
    assert.equal(blank.text('"api_key": "abcdefgh12"'), '"api_key": "[redacted]"');
    assert.equal(blank.text('PASSWORD=correct-horse-7'), 'PASSWORD=[redacted]');
  });

  test('of the own environment is known by its value', () => {
    const redactor = createRedactor({
      MY_VENDOR_KEY: 'plain words 1',
      DB_PASSWORD: 'plain words 12',
      EDITOR: 'vim-is-here',
    });
    assert.equal(
      redactor.text('it printed plain words 12, then plain words 1'),
      'it printed [redacted], then [redacted]',
    );
    assert.equal(redactor.text('vim-is-here'), 'vim-is-here');
  });

  test('of the own environment is known as it stands in JSON and in an address', () => {
    const value = 'quoted " and\nbroken 123';
    const redactor = createRedactor({ SERVICE_CREDENTIALS: value });
    assert.equal(redactor.text(JSON.stringify({ value })), '{"value":"[redacted]"}');
    assert.equal(
      redactor.text(`https://example.com/?key=${encodeURIComponent(value)}`),
      'https://example.com/?key=[redacted]',
    );
  });

  test('of the own environment is known by its beginning and by its end, where a text was cut', () => {
    const value = 'q7Lw0ZrTf2Kp9Xc4Vb8Nm1Hs6Jd3Gy5/';
    const redactor = createRedactor({ API_KEY: value });
    assert.equal(redactor.text(`says ${value.slice(0, 25)}`), 'says [redacted]');
    assert.equal(redactor.text(`${value.slice(12)} said it, ${value.slice(5)}`), '[redacted] said it, [redacted]');
    assert.equal(redactor.text(`only ${value.slice(0, 11)}`), `only ${value.slice(0, 11)}`);
    const repeated = createRedactor({ API_KEY: 'ab'.repeat(20) });
    assert.equal(repeated.text('ab'.repeat(46)), '[redacted][redacted][redacted]');
  });

  test('of the own environment that begins like a place is known as a whole only', () => {
    const redactor = createRedactor({ SIGNING_KEY: '/home/ana/keys/signing.pem' });
    assert.equal(
      redactor.text('/home/ana/keys/signing.pem and /home/ana/keys/other.pem'),
      '[redacted] and /home/ana/keys/other.pem',
    );
  });

  test('that is a private key is known without its end, and from its middle', () => {
    const line = 'aB3+'.repeat(16);
    assert.equal(blank.text(`see -----BEGIN RSA PRIVATE KEY-----\n${line}\n${line}\naB3`), 'see [redacted]');
    for (const end of ['\n', '\r\n', '\\n'])
      assert.equal(blank.text(`last words: ${line}${end}${line}${end}${line}${end}aB3+=`), 'last words: [redacted]');
    assert.equal(blank.text(`${line}\n-----END PRIVATE KEY-----`), '[redacted]');
    assert.equal(blank.text(`${line} one line is no key`), `${line} one line is no key`);
  });

  test('is never a short word, a path or a socket', () => {
    const redactor = createRedactor({ AUTH: 'true', SSH_AUTH_SOCK: '/run/agent.sock', KEY_FILE: '/home/ana/key.pem' });
    const text = 'true /run/agent.sock /home/ana/key.pem';
    assert.equal(redactor.text(text), text);
  });

  test('of the environment is in no output, whatever surrounds it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, maxLength: 40 }), fc.string(), fc.string(), (secret, before, after) => {
        const shown = createRedactor({ TOKEN: secret }).text(before + secret + after);
        assert.ok(!shown.replaceAll('[redacted]', '').includes(secret));
      }),
    );
  });

  test('is taken out of every text in data, and nothing else is changed', () => {
    const redactor = createRedactor({ TOKEN: 'plain words' });
    const data = { a: ['x plain words', 1, null, true], plainwords: { b: 'plain words' } };
    assert.deepEqual(redactor.deep(data), {
      a: ['x [redacted]', 1, null, true],
      plainwords: { b: '[redacted]' },
    });
  });
});

test('ordinary text stays as it is', () => {
  const texts = [
    'src/task-list.ts:12 reads the token of the session',
    'The key to this is a password field in the form.',
    'sk-short, ghp_no, https://example.com/a:b@c',
    'password: string, api_key: z.string().min(8)',
    'commit 3f2a9c1d5e6b7a8f9c0d1e2f3a4b5c6d7e8f9a0b',
  ];
  for (const text of texts) assert.equal(blank.text(text), text);
});

test('a long text takes time in proportion to its length', () => {
  const hostile = `${'eyJ'.repeat(50_000)} ${'sk-'.repeat(50_000)} ${'://a:'.repeat(50_000)} ${'-----BEGIN PRIVATE KEY-----'.repeat(2_000)}`;
  const time = (text: string) => {
    const startedAt = performance.now();
    blank.text(text);
    return performance.now() - startedAt;
  };
  time(hostile);
  const once = time(hostile);
  assert.ok(time(hostile + hostile) < 20 * once + 50);
});
