import { test } from 'node:test';
import assert from 'node:assert/strict';
import type { PeerView } from '#schemas/protocol/collab.ts';
import { peerViews } from '../../../../server/collab/peer-views/peer-views.ts';
import type { PeerSighting, TransportHealth } from '../../../../server/transports/transport.ts';
import { healthy, idle, linkProjects, sightingOf, type LinkedMachine } from '../../../helpers/linked-projects.ts';

const NOW = 1_800_000_000_000;

function machineWith(peers: readonly PeerSighting[], over: Partial<LinkedMachine['sees']> = {}): LinkedMachine {
  const machine = linkProjects(['main', 'lab', 'desk']).machine('main');
  Object.assign(machine.sees, { peers: [...peers], ...over });
  return machine;
}

function lookAt(machine: LinkedMachine, id: string): PeerView {
  const found = peerViews(machine.project, NOW).find((one) => one.id === id);
  assert.ok(found, `${id} is not shown`);
  return found;
}

test('this machine comes first, then main, workers and observers by name', () => {
  const machine = linkProjects(['main', 'lab', 'desk']).machine('lab');
  assert.deepEqual(
    peerViews(machine.project, NOW).map(({ id }) => id),
    ['lab', 'main', 'desk'],
  );
});

test('a role says where it is from', () => {
  const machine = machineWith([sightingOf('lab')]);
  assert.equal(lookAt(machine, 'lab').roleSource, 'roster 4 of main-pc');
  assert.equal(
    lookAt(machineWith([sightingOf('guest')]), 'guest').roleSource,
    'what it says itself; it is in no roster',
  );
});

for (const [freshness, ageMs, words] of [
  ['fresh', 1_000, /^Beat 7 came just now\.$/],
  ['late', 15_000, /^Beat 7 came 10 s ago; the next one is overdue\.$/],
  ['stale', 120_000, /^No beat since 7, which came 2 min ago\. It may be asleep/],
  ['gone', 7_200_000, /^No beat since 7, which came 2 h ago\. Start clutch worker there/],
] as const) {
  test(`${freshness} is said with its evidence and how old that is`, () => {
    const lab = lookAt(machineWith([sightingOf('lab', { freshness, ageMs })]), 'lab');
    assert.equal(lab.freshness, freshness);
    assert.match(lab.evidence, words);
    assert.equal(lab.ageMs, ageMs);
  });
}

test('a machine that was never seen is unknown, not gone', () => {
  const lab = lookAt(machineWith([]), 'lab');
  assert.equal(lab.freshness, 'unknown');
  assert.equal(lab.evidence, 'No beat of it was ever seen here.');
  assert.equal(lab.ageMs, null);
});

for (const [state, why] of [
  ['stale-view', /this machine's own view is stale/],
  ['hangs', /the shared place does not answer/],
  ['gone', /the shared place is not there/],
  ['refused', /refuses this machine/],
] as const) {
  test(`with “${state}” nothing is claimed about the others, however old their beats look`, () => {
    const health: TransportHealth = { ...healthy, state };
    const peers = [sightingOf('lab', { freshness: 'gone', ageMs: 3_600_000 }), sightingOf('desk')];
    const machine = machineWith(peers, { health });
    for (const id of ['lab', 'desk']) {
      const peer = lookAt(machine, id);
      assert.equal(peer.freshness, 'unknown');
      assert.match(peer.evidence, why);
    }
    assert.match(lookAt(machine, 'lab').evidence, /last seen 1 h ago/);
    assert.equal(lookAt(machine, 'main').freshness, 'fresh', 'this machine is there');
  });
}

for (const state of ['full', 'read-only'] as const) {
  test(`a place that is ${state} can still be read, so the others are seen`, () => {
    const machine = machineWith([sightingOf('lab')], { health: { ...healthy, state } });
    assert.equal(lookAt(machine, 'lab').freshness, 'fresh');
  });
}

test('what a machine does is taken from its beat', () => {
  const status = idle('worker', {
    activity: 'testing',
    queue: 2,
    busy: 1,
    task: 'phase 2, api',
    lastResult: { text: 'store completed', at: NOW - 60_000 },
    ssh: 'ana@lab',
  });
  const lab = lookAt(machineWith([sightingOf('lab', { status })]), 'lab');
  assert.deepEqual(
    [lab.activity, lab.queue, lab.busy, lab.slots, lab.task, lab.lastResult?.text, lab.ssh],
    ['testing', 2, 1, 2, 'phase 2, api', 'store completed', 'ana@lab'],
  );
});

test('a clock that is far off is a problem with advice, a small difference is none', () => {
  const skewed = (skewMs: number) => lookAt(machineWith([sightingOf('lab', { skewMs })]), 'lab').problems;
  assert.deepEqual(skewed(900), []);
  assert.match(skewed(-3_600_000)[0] ?? '', /1 h behind this machine's.*network time/);
  assert.match(skewed(190_000)[0] ?? '', /3 min 10 s ahead of/);
});

test('alarms stand with their machine, newest first, each once and with its age', () => {
  const alarm = (text: string, at: number, machine: string | null = 'lab') =>
    ({ at, kind: 'fork', machine, text }) as const;
  const alarms = [alarm('first', NOW - 60_000), alarm('second', NOW - 5_000), alarm('first', NOW - 120_000)];
  const machine = machineWith([sightingOf('lab')], { alarms: [...alarms, alarm('of nobody', NOW, null)] });
  assert.deepEqual(lookAt(machine, 'lab').problems, ['second (just now)', 'first (1 min ago)']);
  assert.deepEqual(lookAt(machine, 'desk').problems, []);
});

test('a machine that must begin anew, was revoked or has not read the roster says so', () => {
  const status = idle('observer');
  const machine = machineWith([sightingOf('lab', { mustResync: true, status })]);
  assert.match(lookAt(machine, 'lab').problems.join('\n'), /from a snapshot[\s\S]*takes itself for observer/);
  const roster = machine.project.roster();
  assert.ok(roster);
  const linked = linkProjects(['main', 'lab']);
  linked.setRoster({ ...roster, machines: roster.machines.map((one) => ({ ...one, revoked: one.machine === 'lab' })) });
  assert.match(lookAt(linked.machine('main'), 'lab').problems[0] ?? '', /^Revoked: nothing that it says counts/);
  assert.match(lookAt(linked.machine('lab'), 'lab').problems[0] ?? '', /Main has revoked this machine/);
});
