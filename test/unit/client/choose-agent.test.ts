/** What “Choose Agent…” asks of a person, with a stand-in for VS Code and for the server. */
import '../../helpers/vscode-stub/register.ts';
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { AgentView } from '#schemas/protocol/agents.ts';
import type { Services } from '../../../client/services.ts';
import { freshPerson, person } from '../../helpers/vscode-stub/vscode.ts';

const { chooseAgent } = await import('../../../client/features/agents/commands/choose-agent.ts');

const agent = (name: string, changes: Partial<AgentView> = {}): AgentView => ({
  name,
  title: name,
  kind: 'acp',
  source: 'PATH',
  program: `/bin/${name}`,
  version: null,
  answers: null,
  problem: null,
  model: null,
  roles: [],
  models: [],
  download: { package: `${name}@1.2.3`, allowed: false },
  login: null,
  homepage: null,
  ...changes,
});

const there = agent('here', { models: ['big', 'small'], roles: [{ role: 'validator', model: null }] });
const missing = agent('missing', { source: null, program: null, problem: 'It was not found.' });
const fetched = agent('fetched', { source: 'npx' });
const strange = agent('strange', { kind: null, source: null });

interface Sent {
  readonly method: string;
  readonly params: { readonly look?: string; readonly names?: readonly string[] };
}

/** A server that knows these agents; those that are greeted answer. */
function serverWith(agents: readonly AgentView[]): { services: Services; sent: Sent[] } {
  const sent: Sent[] = [];
  const request = (method: string, _shape: unknown, params: Sent['params']): Promise<unknown> => {
    sent.push({ method, params });
    if (method === 'clutch/agents/allow') return Promise.resolve({ package: 'missing@1.2.3' });
    if (method === 'clutch/agents/use') return Promise.resolve({ config: '/p/.clutch/config.json', agent: there });
    if (params.look === 'files') return Promise.resolve({ project: '/p', agents });
    const [name] = params.names ?? [];
    if (name === 'broken') return Promise.reject(new Error('The server did not answer.'));
    const found = agents.filter((one) => one.name === name);
    return Promise.resolve({
      project: '/p',
      agents: found.map((one) => ({ ...one, version: '1.0.0', answers: true })),
    });
  };
  const overview = { current: { projects: [{ name: 'p', root: '/p' }] } };
  return { services: { link: { request }, overview } as unknown as Services, sent };
}

const uses = (sent: readonly Sent[]) =>
  sent.filter(({ method }) => method === 'clutch/agents/use').map((one) => one.params);
const pick =
  (label: RegExp) =>
  <T extends { readonly label: string }>(items: readonly T[]): T | undefined =>
    items.find((item) => label.test(item.label));

beforeEach(freshPerson);

test('every agent is listed at once, and what is installed is asked whether it answers', async () => {
  const { services, sent } = serverWith([there, missing, fetched, strange, agent('broken')]);
  await chooseAgent(services, undefined);
  const [first, last] = [person.lists[0], person.lists.at(-1)];
  assert.deepEqual(
    first?.map(({ label }) => label),
    ['$(loading~spin) here', '$(circle-slash) missing', '$(circle-large-outline) fetched', '$(loading~spin) broken'],
  );
  assert.deepEqual(
    last?.map(({ label, description }) => `${label} ${description}`),
    [
      '$(pass) here here · 1.0.0 · answers',
      '$(circle-slash) missing missing · not found',
      '$(circle-large-outline) fetched fetched · is fetched when it starts',
      '$(warning) broken broken · cannot be asked',
    ],
  );
  assert.equal(last?.[3]?.detail, 'The server did not answer.');
  const greeted = sent.flatMap(({ params }) => (params.look === 'greeting' ? params.names : []));
  assert.deepEqual(greeted, ['here', 'broken'], 'opening a list fetches no package');
  assert.deepEqual(uses(sent), []);
});

test('an agent is chosen for every role or for one, with a model or without', async () => {
  const { services, sent } = serverWith([there]);
  person.picks.push(pick(/here/), pick(/Every Role/), pick(/Own Choice/));
  await chooseAgent(services, undefined);
  person.picks.push(pick(/here/), pick(/validator/), pick(/^small$/));
  await chooseAgent(services, undefined);
  person.picks.push(pick(/here/), pick(/research/), pick(/Another/));
  person.words.push(' other/model ');
  await chooseAgent(services, undefined);
  const of = { project: '/p', name: 'here' };
  assert.deepEqual(uses(sent), [
    { ...of, role: null, model: null },
    { ...of, role: 'validator', model: 'small' },
    { ...of, role: 'research', model: 'other/model' },
  ]);
  assert.match(person.messages[0] ?? '', /here has now in this project: validator/);
});

test('Escape anywhere writes nothing', async () => {
  const { services, sent } = serverWith([there]);
  const steps = [pick(/here/), pick(/Every Role/), pick(/Another/)];
  for (let taken = 0; taken <= steps.length; taken += 1) {
    person.picks.splice(0, Infinity, ...steps.slice(0, taken));
    await chooseAgent(services, undefined);
  }
  assert.deepEqual(uses(sent), []);
});

test('a package is named before it is allowed, and nothing is allowed by a no', async () => {
  const { services, sent } = serverWith([missing]);
  const allows = () => sent.filter(({ method }) => method === 'clutch/agents/allow').map(({ params }) => params);
  person.picks.push(pick(/missing/));
  await chooseAgent(services, undefined);
  assert.match(person.messages[0] ?? '', /missing is not installed/);
  assert.deepEqual([allows(), uses(sent)], [[], []]);
  person.picks.push(pick(/missing/), pick(/Every Role/), pick(/Own Choice/));
  person.presses.add('Allow missing@1.2.3');
  await chooseAgent(services, undefined);
  assert.deepEqual(allows(), [{ name: 'missing', allowed: true }]);
  assert.equal(uses(sent).length, 1);
});

test('nothing is asked in a workspace that is not trusted', async () => {
  const { services, sent } = serverWith([there]);
  person.trusts = false;
  await assert.rejects(chooseAgent(services, undefined), /not trusted/);
  assert.deepEqual(sent, []);
});
