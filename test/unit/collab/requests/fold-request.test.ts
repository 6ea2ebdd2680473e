import { test } from 'node:test';
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { RequestRecord } from '#schemas/wire/request-record.ts';
import { foldRequest } from '../../../../server/collab/requests/fold-request.ts';

const request = (to: string, decides: 'main' | 'machines'): RequestRecord => ({
  id: 'r',
  request: 'r',
  from: 'desk',
  to,
  byMain: false,
  token: null,
  at: 0,
  type: 'request',
  body: { kind: 'task', title: 'Clean up', text: '', author: 'ana', needs: [], decides },
});

const machine = fc.constantFrom('main', 'lab', 'desk');
const token = fc.option(fc.integer({ min: 1, max: 4 }));
const author = 'somebody';

const claim = fc
  .record({ from: machine, token, owner: fc.option(machine) })
  .map(
    ({ from, token: held, owner }) => ({ from, token: held, type: 'request-claim', body: { author, owner } }) as const,
  );
const result = fc
  .record({ from: machine, token, status: fc.constantFrom('completed', 'blocked', 'failed', 'cancelled') })
  .map(({ from, token: held, status }) => {
    return { from, token: held, type: 'request-result', body: { author, status, text: '' } } as const;
  });

/** Everything that could be said of one request, honest or not, in the order in which each machine said it. */
const said = fc.array(fc.oneof(claim, result), { maxLength: 12 }).map((records) =>
  records.map((one, index): RequestRecord => {
    const common = { id: `x${index}`, request: 'r', to: 'all', byMain: one.from === 'main', at: index };
    return { ...common, ...one };
  }),
);

/** The same records in another order, in which each sender's own stay in theirs. */
function arriveOtherwise(records: readonly RequestRecord[], draws: readonly number[]): RequestRecord[] {
  const queues = [...Map.groupBy(records, ({ from }) => from).values()].map((queue) => [...queue]);
  const arrived: RequestRecord[] = [];
  for (let turn = 0; queues.some((queue) => queue.length > 0); turn += 1) {
    const open = queues.filter((queue) => queue.length > 0);
    const next = open[(draws[turn % Math.max(1, draws.length)] ?? 0) % open.length]?.shift();
    if (next !== undefined) arrived.push(next);
  }
  return arrived;
}

const summaryOf = (records: readonly RequestRecord[]) => {
  const state = foldRequest(records);
  assert.ok(state);
  const { status, owner, result: counts, late } = state;
  return {
    status,
    owner: owner && [owner.machine, owner.token],
    result: counts?.id ?? null,
    late: late.map(({ id }) => id).toSorted(),
  };
};

for (const [to, decides] of [
  ['all', 'main'],
  ['all', 'machines'],
  ['lab', 'main'],
] as const) {
  test(`machines that heard the same say the same of a request to ${to} that ${decides} decide, in whatever order it came`, () => {
    fc.assert(
      fc.property(said, fc.array(fc.nat(), { maxLength: 12 }), (records, draws) => {
        const first = [request(to, decides), ...records];
        const second = [...arriveOtherwise(records, draws), request(to, decides)];
        assert.deepEqual(summaryOf(second), summaryOf(first));
      }),
      { numRuns: 2_000 },
    );
  });

  test(`what counts of a request to ${to} that ${decides} decide is of its owner under its token, or its sender’s cancellation`, () => {
    fc.assert(
      fc.property(said, (records) => {
        const state = foldRequest([request(to, decides), ...records]);
        assert.ok(state);
        const { owner, result: counts } = state;
        if (counts === null) return;
        const isCancelled = counts.from === 'desk' && counts.body.status === 'cancelled';
        const isOwners =
          to === 'all' ? counts.from === owner?.machine && counts.token === owner.token : counts.from === to;
        assert.ok(isCancelled || isOwners);
      }),
      { numRuns: 2_000 },
    );
  });
}

test('where main decides, no other machine makes an owner', () => {
  fc.assert(
    fc.property(said, (records) => {
      const honest = records.filter(({ type, byMain }) => type !== 'request-claim' || !byMain);
      assert.equal(foldRequest([request('all', 'main'), ...honest])?.owner, null);
    }),
  );
});
