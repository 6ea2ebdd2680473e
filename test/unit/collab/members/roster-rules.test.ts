import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NewTerm } from '#schemas/wire/bodies.ts';
import type { Roster, RosterEntry } from '#schemas/wire/machine.ts';
import {
  type Belief,
  considerRoster,
  considerTerm,
  firstBelief,
  isGenuine,
  type Verdict,
} from '../../../../server/collab/members/roster-rules.ts';
import { bytesToSign, createKeyPair, type KeyPair, signerOf } from '../../../../server/platform/signed-json.ts';

const PROJECT = 'shop-1';
const [ada, bo, cy, recovery, stranger] = [1, 2, 3, 4, 5].map(() => createKeyPair()) as [
  KeyPair,
  KeyPair,
  KeyPair,
  KeyPair,
  KeyPair,
];

const entry = (machine: string, keys: KeyPair, role: RosterEntry['role'], revoked = false): RosterEntry => ({
  machine,
  name: machine,
  key: keys.publicKey,
  role,
  revoked,
});

const first: Roster = {
  v: 1,
  term: 1,
  version: 1,
  main: 'ada',
  recoveryKey: recovery.publicKey,
  machines: [entry('ada', ada, 'main'), entry('bo', bo, 'worker'), entry('cy', cy, 'worker')],
};
const start = firstBelief(first, ada.publicKey);

function term(change: Partial<NewTerm>, signer: KeyPair, project = PROJECT): NewTerm {
  const body = { term: 2, main: 'bo', by: 'main' as const, key: bo.publicKey, ...change };
  return { ...body, signature: signerOf(signer)(bytesToSign('new-term', project, body)) };
}

function accepted(verdict: Verdict): Belief {
  assert.equal(verdict.kind, 'accepted', verdict.kind === 'refused' ? verdict.why : '');
  return verdict.kind === 'accepted' ? verdict.belief : start;
}

const revokedBo = { ...first, version: 2, machines: [entry('ada', ada, 'main'), entry('bo', bo, 'worker', true)] };

void test('a newer roster of main counts, an older one never again', () => {
  const belief = accepted(considerRoster(start, revokedBo));
  assert.equal(belief.pins['bo']?.revoked, true);
  assert.equal(considerRoster(belief, first).kind, 'stale');
  assert.equal(considerRoster(belief, revokedBo).kind, 'stale');
});

void test('a roster may not change a key, the recovery key or main, and two of one version are an alarm', () => {
  const next = { ...first, version: 2 };
  const swapped = first.machines.map((one) => (one.machine === 'bo' ? { ...one, key: stranger.publicKey } : one));
  const refusals: [Roster, RegExp][] = [
    [{ ...next, machines: swapped }, /changes the key of bo/],
    [{ ...next, recoveryKey: stranger.publicKey }, /recovery key/],
    [{ ...next, main: 'bo' }, /names bo as main/],
    [{ ...next, machines: [entry('bo', bo, 'worker')] }, /one main/],
    [{ ...next, machines: [...first.machines, entry('dee', bo, 'worker')] }, /one key twice/],
    [{ ...next, machines: [...first.machines, entry('bo', stranger, 'worker')] }, /one id twice/],
    [{ ...first, machines: [entry('ada', ada, 'main')] }, /two different rosters/],
  ];
  for (const [roster, why] of refusals) {
    const verdict = considerRoster(start, roster);
    assert.match(verdict.kind === 'refused' ? verdict.why : verdict.kind, why);
  }
});

void test('an id that was dropped keeps its key, and who was revoked stays so', () => {
  const dropped = accepted(considerRoster(start, { ...first, version: 2, machines: [entry('ada', ada, 'main')] }));
  const back = { ...first, version: 3, machines: [entry('ada', ada, 'main'), entry('bo', stranger, 'worker')] };
  assert.equal(considerRoster(dropped, back).kind, 'refused');
  const verdict = considerRoster(accepted(considerRoster(start, revokedBo)), { ...first, version: 3 });
  assert.equal(accepted(verdict).roster?.machines[1]?.revoked, true);
  assert.match(verdict.kind === 'accepted' ? (verdict.warning ?? '') : '', /bo in, which was revoked/);
});

void test('main hands over to the next term only, and nobody else does', () => {
  const belief = accepted(considerTerm(start, PROJECT, term({}, ada)));
  assert.equal(belief.main, 'bo');
  assert.deepEqual(
    belief.roster?.machines.map(({ role }) => role),
    ['worker', 'main', 'worker'],
  );
  assert.equal(considerTerm(start, PROJECT, term({ term: 3 }, ada)).kind, 'refused');
  assert.equal(considerTerm(start, PROJECT, term({}, bo)).kind, 'refused');
  assert.equal(considerTerm(start, PROJECT, term({}, ada, 'another-project')).kind, 'refused');
  assert.equal(considerTerm(start, PROJECT, { ...term({}, ada), main: 'cy', key: cy.publicKey }).kind, 'refused');
  assert.equal(considerTerm(start, PROJECT, term({ key: stranger.publicKey }, ada)).kind, 'refused');
  assert.equal(considerTerm(belief, PROJECT, term({ main: 'ada', key: ada.publicKey, term: 3 }, ada)).kind, 'refused');
});

void test('the recovery key makes another machine main at any later term, but not one that was revoked', () => {
  const recovered = term({ term: 7, by: 'recovery' }, recovery);
  assert.equal(accepted(considerTerm(start, PROJECT, recovered)).term, 7);
  assert.equal(considerTerm(start, PROJECT, term({ by: 'recovery' }, ada)).kind, 'refused');
  const without = accepted(considerRoster(start, revokedBo));
  assert.equal(considerTerm(without, PROJECT, recovered).kind, 'refused');
});

void test('of two mains of one term all machines choose the same, in whatever order they hear of them', () => {
  const byBo = term({ by: 'recovery' }, recovery);
  const byCy = term({ by: 'recovery', main: 'cy', key: cy.publicKey }, recovery);
  const handedOver = term({ main: 'cy', key: cy.publicKey }, ada);
  const orders = [
    [byBo, byCy, handedOver],
    [byCy, handedOver, byBo],
    [handedOver, byCy, byBo],
    [handedOver, byBo, byCy],
  ];
  for (const order of orders) {
    const belief = order.reduce((known, next) => {
      const verdict = considerTerm(known, PROJECT, next);
      return verdict.kind === 'accepted' ? verdict.belief : known;
    }, start);
    assert.equal(belief.main, 'bo');
  }
});

void test('a new main that missed the last roster counts all the same', () => {
  const belief = accepted(
    considerTerm(accepted(considerRoster(start, { ...first, version: 5 })), PROJECT, term({}, ada)),
  );
  const its = {
    ...first,
    term: 2,
    version: 2,
    main: 'bo',
    machines: [entry('ada', ada, 'worker'), entry('bo', bo, 'main')],
  };
  assert.equal(accepted(considerRoster(belief, its)).roster?.machines.length, 2);
});

void test('a roster file is worth something only with main’s signature for this project', () => {
  const unsigned = { v: 1 as const, roster: first };
  const signed = { ...unsigned, signature: signerOf(ada)(bytesToSign('roster', PROJECT, unsigned)) };
  assert.equal(isGenuine(PROJECT, signed, ada.publicKey), true);
  assert.equal(isGenuine('other', signed, ada.publicKey), false);
  assert.equal(isGenuine(PROJECT, { ...signed, roster: revokedBo }, ada.publicKey), false);
  assert.equal(isGenuine(PROJECT, signed, bo.publicKey), false);
});
