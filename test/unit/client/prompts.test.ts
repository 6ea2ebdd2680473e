/** Which prompt is opened, with a stand-in for VS Code. */
import '../../helpers/vscode-stub/register.ts';
import { beforeEach, test } from 'node:test';
import assert from 'node:assert/strict';
import type { Overview, ProjectView } from '#schemas/protocol/overview.ts';
import { ListPromptsMethod, ShowPromptParams, type ListedPrompt } from '#schemas/protocol/prompts.ts';
import type { Services } from '../../../client/services.ts';
import { freshPerson, person } from '../../helpers/vscode-stub/vscode.ts';
import { monitorStates } from '../../helpers/webview/run-fixtures.ts';

const { showPrompt, showPromptOfWorkstream } = await import('../../../client/features/prompts/commands/show.ts');
const { listedWords, promptWords } = await import('../../../client/features/prompts/prompt-words.ts');

const { run } = monitorStates.debugging;
assert.ok(run);

const listed = (name: ListedPrompt['name'], change: Partial<ListedPrompt> = {}): ListedPrompt => {
  const about = { aliases: [], description: 'For a test.', version: '2 a1b2c3', source: 'bundled', problem: null };
  return { name, ...about, planned: true, variables: [], ...change };
};

const project = (name: string): ProjectView => {
  const phase = { id: '2', title: 'Search', line: 52, prp: null, status: 'unknown' as const };
  const prds = [{ path: 'PRDs/PRD-notes.md', title: 'Notes', phases: [phase] }];
  return { id: name, name, root: `/home/ana/${name}`, problem: null, prds };
};

const asked: { readonly method: string; readonly params: unknown }[] = [];

function servicesOf(projects: readonly ProjectView[]): Services {
  const current: Overview = { projects: [...projects], runs: [run ?? assert.fail()], peers: [], collab: [] };
  const request = (method: string, _result: unknown, params: unknown) => {
    asked.push({ method, params });
    return Promise.resolve([listed('executor'), listed('reviewer', { planned: false })]);
  };
  const overview = { current, run: (id: string) => current.runs.find((one) => one.id === id) };
  return { overview, link: { request } } as unknown as Services;
}

beforeEach(() => {
  freshPerson();
  asked.length = 0;
});

/** The address that was opened: what its tab says, and which prompt it asks for. */
function opened(): { name: string; params: ShowPromptParams } {
  const [command, uri] = person.executed.at(-1) ?? [];
  assert.equal(command, 'vscode.open');
  const { scheme, path, query } = uri as { scheme: string; path: string; query: string };
  assert.equal(scheme, 'clutch-prompt');
  return { name: path, params: ShowPromptParams.parse(JSON.parse(query)) };
}

test('the prompt of a row is that of its workstream in its run', async () => {
  const target = { kind: 'workstream', run: run.id, phase: '2', workstream: 'a/b' };
  await showPromptOfWorkstream(servicesOf([]), { target });
  const { name, params } = opened();
  assert.equal(name, '/Prompt of a-b, phase 2.md');
  const where = { target: run.project.root, planned: false, phase: '2', workstream: 'a/b', run: run.id };
  assert.deepEqual(params, { prompt: null, ...where });
});

test('from the palette a prompt is shown with the values of the phase that is picked', async () => {
  person.picks.push(
    ([first]) => first,
    ([first]) => first,
  );
  await showPrompt(servicesOf([project('notes')]), undefined);
  assert.deepEqual(asked, [{ method: ListPromptsMethod, params: { project: '/home/ana/notes' } }]);
  const target = '/home/ana/notes/PRDs/PRD-notes.md';
  assert.deepEqual(opened().params, {
    prompt: 'executor',
    target,
    planned: true,
    phase: '2',
    workstream: null,
    run: null,
  });
});

test('sample values are offered, and are all that there is for roles outside of a plan', async () => {
  person.picks.push(
    ([first]) => first,
    (items) => items.at(-1),
  );
  await showPrompt(servicesOf([project('notes')]), undefined);
  assert.equal(opened().params.planned, false);
  person.lists.length = 0;
  person.picks.push((items) => items.find(({ label }) => label === 'reviewer'));
  await showPrompt(servicesOf([project('notes')]), undefined);
  assert.equal(person.lists.length, 1);
  assert.equal(opened().params.prompt, 'reviewer');
});

test('of several projects one is picked, without any it is said, and Escape opens nothing', async () => {
  person.picks.push(
    (items) => items[1],
    ([first]) => first,
    ([first]) => first,
  );
  await showPrompt(servicesOf([project('notes'), project('shop')]), undefined);
  assert.match(opened().params.target, /^\/home\/ana\/shop\//);
  person.executed.length = 0;
  await showPrompt(servicesOf([project('notes')]), undefined);
  await showPrompt(servicesOf([]), undefined);
  assert.deepEqual(person.executed, []);
  assert.deepEqual(person.messages, ['There is no project in this window.']);
});

test('a prompt says what it is, and one that cannot be used says why', () => {
  const shown = { template: 'executor', version: '2 a1b2c3', text: '', project: '/p' } as const;
  const session = 'executor-api of phase 2';
  assert.equal(
    promptWords({ ...shown, source: 'bundled', kind: 'ahead', session }),
    'executor@2 (a1b2c3) · bundled · as it would be sent to executor-api of phase 2',
  );
  assert.equal(
    promptWords({ ...shown, source: null, kind: 'sent', session }),
    'executor@2 (a1b2c3) · as it was sent to executor-api of phase 2',
  );
  assert.equal(listedWords(listed('qa', { version: null, problem: 'qa.md:1: no.' })), 'qa.md:1: no.');
});
