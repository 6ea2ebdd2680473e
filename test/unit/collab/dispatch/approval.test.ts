import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Approval } from '#schemas/wire/bodies.ts';
import {
  type ApprovalCheck,
  APPROVAL_MS,
  deedHash,
  signApproval,
  whyNotApproved,
} from '../../../../server/collab/dispatch/approval.ts';
import { createKeyPair, signerOf } from '../../../../server/platform/signed-json.ts';

const main = createKeyPair();
const other = createKeyPair();
const wanted = { task: 'api-1', token: 3, command: deedHash('{"command":"sudo reboot"}') };
const SAID = 1_000_000;
const approval = signApproval('p1', wanted, SAID + APPROVAL_MS, signerOf(main));
const check = (over: Partial<ApprovalCheck> = {}): ApprovalCheck => ({
  project: 'p1',
  mainKey: main.publicKey,
  wanted,
  elapsedMs: 5_000,
  saidAt: SAID,
  used: [],
  ...over,
});

describe('an approval', () => {
  test('allows exactly what it was given for, and travels as it is', () => {
    assert.deepEqual(Approval.parse(JSON.parse(JSON.stringify(approval))), approval);
    assert.equal(whyNotApproved(approval, check()), null);
  });

  const refusals: readonly (readonly [string, RegExp, Approval | null, Partial<ApprovalCheck>])[] = [
    ['that is missing', /no approval/, null, {}],
    ['before main is known', /who is main/, approval, { mainKey: null }],
    ['signed by another machine', /not signed by main/, signApproval('p1', wanted, SAID + 1, signerOf(other)), {}],
    ['of another project', /not signed by main/, approval, { project: 'p2' }],
    ['whose time was altered', /not signed by main/, { ...approval, expiresAt: SAID * 2 }, {}],
    [
      'whose task was altered',
      /not signed by main/,
      { ...approval, task: 'api-2' },
      { wanted: { ...wanted, task: 'api-2' } },
    ],
    ['for another task', /another task/, approval, { wanted: { ...wanted, task: 'web-1' } }],
    ['for an earlier lease', /another lease/, approval, { wanted: { ...wanted, token: 4 } }],
    [
      'for another command',
      /something else/,
      approval,
      { wanted: { ...wanted, command: deedHash('{"command":"sudo rm"}') } },
    ],
    ['that took too long by the clock here', /expired/, approval, { elapsedMs: APPROVAL_MS + 1 }],
    ['that had expired when it was said', /expired/, approval, { saidAt: SAID + APPROVAL_MS }],
    ['that was used', /used before/, approval, { used: [approval.nonce] }],
  ];
  for (const [what, why, given, over] of refusals) {
    test(`${what} is refused`, () => assert.match(whyNotApproved(given, check(over)) ?? 'nothing', why));
  }
});
