import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { compareContracts } from '../../../../server/language/contracts/compare-contracts.ts';
import { renderContract, renderDifferences } from '../../../../server/language/contracts/render-contract.ts';
import { oddContract, users, usersWithEndpoint } from './sample-contracts.ts';

describe('a rendered contract', () => {
  it('is in one order, one name a line', () => {
    const text = renderContract({
      name: 'users',
      concerns: { b: 'two\nlines', a: 'x' },
      errorBody: { error: 'string', 'code?': 'integer | null' },
      functions: [{ name: 'z', parameters: [{ name: 'x', type: 'string', optional: true }], returns: 'void' }],
      endpoints: [
        { responses: { 404: null, 200: [{ name: 'string', id: 'null' }] }, path: '/users', method: 'post' },
        { responses: { 200: null }, path: '/a', method: 'GET' },
      ],
    });
    assert.equal(
      text,
      `name: users
endpoints:
  - method: GET
    path: /a
    responses:
      "200": null
  - method: POST
    path: /users
    responses:
      "200":
        - id: "null"
          name: string
      "404": null
functions:
  - name: z
    parameters:
      - name: x
        type: string
        optional: true
    returns: void
errorBody:
  code?: integer | null
  error: string
concerns:
  a: x
  b: "two\\nlines"
`,
    );
  });

  it('has no line that could end the block around it', () => {
    fc.assert(
      fc.property(oddContract, (contract) =>
        assert.doesNotMatch(renderContract(contract), /^\s*(?:- )*(?:`{3}|~{3})/m),
      ),
    );
    const fenced = renderContract({ name: '```', concerns: { '```': '```\n```', '~~~': '\n~~~\n' }, functions: [] });
    assert.doesNotMatch(fenced, /^\s*```/m);
  });
});

describe('rendered differences', () => {
  it('are a list that says what is where on both sides', () => {
    assert.equal(
      renderDifferences(compareContracts(users, usersWithEndpoint(0, { path: '/users', responses: { 302: null } }))),
      `2 differences

1. GET /users (trailing-slash)
   GET /users is published as /users/: the slash at the end differs.
   published: GET /users/
   consumed:  GET /users

2. GET /users → 302 (status)
   GET /users never answers 302; it answers 200, 400, 500.
   published: 200, 400, 500
   consumed:  302
`,
    );
  });

  it('are one sentence where there are none', () => assert.equal(renderDifferences([]), 'No differences.\n'));
});
