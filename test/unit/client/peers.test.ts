/** Rows of the Peers tree, and what its commands ask of a person before anything is sent. */
import '../../helpers/vscode-stub/register.ts';
import { beforeEach, test } from 'node:test';
import assert from 'node:assert/strict';
import type { CollabView } from '#schemas/protocol/collab.ts';
import type { Services } from '../../../client/services.ts';
import type { TreeNode } from '../../../client/ui/tree-node.ts';
import { freshPerson, person } from '../../helpers/vscode-stub/vscode.ts';
import { NOW } from '../../helpers/webview/run-fixtures.ts';
import { peer, request, sharedProject, staleProject } from '../../helpers/webview/shared-projects.ts';

const { peerRows } = await import('../../../client/features/peers/tree.ts');
const { sendNote, sendRequest } = await import('../../../client/features/peers/commands/send.ts');
const { decideRequest } = await import('../../../client/features/peers/commands/request.ts');
const { copyPeerId, openOverSsh } = await import('../../../client/features/peers/commands/machine.ts');

const all = (rows: readonly TreeNode[]): readonly TreeNode[] =>
  rows.flatMap((row) => [row, ...all(row.children ?? [])]);
const rowsOf = (view: CollabView): readonly TreeNode[] => peerRows({ collab: [view] }, NOW);

function rowNamed(view: CollabView, label: string): TreeNode {
  const row = all(rowsOf(view)).find((one) => one.label === label);
  assert.ok(row, `there is no row “${label}”`);
  return row;
}

const withPeer = (over: Parameters<typeof peer>[1]): CollabView => ({
  ...sharedProject,
  peers: [peer('desk', { self: true, role: 'main' }), peer('lab', over)],
  requests: [],
});

test('nothing shared gives no rows, so that the view can say what to do', () => {
  assert.deepEqual(peerRows({ collab: [] }, NOW), []);
});

test('a machine says role, state with its age, activity and queue, and all of it to a screen reader', () => {
  const lab = rowNamed(sharedProject, 'lab');
  assert.equal(lab.description, 'worker · fresh, seen just now · running tests · 1 queued · 2 requests');
  assert.match(lab.spoken, /^lab, worker, fresh, seen just now, running tests.*Beat 812 came just now/);
  const facts = new Map((lab.children ?? []).map(({ label, description }) => [label, description]));
  assert.equal(facts.get('Role'), 'worker, from roster 4 of desk');
  assert.equal(facts.get('Queue'), '1 waiting, 2 of 2 sessions at work');
  assert.equal(facts.get('Task'), 'phase 2, api');
  assert.equal(facts.get('Last result'), 'index completed, 4 min ago');
  assert.equal(facts.get('Clock'), 'no difference seen');
  assert.equal(facts.get('Can do'), 'gpu');
});

test('the age of the evidence grows while nothing new is heard', () => {
  const [row] = rowsOf(withPeer({ ageMs: 20_000 })).filter(({ label }) => label === 'lab');
  assert.match(row?.description ?? '', /seen 20 s ago/);
  const later = peerRows({ collab: [withPeer({ ageMs: 20_000 })] }, NOW + 120_000).find(({ label }) => label === 'lab');
  assert.match(later?.description ?? '', /seen 2 min ago/);
});

test('every state has an icon of its own shape', () => {
  const icons = (['fresh', 'late', 'stale', 'gone', 'unknown'] as const).map(
    (freshness) => rowNamed(withPeer({ freshness }), 'lab').icon.name,
  );
  assert.equal(new Set(icons).size, icons.length);
});

test('problems stand below their machine, which is unfolded for them', () => {
  const attic = rowNamed(sharedProject, 'attic');
  assert.equal(attic.expanded, true);
  assert.match(attic.children?.[0]?.spoken ?? '', /^Problem: Its clock is 3 min 10 s behind/);
  assert.match(attic.description ?? '', /1 problem$/);
});

