import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BodyOf } from '#schemas/wire/bodies.ts';
import { createRequests, type Requests } from '../../../../server/collab/requests/requests.ts';
import type { SharedProject } from '../../../../server/collab/shared-project.ts';
import { createRecordFiles } from '../../../../server/collab/timeline/record-files.ts';
import { withTimeline } from '../../../../server/collab/timeline/timeline.ts';
import { openCollabStore, type CollabStore } from '../../../../server/store/collab-store.ts';
import { linkProjects, sightingOf, type LinkedProjects } from '../../../helpers/linked-projects.ts';
import { until } from '../../../helpers/processes.ts';

interface Machine {
  readonly requests: Requests;
  readonly store: CollabStore;
  readonly home: string;
  readonly project: SharedProject;
}

const folder = mkdtempSync(path.join(tmpdir(), 'clt-requests-'));
const opened: CollabStore[] = [];
after(() => {
  for (const store of opened) store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The parts of a machine over its home: what a server has, and what is there again after a restart. */
function openMachine(project: SharedProject, home = mkdtempSync(path.join(folder, 'home-'))): Machine {
  const store = openCollabStore(home);
  opened.push(store);
  const files = createRecordFiles(path.join(home, 'collab', project.id), project.log);
  const told = withTimeline(project, store, files);
  return { requests: createRequests({ project: told, store, files, decisionMs: 2_000 }), store, home, project };
}

function link(...ids: readonly string[]): { linked: LinkedProjects; machines: Record<string, Machine> } {
  const linked = linkProjects(ids);
  return { linked, machines: Object.fromEntries(ids.map((id) => [id, openMachine(linked.machine(id).project)])) };
}

function machineOf(machines: Record<string, Machine>, id: string): Machine {
  const machine = machines[id];
  assert.ok(machine);
  return machine;
}

const question: Omit<BodyOf<'request'>, 'decides'> = {
  kind: 'question',
  title: 'Which GPU?',
  text: 'Which GPU is in there?',
  author: 'ana',
  needs: [],
};
const answer: BodyOf<'request-result'> = { status: 'completed', text: 'An old one.', author: 'ben' };
const listOf = (machines: Record<string, Machine>, id: string) =>
  machineOf(machines, id).store.requests('shop-4711', 10);
const statuses = (machines: Record<string, Machine>, id: string) =>
  Object.values(machines).map(({ store }) => {
    const view = store.request('shop-4711', id);
    return view === null ? null : [view.status, view.claimedBy];
  });

function assertAll(machines: Record<string, Machine>, id: string, wanted: readonly string[]): void {
  for (const status of statuses(machines, id)) assert.deepEqual(status, wanted);
}

test('a question to one machine is claimed and answered there, and its sender sees both', async () => {
  const { linked, machines } = link('main', 'lab');
  const { id } = await machineOf(machines, 'main').requests.send('lab', question);
  await linked.settled();
  assert.deepEqual(statuses(machines, id), [
    ['open', null],
    ['open', null],
  ]);
  await machineOf(machines, 'lab').requests.claim(id, 'ben');
  await linked.settled();
  assert.deepEqual(statuses(machines, id), [
    ['claimed', 'lab'],
    ['claimed', 'lab'],
  ]);
  await machineOf(machines, 'lab').requests.finish(id, answer);
  await linked.settled();
  const [view] = listOf(machines, 'main');
  assert.equal(view?.status, 'completed');
  assert.equal(view?.result, 'An old one.');
});

test('of two machines that claim at once main gives it to one, and all say the same', async () => {
  const { linked, machines } = link('main', 'lab', 'desk');
  const { id } = await machineOf(machines, 'main').requests.send('all', question);
  await linked.settled();
  const claims = await Promise.all(['lab', 'desk'].map((name) => machineOf(machines, name).requests.claim(id, name)));
  await linked.settled();
  const owners = new Set(Object.values(machines).map(({ store }) => store.request('shop-4711', id)?.claimedBy));
  assert.equal(owners.size, 1);
  assert.ok(['lab', 'desk'].includes([...owners][0] ?? ''));
  assert.equal(claims.filter(({ claimedBy, id: one }) => claimedBy !== null && one === id).length, 2);
  const loser = [...owners][0] === 'lab' ? 'desk' : 'lab';
  await assert.rejects(machineOf(machines, loser).requests.finish(id, answer), /not this machine's to finish/);
});

test('where the place has atomic leases, machines claim while main is away, and one of them wins', async () => {
  const { linked, machines } = link('main', 'lab', 'desk');
  for (const name of ['main', 'lab', 'desk']) linked.machine(name).sees.atomicClaim = true;
  const { id } = await machineOf(machines, 'lab').requests.send('all', question);
  await linked.settled();
  linked.machine('main').cutOff();
  const claims = await Promise.allSettled(
    ['lab', 'desk'].map((name) => machineOf(machines, name).requests.claim(id, name)),
  );
  assert.deepEqual(claims.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  linked.machine('main').reconnect();
  await linked.settled();
  assert.equal(new Set(statuses(machines, id).map((one) => String(one))).size, 1);
});

test('a machine cannot make itself the owner where main decides', async () => {
  const { linked, machines } = link('main', 'lab', 'desk');
  const { id } = await machineOf(machines, 'main').requests.send('all', question);
  await linked.settled();
  const claim = { to: 'all', type: 'request-claim', re: id, token: 99 } as const;
  await linked.machine('desk').project.say({ ...claim, body: { author: 'mallory', owner: 'desk' } });
  await linked.settled();
  assert.deepEqual(statuses(machines, id).slice(0, 2), [
    ['open', null],
    ['open', null],
  ]);
});

test('what was given away is late: its result is kept as a file and never applied', async () => {
  const { linked, machines } = link('main', 'lab', 'desk');
  const { id } = await machineOf(machines, 'main').requests.send('all', question);
  await linked.settled();
  await machineOf(machines, 'lab').requests.claim(id, 'lab');
  await linked.settled();
  linked.machine('lab').cutOff();
  linked.leases.lapse(`request-${id}`);
  linked.machine('desk').sees.peers.push(sightingOf('lab', { freshness: 'gone' }));
  await machineOf(machines, 'desk').requests.claim(id, 'desk');
  await linked.settled();
  await machineOf(machines, 'lab').requests.finish(id, { ...answer, text: 'late words' });
  linked.machine('lab').reconnect();
  await linked.settled();
  assertAll(machines, id, ['claimed', 'desk']);
  const { home, store } = machineOf(machines, 'main');
  const late = store.recordsOf('shop-4711', id).find(({ type }) => type === 'request-result');
  const file = path.join(home, 'collab', 'shop-4711', 'results', `${late?.id}.json`);
  assert.match(readFileSync(file, 'utf8'), /late words[\s\S]*"applied": false/);
  await machineOf(machines, 'desk').requests.finish(id, answer);
  await linked.settled();
  assertAll(machines, id, ['completed', 'desk']);
});

test('a request of a machine that is at work is not taken from it', async () => {
  const { linked, machines } = link('main', 'lab', 'desk');
  const { id } = await machineOf(machines, 'main').requests.send('all', question);
  await linked.settled();
  await machineOf(machines, 'lab').requests.claim(id, 'lab');
  await linked.settled();
  linked.machine('desk').sees.peers.push(sightingOf('lab', { freshness: 'late' }));
  await assert.rejects(machineOf(machines, 'desk').requests.claim(id, 'desk'), /is lab's, which is late/);
});

test('main asks again until the lease of a machine that is gone is over', async () => {
  const { linked, machines } = link('main', 'lab', 'desk');
  const { id } = await machineOf(machines, 'main').requests.send('all', question);
  await linked.settled();
  await machineOf(machines, 'lab').requests.claim(id, 'lab');
  await linked.settled();
  linked.machine('desk').sees.peers.push(sightingOf('lab', { freshness: 'gone' }));
  const taken = machineOf(machines, 'desk').requests.claim(id, 'desk');
  await linked.settled();
  assert.equal(linked.leases.holderOf(`request-${id}`)?.machine, 'lab', 'the lease is still running');
  linked.leases.lapse(`request-${id}`);
  assert.equal((await taken).claimedBy, 'desk');
});

test('the lease of what is finished is given back', async () => {
  const { linked, machines } = link('main', 'lab');
  const { id } = await machineOf(machines, 'main').requests.send('all', question);
  await linked.settled();
  await machineOf(machines, 'lab').requests.claim(id, 'lab');
  await machineOf(machines, 'lab').requests.finish(id, answer);
  await until(() => linked.leases.holderOf(`request-${id}`)?.isLive === false, { what: 'main released it' });
});

test('a claim that comes before its request is decided when the request comes', async () => {
  const { linked, machines } = link('main', 'lab', 'desk');
  linked.machine('desk').cutOff();
  const { id } = await machineOf(machines, 'desk').requests.send('all', question);
  const bid = { to: 'all', type: 'request-claim', re: id } as const;
  await linked.machine('lab').project.say({ ...bid, body: { author: 'ben', owner: null } });
  await linked.settled();
  assert.equal(listOf(machines, 'main').length, 0);
  linked.machine('desk').reconnect();
  await linked.settled();
  await until(() => listOf(machines, 'main')[0]?.claimedBy === 'lab', { what: 'lab has it' });
});

test('whoever becomes main decides what the one before has left', async () => {
  const { linked, machines } = link('main', 'lab', 'desk');
  linked.machine('main').cutOff();
  const { id } = await machineOf(machines, 'desk').requests.send('all', question);
  await linked.settled();
  const bid = { to: 'all', type: 'request-claim', re: id } as const;
  await linked.machine('lab').project.say({ ...bid, body: { author: 'ben', owner: null } });
  await linked.settled();
  const roster = linked.machine('desk').project.roster();
  assert.ok(roster);
  const machinesNow = roster.machines.map((one) => ({
    ...one,
    role: one.machine === 'desk' ? ('main' as const) : ('worker' as const),
  }));
  linked.setRoster({ ...roster, term: 2, main: 'desk', machines: machinesNow });
  linked.machine('desk').change();
  await until(() => listOf(machines, 'lab')[0]?.claimedBy === 'lab', { what: 'the new main has decided' });
});

test('its sender cancels a request, and nobody finishes it afterwards; work that was done before counts', async () => {
  const { linked, machines } = link('main', 'lab');
  const first = await machineOf(machines, 'main').requests.send('lab', question);
  const second = await machineOf(machines, 'main').requests.send('lab', question);
  await linked.settled();
  const cancel = { status: 'cancelled', text: 'not needed', author: 'ana' } as const;
  await machineOf(machines, 'main').requests.finish(first.id, cancel);
  await linked.settled();
  await assert.rejects(machineOf(machines, 'lab').requests.finish(first.id, answer), /is cancelled already/);
  await assert.rejects(machineOf(machines, 'main').requests.finish(second.id, answer), /can only cancel it/);
  linked.machine('lab').cutOff();
  await machineOf(machines, 'lab').requests.finish(second.id, answer);
  await machineOf(machines, 'main').requests.finish(second.id, cancel);
  linked.machine('lab').reconnect();
  await linked.settled();
  assert.deepEqual(
    statuses(machines, second.id).map((one) => one?.[0]),
    ['completed', 'completed'],
  );
});

test('what is blocked can be finished later', async () => {
  const { linked, machines } = link('main', 'lab');
  const { id } = await machineOf(machines, 'main').requests.send('lab', question);
  await linked.settled();
  const lab = machineOf(machines, 'lab').requests;
  assert.equal((await lab.finish(id, { ...answer, status: 'blocked' })).status, 'blocked');
  assert.equal((await lab.finish(id, answer)).status, 'completed');
});

test('a machine claims only what it can do', async () => {
  const { linked, machines } = link('main', 'lab');
  const { id } = await machineOf(machines, 'main').requests.send('all', { ...question, needs: ['gpu'] });
  await linked.settled();
  const lab = machineOf(machines, 'lab');
  await assert.rejects(lab.requests.claim(id, 'ben'), /does not have what the request needs: gpu/);
  lab.project.setStatus({ capabilities: ['gpu'] });
  assert.equal((await lab.requests.claim(id, 'ben')).claimedBy, 'lab');
});

test('whom nobody would hear is refused with the names of those who would', async () => {
  const { machines } = link('main', 'lab');
  const { requests } = machineOf(machines, 'main');
  await assert.rejects(requests.send('nobody', question), /nobody is not in the roster.*all, lab/);
  await assert.rejects(requests.send('main', question), /this machine itself/);
  await assert.rejects(requests.claim('0', 'ana'), /no request 0/);
});

test('what could not be said is not kept', async () => {
  const { linked, machines } = link('main', 'lab');
  linked.machine('main').refuse(new Error('the disk is full'));
  await assert.rejects(machineOf(machines, 'main').requests.send('lab', question), /disk is full/);
  assert.deepEqual(listOf(machines, 'main'), []);
});

test('everything is there after a restart, and what this machine had not said yet is said then', async () => {
  const { linked, machines } = link('main', 'lab');
  const { id } = await machineOf(machines, 'main').requests.send('lab', question);
  await linked.settled();
  const lab = machineOf(machines, 'lab');
  // As if the machine had died between keeping its claim and saying it.
  const common = { request: id, from: 'lab', to: 'main', byMain: false, token: null, at: Date.now() };
  const claim = { ...common, id: '01999999-0000-7000-8000-000000000000', type: 'request-claim' } as const;
  lab.store.apply('shop-4711', { ...claim, body: { author: 'ben', owner: 'lab' } }, () => null, true);
  lab.store.close();
  opened.splice(opened.indexOf(lab.store), 1);
  const again = openMachine(linked.machine('lab').restart(), lab.home);
  await linked.settled();
  assert.equal(listOf(machines, 'main')[0]?.claimedBy, 'lab');
  assert.deepEqual(again.store.unsaid('shop-4711'), []);
});

test('a record that is handed on twice counts once', async () => {
  const { linked, machines } = link('main', 'lab');
  const request = { to: 'lab', type: 'request', id: '01999999-0000-7000-8000-000000000001' } as const;
  for (const _ of [1, 2]) {
    await linked.machine('main').project.say({ ...request, body: { ...question, decides: 'main' } });
  }
  await linked.settled();
  const { store } = machineOf(machines, 'lab');
  assert.equal(store.requests('shop-4711', 10).length, 1);
  assert.equal(store.timeline('shop-4711', 10).length, 1);
});

test('notes and requests stand in the timeline of both sides, and a request is a file that says all of it', async () => {
  const { linked, machines } = link('main', 'lab');
  const main = machineOf(machines, 'main');
  const { id } = await main.requests.send('lab', question);
  await withTimeline(main.project, main.store, createRecordFiles(main.home, main.project.log)).say({
    to: 'all',
    type: 'note',
    body: { text: 'Lunch.', author: 'ana' },
  });
  await linked.settled();
  for (const { store } of Object.values(machines)) {
    const lines = store.timeline('shop-4711', 10).map(({ text }) => text);
    assert.deepEqual(lines, ['note of ana: Lunch.', 'question of ana: Which GPU?']);
  }
  const file = listOf(machines, 'lab')[0]?.file ?? '';
  assert.ok(existsSync(file));
  assert.equal(JSON.parse(readFileSync(file, 'utf8')).request.id, id);
});

test('what this machine writes down of its own notes holds no secret', async () => {
  const { machines } = link('main', 'lab');
  const { project, store, home } = machineOf(machines, 'main');
  const told = withTimeline(project, store, createRecordFiles(home, project.log));
  const text = 'Use ghp_0123456789abcdefghijklmnopqrstuvwxyzAB for it.';
  await told.say({ to: 'all', type: 'note', body: { text, author: 'ana' } });
  const [line] = store.timeline('shop-4711', 1);
  assert.match(line?.text ?? '', /^note of ana: Use (?!ghp_).* for it\.$/);
});

test('secrets do not leave in a request', async () => {
  const { linked, machines } = link('main', 'lab');
  const text = 'Use ghp_0123456789abcdefghijklmnopqrstuvwxyzAB for it.';
  await machineOf(machines, 'main').requests.send('lab', { ...question, text });
  await linked.settled();
  assert.doesNotMatch(listOf(machines, 'lab')[0]?.text ?? 'ghp_', /ghp_/);
});
