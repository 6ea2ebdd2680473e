import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkHistory, type SoakFaults } from '../../../../server/collab/soak/check-history.ts';
import type { HistoryLine } from '../../../../server/collab/soak/history.ts';

const start = (life = 1, at = 0): HistoryLine => ({ did: 'start', life, at });
const acknowledged = (n: number): HistoryLine => ({ did: 'acknowledged', n, how: 'acknowledged', tookMs: 1 });
const apply = (n: number, from = 'pc-0'): HistoryLine => ({ did: 'apply', from, n, sentAt: 10, at: 15 });
const again = (n: number, from = 'pc-0'): HistoryLine => ({ did: 'again', from, n });
const own = (from: number, to: number, token = 1): HistoryLine => ({ did: 'own', task: 'task-0', token, from, to });

const check = (...machines: readonly (readonly HistoryLine[])[]) =>
  checkHistory(machines.map((lines, index) => ({ machine: `pc-${index}`, lines })));
const countsOf = ({ lost, doubled, disordered, doublyOwned }: SoakFaults): readonly number[] => [
  lost.count,
  doubled.count,
  disordered.count,
  doublyOwned.count,
];
const faults = (...machines: readonly (readonly HistoryLine[])[]): readonly number[] =>
  countsOf(check(...machines).faults);

describe('the checker of a soak', () => {
  it('finds nothing where everybody applied everything once and in order', () => {
    const said = [start(), acknowledged(1), acknowledged(2)];
    const { faults: found, counts } = check(said, [start(), apply(1), apply(2)], [start(), apply(1), apply(2)]);
    assert.deepEqual(countsOf(found), [0, 0, 0, 0]);
    assert.equal(counts.applied, 4);
    assert.deepEqual(counts.applyMs, [5, 5, 5, 5]);
  });

  it('says which acknowledged record was lost, and by whom', () => {
    const { lost } = check([start(), acknowledged(1), acknowledged(2)], [start(), apply(1)]).faults;
    assert.deepEqual(lost.shown, ['pc-1 never got record 2 of pc-0.']);
  });

  it('does not miss what was never acknowledged', () => {
    assert.deepEqual(faults([start(), { did: 'say', n: 1 }], [start()]), [0, 0, 0, 0]);
  });

  it('says what was applied twice, in one life or in two', () => {
    assert.deepEqual(faults([start(), acknowledged(1)], [start(), apply(1), apply(1)]), [0, 1, 0, 0]);
    assert.deepEqual(faults([start(), acknowledged(1)], [start(), apply(1), start(2), apply(1)]), [0, 1, 0, 0]);
  });

  it('lets a record be handed on again after a crash, and not without one', () => {
    assert.deepEqual(faults([start(), acknowledged(1)], [start(), apply(1), start(2), again(1)]), [0, 0, 0, 0]);
    assert.deepEqual(faults([start(), acknowledged(1)], [start(), apply(1), again(1)]), [0, 1, 0, 0]);
  });

  it('says what came after a later one', () => {
    const said = [start(), acknowledged(1), acknowledged(2)];
    assert.deepEqual(faults(said, [start(), apply(2), apply(1)]), [0, 0, 1, 0]);
  });

  it('says when a task had two owners, and for how long', () => {
    const { doublyOwned } = check([own(0, 100)], [own(90, 200, 2)]).faults;
    assert.match(doublyOwned.shown[0] ?? '', /task-0 was owned by pc-0 \(token 1\) and pc-1 \(token 2\) for 10\.0 ms/);
  });

  it('finds a long lease that holds several later ones', () => {
    assert.deepEqual(faults([own(0, 1_000)], [own(100, 200, 2), own(300, 400, 3)]), [0, 0, 0, 2]);
  });

  it('takes the last line of a lease, and leaves owners alone who follow each other', () => {
    assert.deepEqual(faults([own(0, 10), own(0, 50)], [own(50, 60, 2)]), [0, 0, 0, 0]);
    assert.deepEqual(faults([own(0, 10), own(0, 50)], [own(49, 60, 2)]), [0, 0, 0, 1]);
  });
});