test('a stale view is the first row, and says what to do', () => {
  const [first, second, third] = rowsOf(staleProject);
  assert.equal(first?.label, 'This view is stale');
  assert.match(first?.spoken ?? '', /Look at the network/);
  assert.match(second?.spoken ?? '', /3 records are not delivered/);
  assert.equal(third?.contextValue, ';joining;');
  assert.match(rowNamed(staleProject, 'desk').description ?? '', /unknown, seen 2 min ago/);
});

test('a folder that does not answer is told apart from machines that are gone', () => {
  const health = { ...staleProject.health, state: 'hangs' as const };
  assert.equal(rowsOf({ ...staleProject, health })[0]?.label, 'The shared folder does not answer');
});

test('a machine that main has not confirmed says that it waits', () => {
  const view = { ...sharedProject, role: null, peers: [], requests: [] };
  assert.equal(rowsOf(view)[0]?.label, 'Waiting for main');
});

test('several projects have a group each', () => {
  const other = { ...staleProject, project: 'shop-1234', root: '/home/ana/shop' };
  const groups = peerRows({ collab: [sharedProject, other] }, NOW);
  assert.deepEqual(
    groups.map(({ label, description }) => [label, description]),
    [
      ['notes', 'this machine is main · 3 others'],
      ['shop', 'this machine is worker · 1 other · this view is stale'],
    ],
  );
});

test('requests stand below the machine that they are for, and offer what this machine may do with them', () => {
  const value = (label: string) => rowNamed(sharedProject, label).contextValue;
  assert.equal(value('Which GPU is in there?'), ';request;claimed;cancel;');
  assert.equal(value('May I reboot tonight?'), ';request;open;claim;finish;');
  assert.equal(value('Clean up the scratch disk'), ';request;open;claim;cancel;');
  assert.equal(value('Is the camera there?'), ';request;completed;');
  const anyone = rowNamed(sharedProject, 'Any machine');
  assert.deepEqual(
    anyone.children?.map(({ label }) => label),
    ['Clean up the scratch disk'],
  );
  assert.equal(rowNamed(sharedProject, 'Which GPU is in there?').open?.kind, 'file');
});

test('an observer may claim nothing', () => {
  assert.equal(
    rowNamed({ ...sharedProject, role: 'observer' }, 'Clean up the scratch disk').contextValue,
    ';request;open;cancel;',
  );
});

beforeEach(freshPerson);

interface Sent {
  readonly method: string;
  readonly params: unknown;
}

/** The services as these commands use them; requests are kept instead of sent. */
function stage(view: CollabView | null, answer: unknown): { services: Services; sent: Sent[] } {
  const sent: Sent[] = [];
  const link = {
    request: (method: string, _result: unknown, params: unknown) => {
      sent.push({ method, params });
      return Promise.resolve(answer);
    },
  };
  const overview = { current: { collab: view === null ? [] : [view] } };
  return { services: { link, overview } as unknown as Services, sent };
}

function paramsOf([first]: readonly Sent[]): Record<string, unknown> {
  assert.ok(first);
  return first.params as Record<string, unknown>;
}

const labRow = { target: { kind: 'peer', root: sharedProject.root, machine: 'lab' } };
const requestRow = (id: string) => ({ target: { kind: 'request', root: sharedProject.root, request: id } });

test('a note to the machine of a row is sent as it was written', async () => {
  const { services, sent } = stage(sharedProject, { id: '1', delivery: 'acknowledged' });
  person.words.push('Lunch?');
  await sendNote(services, labRow);
  assert.equal(sent[0]?.method, 'clutch/collab/send');
  const { author, ...params } = paramsOf(sent);
  assert.deepEqual(params, { root: '/home/ana/notes', to: 'lab', kind: 'note', title: '', text: 'Lunch?', needs: [] });
  assert.ok(author);
  assert.deepEqual(person.statuses, ['Sent to lab.']);
});

