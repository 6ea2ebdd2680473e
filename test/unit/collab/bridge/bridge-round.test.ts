import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { CollabView, PeerView, RequestView } from '#schemas/protocol/collab.ts';
import { bridgeRound, type BridgedProject, type BridgeReport } from '../../../../server/collab/bridge/bridge-round.ts';
import type { BridgeMemory } from '../../../../server/collab/bridge/memory.ts';
import { withTempDir, writeTree } from '../../../helpers/temp.ts';

const NOW = Date.UTC(2026, 4, 4, 12);

const peer = (id: string, change: Partial<PeerView> = {}): PeerView => ({
  id,
  name: id,
  self: false,
  role: 'worker',
  roleSource: '',
  freshness: 'fresh',
  evidence: '',
  ageMs: 1_000,
  activity: null,
  queue: 0,
  busy: 0,
  slots: 1,
  task: null,
  lastResult: null,
  skewMs: null,
  capabilities: [],
  ssh: null,
  revoked: false,
  problems: [],
  ...change,
});

/** A shared project of two machines that keeps requests as the real one shows them. */
function createProject() {
  const requests: RequestView[] = [];
  const notes: string[] = [];
  const peers = [peer('main-pc', { self: true, role: 'main', ageMs: null }), peer('gpu-box')];
  const change = (id: string, now: Partial<RequestView>): void => {
    const index = requests.findIndex((one) => one.id === id);
    const known = requests[index];
    assert.ok(known, `there is a request ${id}`);
    requests[index] = { ...known, ...now };
  };
  const add = (given: Partial<RequestView>): string => {
    const id = `request-${requests.length + 1}`;
    const { from = 'main-pc', to = 'all', kind = 'question', title = 'Why?', text = '', author = 'ann' } = given;
    const empty = { status: 'open', claimedBy: null, result: null, at: NOW, updatedAt: NOW, file: null } as const;
    requests.push({ id, from, to, kind, title, text, author, ...empty });
    return id;
  };
  const project: BridgedProject = {
    view: () => Promise.resolve({ at: NOW, peers, requests: [...requests] } as Partial<CollabView> as CollabView),
    send({ kind, ...what }) {
      if (kind !== 'note') return Promise.resolve(add({ kind, ...what }));
      notes.push(what.text);
      return Promise.resolve('note');
    },
    claim: (id) => Promise.resolve(change(id, { status: 'claimed', claimedBy: 'main-pc' })),
    finish: (id, status, result) => Promise.resolve(change(id, { status, result, claimedBy: 'main-pc' })),
  };
  return { project, requests, notes, peers, add, change };
}

function bridgeOver(folder: string, { project }: ReturnType<typeof createProject>) {
  const memory: BridgeMemory = { imported: {}, written: {}, machines: {} };
  const round = (given = memory): Promise<BridgeReport> =>
    bridgeRound({ folder, project, memory: given, save: () => {}, now: () => NOW });
  return { memory, round };
}

const request = (change: object = {}): string =>
  JSON.stringify({
    id: 'r-1',
    kind: 'inspect',
    from: 'old-pc',
    to: 'gpu-box',
    title: 'Look',
    text: 'At it.',
    ...change,
  });
const read = (folder: string, place: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(folder, place), 'utf8'));

describe('from the older share', () => {
  it('a request is imported once, and its result goes back', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { 'requests/r-1.json': request() });
      const shared = createProject();
      const { round } = bridgeOver(folder, shared);
      await round();
      await round();
      assert.equal(shared.requests.length, 1);
      const [imported] = shared.requests;
      assert.deepEqual(
        [imported?.kind, imported?.to, imported?.title, imported?.text],
        ['inspect', 'gpu-box', 'Look', 'At it.'],
      );
      shared.change('request-1', { status: 'completed', claimedBy: 'gpu-box', result: 'It is fine.' });
      assert.deepEqual((await round()).problems, []);
      const result = read(folder, 'results/r-1.json');
      assert.deepEqual([result['status'], result['from'], result['text']], ['completed', 'gpu-box', 'It is fine.']);
      assert.equal(readFileSync(join(folder, 'requests/r-1.json'), 'utf8'), request());
    }));

  it('a request is known again when the memory was lost after it was sent', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { 'requests/r-1.json': request() });
      const shared = createProject();
      const { round } = bridgeOver(folder, shared);
      await round();
      await round({ imported: {}, written: {}, machines: {} });
      assert.equal(shared.requests.length, 1);
    }));

  it('what is for an old machine, claimed or answered stays where it is', () =>
    withTempDir(async (folder) => {
      writeTree(folder, {
        'requests/r-1.json': request({ to: 'old-gpu' }),
        'requests/r-2.json': request({ id: 'r-2', claimedBy: 'old-gpu' }),
        'requests/r-3.json': request({ id: 'r-3' }),
        'results/r-3.json': JSON.stringify({ request: 'r-3', status: 'completed' }),
      });
      const shared = createProject();
      await bridgeOver(folder, shared).round();
      assert.deepEqual(shared.requests, []);
    }));

  it('an answer over there cancels the request here, and is not overwritten', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { 'requests/r-1.json': request({ to: 'all' }) });
      const shared = createProject();
      const { round } = bridgeOver(folder, shared);
      await round();
      const answer = JSON.stringify({ request: 'r-1', status: 'completed', from: 'old-pc', text: 'Done here.' });
      writeTree(folder, { 'results/r-1.json': answer });
      await round();
      await round();
      assert.equal(shared.requests[0]?.status, 'cancelled');
      assert.match(shared.requests[0].result ?? '', /old-pc has answered it.*Done here/);
      assert.equal(readFileSync(join(folder, 'results/r-1.json'), 'utf8'), answer);
    }));

  it('machines are told of when they come and when they fall silent', () =>
    withTempDir(async (folder) => {
      const beat = (minutes: number): string =>
        JSON.stringify({ role: 'worker', heartbeatAt: new Date(NOW - minutes * 60_000).toISOString() });
      writeTree(folder, { 'machines/old-pc/state.json': beat(1) });
      const shared = createProject();
      const { round } = bridgeOver(folder, shared);
      await round();
      await round();
      assert.equal(shared.notes.length, 1);
      writeTree(folder, { 'machines/old-pc/state.json': beat(11) });
      await round();
      assert.match(shared.notes[1] ?? '', /old-pc \(worker\).*ten minutes/);
    }));

  it('files that are no records are refused and named, and the others are read', () =>
    withTempDir(async (folder) => {
      writeTree(folder, {
        'requests/good.json': request({ id: 'good' }),
        'requests/large.json': request({ text: 'x'.repeat(70_000) }),
        'requests/broken.json': '{"id": ',
        'requests/odd name.json': request(),
        'results/strange.json': JSON.stringify({ request: 'good', status: 'perhaps' }),
        'elsewhere.json': request(),
      });
      symlinkSync(join(folder, 'elsewhere.json'), join(folder, 'requests/linked.json'));
      const shared = createProject();
      const { problems } = await bridgeOver(folder, shared).round();
      assert.deepEqual(
        shared.requests.map(({ author }) => author),
        ['old-pc, request good of the older share'],
      );
      for (const name of ['large', 'broken', 'odd name', 'strange', 'linked']) {
        assert.ok(
          problems.some((problem) => problem.includes(`${name}.json`)),
          `${name} is named in ${problems.join('\n')}`,
        );
      }
    }));
});

