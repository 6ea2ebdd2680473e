import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLink } from '../../../client/features/links/link-target.ts';

const at = (path: string, query = '') => parseLink({ path, query });

test('links lead to a run, to a question, and to the form for joining', () => {
  assert.deepEqual(at('/run/20261121-093012-4f1c2a'), { kind: 'run', run: '20261121-093012-4f1c2a' });
  assert.deepEqual(at('/signal/r-1/r-1-s3'), { kind: 'signal', run: 'r-1', signal: 'r-1-s3' });
  assert.deepEqual(at('/join', 'folder=/share/team'), { kind: 'join', folder: '/share/team', nats: undefined });
  assert.deepEqual(at('/join', 'nats=nats://host:4222'), { kind: 'join', folder: undefined, nats: 'nats://host:4222' });
});

test('everything else is refused, and a code is never taken from a link', () => {
  for (const path of [
    '/',
    '/run',
    '/run/',
    '/run/a/b',
    '/run/../x',
    '/run/a%20b',
    '/signal/a',
    '/signal/a/b/c',
    '/x/y',
  ])
    assert.equal(at(path), null, path);
  assert.equal(at(`/run/${'x'.repeat(200)}`), null);
  assert.equal(at('/join', 'nats=http://host'), null);
  assert.equal(at('/join', 'nats=nats://me:secret@host:4222'), null);
  assert.ok(!JSON.stringify(at('/join', 'folder=/x&code=AAAA-BBBB')).includes('AAAA'));
});