test('from the palette the machine is chosen, and Escape sends nothing', async () => {
  const { services, sent } = stage(sharedProject, { id: '1', delivery: 'kept' });
  await sendNote(services, undefined);
  assert.equal(sent.length, 0);
  person.picks.push((items) => items.find(({ label }) => label === 'All machines'));
  person.words.push('Lunch?');
  await sendNote(services, undefined);
  assert.equal(Reflect.get(Object(sent[0]?.params), 'to'), 'all');
  assert.match(person.statuses[0] ?? '', /Kept on this machine/);
});

test('a request has a kind, a title and words', async () => {
  const { services, sent } = stage(sharedProject, { id: '1', delivery: 'acknowledged' });
  person.picks.push((items) => items.find(({ label }) => label === 'Inspect'));
  person.words.push('Disk', 'How full is the disk?');
  await sendRequest(services, labRow);
  const { kind, title, text } = paramsOf(sent);
  assert.deepEqual([kind, title, text], ['inspect', 'Disk', 'How full is the disk?']);
});

test('in a workspace that is not trusted nothing is sent', async () => {
  const { services, sent } = stage(sharedProject, {});
  person.trusts = false;
  await assert.rejects(sendNote(services, labRow), /not trusted/);
  await assert.rejects(decideRequest('claim')(services, requestRow('r3')), /not trusted/);
  assert.equal(sent.length, 0);
});

test('a claim that main has not decided is said, one that is ours is silent', async () => {
  const undecided = stage(sharedProject, request('r2', { to: 'all' }));
  await decideRequest('claim')(undecided.services, requestRow('r2'));
  assert.match(person.messages[0] ?? '', /Main has not said yet whose/);
  const ours = stage(sharedProject, request('r2', { to: 'all', claimedBy: 'desk' }));
  await decideRequest('claim')(ours.services, requestRow('r2'));
  assert.equal(person.messages.length, 1);
});

test('finishing asks how it ended and what came of it; what is over cannot be finished', async () => {
  const { services, sent } = stage(sharedProject, request('r3'));
  person.picks.push((items) => items.find(({ label }) => label === 'Blocked'));
  person.words.push('The update runs.');
  await decideRequest('finish')(services, requestRow('r3'));
  const { status, text } = paramsOf(sent);
  assert.deepEqual([status, text], ['blocked', 'The update runs.']);
  await assert.rejects(decideRequest('finish')(services, requestRow('r4')), /is completed, so this cannot be done/);
});

test('a window over SSH is opened where an extension can, at the folder that the person says', async () => {
  const { services } = stage(sharedProject, {});
  await assert.rejects(openOverSsh(services, labRow), /No extension for windows over SSH.*ssh ana@lab/);
  person.extensions.add('ms-vscode-remote.remote-ssh');
  person.words.push('/srv/notes');
  await openOverSsh(services, labRow);
  const [command, uri] = person.executed[0] ?? [];
  assert.equal(command, 'vscode.openFolder');
  assert.deepEqual(
    { ...Object(uri), toString: null },
    { scheme: 'vscode-remote', authority: 'ssh-remote+ana@lab', path: '/srv/notes', toString: null },
  );
  assert.equal(person.boxes[0]?.value, '/home/ana/notes');
});

for (const host of ['-oProxyCommand=x', 'a b', 'lab/../x', 'lab+y', 'ana@-lab', '']) {
  test(`a machine that says that it is reached at “${host}” is refused`, async () => {
    person.extensions.add('ms-vscode-remote.remote-ssh');
    person.words.push('/srv/notes');
    const { services } = stage(withPeer({ ssh: host }), {});
    await assert.rejects(openOverSsh(services, labRow), /which is no host/);
    assert.deepEqual(person.executed, []);
  });
}

test('the id of a machine is copied; of one that is gone from the list that is said', async () => {
  const { services } = stage(sharedProject, {});
  await copyPeerId(services, labRow);
  assert.deepEqual(person.copied, ['lab']);
  await assert.rejects(copyPeerId(stage(null, {}).services, labRow), /takes part no more/);
});