describe('to the older share', () => {
  it('an open request to all is written, and a claim and a result of an old machine come back', () =>
    withTempDir(async (folder) => {
      const shared = createProject();
      const { round } = bridgeOver(folder, shared);
      const id = shared.add({ kind: 'task', title: 'Try it', text: 'Twice.' });
      await round();
      const there = read(folder, `requests/${id}.json`);
      assert.deepEqual(
        [there['kind'], there['title'], there['to'], there['status']],
        ['task', 'Try it', 'all', 'open'],
      );
      writeFileSync(join(folder, `requests/${id}.json`), JSON.stringify({ ...there, claimedBy: 'old-pc' }));
      await round();
      assert.equal(shared.requests[0]?.status, 'claimed');
      const result = { request: id, status: 'blocked', from: 'old-pc', text: 'No disk.' };
      writeTree(folder, { [`results/${id}.json`]: JSON.stringify(result) });
      const { problems } = await round();
      assert.deepEqual(problems, []);
      assert.deepEqual([shared.requests[0].status, shared.requests[0].result], ['blocked', 'No disk.']);
      assert.equal(shared.requests.length, 1);
    }));

  it('the result of a mirrored request that one of us answered is written', () =>
    withTempDir(async (folder) => {
      const shared = createProject();
      const { round } = bridgeOver(folder, shared);
      const id = shared.add({});
      await round();
      shared.change(id, { status: 'completed', claimedBy: 'gpu-box', result: 'Because.' });
      await round();
      assert.equal(read(folder, `results/${id}.json`)['text'], 'Because.');
    }));

  it('machines that are alive are written, and a file of somebody else is left alone', () =>
    withTempDir(async (folder) => {
      const theirs = JSON.stringify({ role: 'main', heartbeatAt: new Date(NOW).toISOString() });
      writeTree(folder, { 'machines/gpu-box/state.json': theirs });
      const shared = createProject();
      shared.peers.push(peer('gone-pc', { freshness: 'stale' }), peer('thief', { revoked: true }));
      const { problems } = await bridgeOver(folder, shared).round();
      const state = read(folder, 'machines/main-pc/state.json');
      assert.deepEqual([state['role'], state['heartbeatAt']], ['main', new Date(NOW).toISOString()]);
      assert.equal(readFileSync(join(folder, 'machines/gpu-box/state.json'), 'utf8'), theirs);
      assert.match(problems.join(), /machines\/gpu-box\/state\.json: another machine has this name/);
      assert.deepEqual(readdirSync(join(folder, 'machines')).toSorted(), ['gpu-box', 'main-pc']);
    }));

  it('nothing is written through a link, and no request of ours comes back when the memory was lost', () =>
    withTempDir(async (folder) => {
      mkdirSync(join(folder, 'elsewhere'));
      mkdirSync(join(folder, 'share/machines'), { recursive: true });
      symlinkSync(join(folder, 'elsewhere'), join(folder, 'share/machines/gpu-box'));
      const shared = createProject();
      shared.add({});
      const { round } = bridgeOver(join(folder, 'share'), shared);
      await round();
      await round({ imported: {}, written: {}, machines: {} });
      assert.deepEqual(readdirSync(join(folder, 'elsewhere')), []);
      assert.equal(shared.requests.length, 1);
    }));

  it('events are left alone, and no scratch file stays', () =>
    withTempDir(async (folder) => {
      mkdirSync(join(folder, 'requests'));
      const shared = createProject();
      shared.add({});
      await bridgeOver(folder, shared).round();
      assert.equal(existsSync(join(folder, 'events.jsonl')), false);
      assert.equal(readdirSync(join(folder, 'requests')).length, 1);
    }));
});
