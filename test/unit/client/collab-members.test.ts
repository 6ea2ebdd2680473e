/** What sharing and deciding about members ask of a person, with a stand-in for VS Code and for the server. */
import '../../helpers/vscode-stub/register.ts';
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { CollabView, JoinRequest } from '#schemas/protocol/collab.ts';
import type { Services } from '../../../client/services.ts';
import { freshPerson, person } from '../../helpers/vscode-stub/vscode.ts';

const { joinProject } = await import('../../../client/features/collab/commands/join.ts');
const { inviteMachine, shareProject } = await import('../../../client/features/collab/commands/share.ts');
const { confirmMachine, decideJoin, revokeMachine } =
  await import('../../../client/features/collab/commands/members.ts');

const asks: JoinRequest = {
  machine: 'bo-1',
  name: 'bo',
  role: 'worker',
  capabilities: [],
  fingerprint: 'aaaa-bbbb',
  at: 1,
} as const;
const view: CollabView = {
  project: 'shop-1',
  root: '/shop',
  at: 0,
  transport: 'file',
  place: '/share',
  class: 'unknown',
  health: { state: 'ok', text: '', since: 0, undelivered: 0 },
  role: 'main',
  main: 'ada-1',
  peers: [],
  joining: [asks],
  requests: [],
  timeline: [],
  problems: [],
};

interface Sent {
  readonly method: string;
  readonly params: object;
}

function serverWith(shared: readonly CollabView[]): { services: Services; sent: Sent[] } {
  const sent: Sent[] = [];
  const answers: Record<string, object> = {
    'clutch/collab': { projects: shared },
    'clutch/collab/share': { view, recoveryCode: 'code-code' },
    'clutch/collab/invite': { code: 'once-once', expiresAt: 0, file: '' },
    'clutch/collab/join': { view: { ...view, role: null }, fingerprint: 'cccc-dddd' },
    'clutch/collab/membership': { view },
  };
  const request = (method: string, _shape: unknown, params: object): Promise<unknown> => {
    if (method !== 'clutch/collab') sent.push({ method, params });
    return Promise.resolve(answers[method]);
  };
  return { services: { link: { request } } as unknown as Services, sent };
}

const first = <T>([item]: readonly T[]): T | undefined => item;
const second = <T>([, item]: readonly T[]): T | undefined => item;
const row = (kind: string) => ({ target: { kind, root: '/shop', machine: 'bo-1' } });
const decided = (verb: string, more: object = {}): Sent => ({
  method: 'clutch/collab/membership',
  params: { verb, root: '/shop', machine: 'bo-1', ...more },
});

beforeEach(() => {
  freshPerson();
  person.folders.push('/shop');
});

void test('the recovery code stays until the person says that they have it', async () => {
  const { services, sent } = serverWith([]);
  person.picks.push(second);
  person.words.push('nats://host:4222');
  person.presses.add('I Have Written It Down');
  await shareProject(services, undefined);
  const params = { root: '/shop', place: { nats: 'nats://host:4222' } };
  assert.deepEqual(sent, [{ method: 'clutch/collab/share', params }]);
  assert.equal(person.messages[0], 'Recovery code');
});

void test('an invitation’s code is shown, and copied where the person wants it', async () => {
  const { services } = serverWith([view]);
  person.presses.add('Copy');
  await inviteMachine(services, undefined);
  assert.match(person.messages.join(), /once-once/);
  assert.deepEqual(person.copied, ['once-once']);
  await assert.rejects(inviteMachine(serverWith([]).services, undefined), /main of no project/);
});

void test('joining asks for the code and the role, and shows what main has to see too', async () => {
  const { services, sent } = serverWith([]);
  person.picks.push(second, second);
  person.words.push('nats://host:4222', ' once-once ');
  await joinProject(services, undefined);
  assert.equal(sent.length, 1);
  assert.deepEqual(
    { ...sent[0]?.params, name: null },
    {
      root: '/shop',
      place: { nats: 'nats://host:4222' },
      code: 'once-once',
      role: 'observer',
      name: null,
      capabilities: [],
      slots: null,
    },
  );
  assert.match(person.messages.join(), /cccc-dddd/);
});

void test('a machine is let in by a person who was asked, in the role that they chose', async () => {
  const { services, sent } = serverWith([view]);
  await confirmMachine(services, row('joining'));
  assert.deepEqual(sent, [], 'who only closes the question has decided nothing');
  person.presses.add('Let In as Observer');
  await confirmMachine(services, row('joining'));
  person.picks.push(first);
  person.presses.clear();
  person.presses.add('Reject');
  await decideJoin(services, undefined);
  assert.deepEqual(sent, [decided('confirm', { role: 'observer' }), decided('reject')]);
});

void test('a machine is revoked only by who is sure, on a row, in a trusted workspace', async () => {
  const { services, sent } = serverWith([view]);
  await revokeMachine(services, row('peer'));
  assert.deepEqual(sent, []);
  person.presses.add('Revoke');
  await revokeMachine(services, row('peer'));
  assert.deepEqual(sent, [decided('revoke')]);
  await assert.rejects(revokeMachine(services, undefined), /Choose a machine in Peers/);
  person.trusts = false;
  await assert.rejects(revokeMachine(services, row('peer')), /not trusted/);
});
