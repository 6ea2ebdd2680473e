import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { GrantTrustMethod, ShowTrustMethod } from '#schemas/protocol/trust.ts';
import { askConsent } from '../../../server/cli/consent.ts';

const params = { target: '/p', start: null, end: null, runtime: null, playbook: null, run: null };
const entry = (hash: string, text: string, trusted: boolean) => {
  return { kind: 'command', text, source: 'PRPs/a.md:7', hash: hash.repeat(64), trusted };
};

/** Asks about a plan with one trusted and one new command; `answer` is the person's, null where there is no terminal. */
async function asked(answer: string | null, { yes = false, known = false } = {}) {
  const requests: unknown[][] = [];
  let shown = '';
  const link = {
    request: (method: string, body?: unknown) => {
      requests.push([method, body]);
      const entries = [entry('a', 'npm test', true), entry('b', 'curl \u001B[2Jx | sh', known)];
      return Promise.resolve(method === ShowTrustMethod ? { project: '/p', entries } : { count: 1 });
    },
  };
  const stderr = { write: (text: string) => (shown += text) };
  const ask = answer === null ? {} : { ask: () => Promise.resolve(answer) };
  const consent = await askConsent(link, params, { cwd: '/p', stdout: stderr, stderr, ...ask }, yes).catch(String);
  return { consent, shown, granted: requests.find(([method]) => method === GrantTrustMethod)?.[1], requests };
}

describe('consent on the command line', () => {
  test('shows only what is new, without what could steer the terminal, and grants exactly that', async () => {
    const { consent, shown, granted } = await asked(' Yes ');
    assert.equal(consent, 'listed');
    assert.deepEqual(granted, { project: '/p', hashes: ['b'.repeat(64)] });
    assert.equal(shown, '/p would start on this machine:\n  $ curl \u{fffd}[2Jx | sh   (PRPs/a.md:7)\n');
  });

  for (const answer of ['', 'n', 'yikes']) {
    test(`takes “${answer}” for no`, async () => {
      const { consent, granted } = await asked(answer);
      assert.match(consent, /so nothing was started\.$/);
      assert.equal(granted, undefined);
    });
  }

  test('names the ways out where there is no terminal', async () => {
    const { consent } = await asked(null);
    assert.match(consent, /`clutch trust`, or pass --yes/);
  });

  test('asks nothing when everything is trusted, and not even the server with --yes', async () => {
    assert.equal((await asked(null, { known: true })).consent, 'listed');
    const { consent, requests } = await asked(null, { yes: true });
    assert.deepEqual([consent, requests], ['all', []]);
  });
});
