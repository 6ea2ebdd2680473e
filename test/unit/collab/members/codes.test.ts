import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  authenticate,
  fingerprint,
  invitationKeys,
  isAuthentic,
  makeInvitationCode,
  makeRecoveryCode,
  recoveryKeys,
} from '../../../../server/collab/members/codes.ts';

void test('codes are long enough, and read however they are typed', async () => {
  const code = makeInvitationCode();
  assert.equal(code.replaceAll('-', '').length * 5, 80);
  assert.equal(makeRecoveryCode().replaceAll('-', '').length * 5, 120);
  assert.notEqual(makeInvitationCode(), code);
  const typed = code.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O').replaceAll('1', 'l');
  assert.deepEqual(await invitationKeys(typed), await invitationKeys(code));
});

void test('what proves the code proves it for one thing in one project', async () => {
  const { key } = await invitationKeys('0000-1111-2222-3333');
  const mac = authenticate(key, 'join', 'shop', { machine: 'bo' });
  assert.equal(isAuthentic(key, 'join', 'shop', { machine: 'bo' }, mac), true);
  assert.equal(isAuthentic(key, 'join', 'shop', { machine: 'cy' }, mac), false);
  assert.equal(isAuthentic(key, 'pairing', 'shop', { machine: 'bo' }, mac), false);
  assert.equal(isAuthentic(key, 'join', 'mill', { machine: 'bo' }, mac), false);
  assert.equal(isAuthentic(key, 'join', 'shop', { machine: 'bo' }, ''), false);
  const other = await invitationKeys('0000-1111-2222-3334');
  assert.equal(isAuthentic(other.key, 'join', 'shop', { machine: 'bo' }, mac), false);
});

void test('a recovery code is the same key everywhere, and another one in another project', async () => {
  const code = makeRecoveryCode();
  assert.deepEqual(await recoveryKeys(code, 'shop'), await recoveryKeys(code, 'shop'));
  assert.notEqual((await recoveryKeys(code, 'shop')).publicKey, (await recoveryKeys(code, 'mill')).publicKey);
  assert.match(fingerprint((await recoveryKeys(code, 'shop')).publicKey), /^(?:[0-9a-z]{4}-){3}[0-9a-z]{4}$/);
});
