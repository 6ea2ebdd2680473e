import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkDocument } from '../../../server/language/check-document.ts';

const plan = (allowed: string): string => `# shop Away Development Plan

- Expires: 2026-11-21T10:00:00Z
- Ready for queued away work: no

## Operator Objective

Mend the tests of the cart.

## Allowed Without Further Approval

- ${allowed}
`;

const messageOf = (allowed: string): string | undefined =>
  checkDocument({ path: 'AWAY_DEVELOPMENT_PLAN.md', text: plan(allowed), inProject: true }).find(
    ({ rule }) => rule === 'CL406',
  )?.message;

describe('an entry that is always gated', () => {
  it('is named with its class, once', () => {
    assert.match(messageOf('sudo apt-get install jq') ?? '', /^"sudo" is what no away plan can allow in advance\./);
    assert.match(
      messageOf('npm publish the package') ?? '',
      /^"npm publish" is publication, which no away plan can allow in advance\./,
    );
  });
});
