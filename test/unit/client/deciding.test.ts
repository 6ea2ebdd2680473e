/** What commands ask of a person before anything is sent, with a stand-in for VS Code. */
import '../../helpers/vscode-stub/register.ts';
import { beforeEach, test } from 'node:test';
import assert from 'node:assert/strict';
import type { Overview } from '#schemas/protocol/overview.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { OverviewStore } from '../../../client/overview-store.ts';
import type { Services } from '../../../client/services.ts';
import { freshPerson, person } from '../../helpers/vscode-stub/vscode.ts';
import { monitorStates, signal } from '../../helpers/webview/run-fixtures.ts';

const { answer, answerWith, openSignal } = await import('../../../client/features/needs-you/commands/answer.ts');
const { steerAny, steerRow } = await import('../../../client/features/workstreams/commands/steer.ts');
const { showContractDifferences } = await import('../../../client/features/workstreams/commands/contracts.ts');
const { resumeRunWith } = await import('../../../client/features/runs/commands/resume.ts');
const { announceRuns } = await import('../../../client/features/runs/announce.ts');

interface Stage {
  readonly run: RunView;
  readonly services: Services;
  readonly sent: { readonly method: string; readonly params: unknown }[];
  change(run: RunView): void;
}

const found = (name: string) => ({ name, title: name, source: 'PATH', problem: null });

/** The services as commands use them; requests are kept instead of sent. */
function stageOf(run: RunView | null): Stage {
  assert.ok(run);
  const sent: Stage['sent'] = [];
  const listeners = new Set<(overview: Overview) => void>();
  let current: Overview = { projects: [], runs: [run], peers: [], collab: [] };
  const overview: OverviewStore = {
    get current() {
      return current;
    },
    onChanged: (listener) => {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
    run: (id) => current.runs.find((one) => one.id === id),
    merge: () => {},
    watchCollab: () => ({ dispose: () => {} }),
    dispose: () => {},
  };
  const link = {
    request: (method: string, _result: unknown, params: unknown) => {
      if (method === 'clutch/agents/list')
        return Promise.resolve({ agents: ['other-agent', 'third-agent'].map(found) });
      sent.push({ method, params });
      return Promise.resolve(run);
    },
  };
  const change = (next: RunView): void => {
    current = { ...current, runs: [next] };
    for (const listener of listeners) listener(current);
  };
  return { run, sent, change, services: { overview, link } as unknown as Services };
}

const named =
  (label: RegExp) =>
  <T extends { readonly label: string }>(items: readonly T[]): T | undefined =>
    items.find((item) => label.test(item.label));
const rowOf = (run: RunView, id: string) => ({ target: { kind: 'signal', run: run.id, signal: id } });
const workstreamOf = (run: RunView, workstream: string) => ({
  target: { kind: 'workstream', run: run.id, phase: '2', workstream },
});

beforeEach(freshPerson);

test('“Answer…” lists what waits, then the answers; a bare Enter reads the details and answers nothing', async () => {
  const { run, services, sent } = stageOf(monitorStates.ownership.run);
  person.picks.push(
    (items) => items[0],
    (items) => items[0],
  );
  await answer(services, undefined);
  assert.deepEqual(
    person.lists[0]?.map(({ label }) => label),
    ['Phase 2, api', 'executor-docs, phase 2'],
  );
  assert.deepEqual(person.documents, [`/${run.id}/signal-s1.md`]);
  assert.deepEqual(sent, []);
});

test('an answer that needs no words is sent as it was chosen', async () => {
  const { run, services, sent } = stageOf(monitorStates.ownership.run);
  person.picks.push(named(/^Undo these changes$/));
  await answer(services, rowOf(run, 's1'));
  assert.deepEqual(sent, [
    { method: 'clutch/run/answer', params: { run: run.id, signal: 's1', option: 'drop', text: null } },
  ]);
});

test('an answer that needs a reason asks for it, refuses an empty one, and Escape sends nothing', async () => {
  const { run, services, sent } = stageOf(monitorStates.ownership.run);
  await answerWith('skip')(services, rowOf(run, 's2'));
  person.words.push('   ');
  await answerWith('skip')(services, rowOf(run, 's2'));
  assert.equal(person.boxes.length, 2);
  assert.ok(person.boxes[0]?.validateInput(' '));
  assert.deepEqual(sent, []);
  person.words.push(' Not in this release. ');
  await answerWith('skip')(services, rowOf(run, 's2'));
  const params = { run: run.id, signal: 's2', option: 'skip', text: 'Not in this release.' };
  assert.deepEqual(sent, [{ method: 'clutch/run/answer', params }]);
});

test('a row gives only answers that its signal offers, and only while it is open', async () => {
  const { run, services, sent, change } = stageOf(monitorStates.ownership.run);
  await assert.rejects(answerWith('accept')(services, rowOf(run, 's1')), /not asked any more/);
  change({ ...run, signals: [] });
  await assert.rejects(answerWith('allow')(services, rowOf(run, 's1')), /not asked any more/);
  await assert.rejects(answerWith('allow')(services, undefined), /not asked any more/);
  assert.deepEqual(sent, []);
});

test('news is dismissed, and a click on it reads it', async () => {
  const { run, services, sent } = stageOf(monitorStates.team.run);
  await openSignal(services, rowOf(run, 'n1'));
  assert.deepEqual([person.documents, sent], [[`/${run.id}/signal-n1.md`], []]);
  await answerWith('dismiss')(services, rowOf(run, 'n1'));
  assert.deepEqual(sent[0]?.params, { run: run.id, signal: 'n1', option: 'dismiss', text: null });
});

test('in a workspace that is not trusted signals can be read and nothing can be decided', async () => {
  const { run, services, sent } = stageOf(monitorStates.ownership.run);
  person.trusts = false;
  await openSignal(services, rowOf(run, 's1'));
  assert.deepEqual(person.documents, [`/${run.id}/signal-s1.md`]);
  for (const attempt of [
    answer(services, undefined),
    answerWith('drop')(services, rowOf(run, 's1')),
    steerRow('skip')(services, workstreamOf(run, 'api')),
    steerAny(services, undefined),
    resumeRunWith(services, undefined),
  ]) {
    await assert.rejects(attempt, /not trusted/);
  }
  assert.deepEqual(sent, []);
});

test('skipping and deferring ask why; another runtime is asked for by name', async () => {
  const { run, services, sent } = stageOf(monitorStates.team.run);
  const about = { run: run.id, phase: '2', workstream: 'index' };
  await steerRow('defer')(services, workstreamOf(run, 'index'));
  assert.deepEqual(sent, []);
  person.words.push('Later.');
  await steerRow('defer')(services, workstreamOf(run, 'index'));
  person.picks.push(named(/^other-agent$/));
  await steerRow('retry', true)(services, workstreamOf(run, 'index'));
  await steerRow('pause')(services, { target: { kind: 'phase', run: run.id, phase: '2' } });
  assert.deepEqual(
    sent.map(({ params }) => params),
    [
      { ...about, verb: 'defer', text: 'Later.', runtime: null },
      { ...about, verb: 'retry', text: null, runtime: 'other-agent' },
      { ...about, workstream: null, verb: 'pause', text: null, runtime: null },
    ],
  );
});

test('what is over cannot be steered', async () => {
  const { run, services, sent } = stageOf(monitorStates.limited.run);
  await assert.rejects(steerRow('retry')(services, workstreamOf(run, 'api')), /cannot be done any more/);
  const landed = { target: { kind: 'phase', run: run.id, phase: '1' } };
  await assert.rejects(steerRow('pause')(services, landed), /cannot be done any more/);
  assert.deepEqual(sent, []);
});

test('from the palette everything that can be steered is listed, and only what is valid for it', async () => {
  const { services, sent } = stageOf(monitorStates.team.run);
  person.picks.push(named(/docs of phase 2/), named(/^Pause$/));
  await steerAny(services, undefined);
  assert.deepEqual(
    person.lists[1]?.map(({ label }) => label),
    ['Pause', 'Skip…', 'Defer…'],
  );
  assert.equal(
    person.lists[0]?.some(({ label }) => /phase 1/.test(label)),
    false,
  );
  assert.equal(sent.length, 1);
});

test('a run goes on with another runtime', async () => {
  const { run, services, sent } = stageOf(monitorStates.paused.run);
  person.picks.push(named(/^third-agent$/));
  await resumeRunWith(services, undefined);
  const params = { run: run.id, project: run.project.root, runtime: 'third-agent', consent: 'workspace' };
  assert.deepEqual(sent, [{ method: 'clutch/run/resume', params }]);
});

test('differences of contracts open side by side', async () => {
  const { run, services } = stageOf(monitorStates.debugging.run);
  const target = { kind: 'comparison', run: run.id, phase: '2', from: 'index', to: 'api' };
  await showContractDifferences(services, { target });
  const [command, published, consumed, title] = person.executed[0] ?? [];
  assert.equal(command, 'vscode.diff');
  const folder = `clutch:/${run.id}/phase-2/index-to-api`;
  assert.deepEqual([String(published), String(consumed)], [`${folder}/published.txt`, `${folder}/consumed.txt`]);
  assert.match(String(title), /index → api/);
});

test('what waits is announced once, in one message, and what is only told never', () => {
  const { run, services, change } = stageOf(monitorStates.ownership.run);
  announceRuns(services.overview);
  change(run);
  change({ ...run, updatedAt: run.updatedAt + 1 });
  assert.deepEqual(person.messages, ['2 things need you in PRD-notes.']);
  const question = signal('s3', { kind: 'question', from: 'executor-api', text: 'Which one?' });
  change({ ...run, signals: [...run.signals, question, signal('n1', { kind: 'fyi' })] });
  assert.deepEqual(person.messages.slice(1), ['executor-api, phase 2: Which one?']);
});

test('a limit that stops a run is announced; a stop that the person asked for is not', () => {
  for (const [over, said] of [
    [{ status: 'stopped', outcome: null }, 0],
    [{ status: 'paused' }, 0],
    [{ status: 'stopped', outcome: monitorStates.limited.run?.outcome ?? null, reason: 'The cap is reached.' }, 1],
    [{ status: 'failed', reason: 'A bug.' }, 1],
    [{ status: 'completed' }, 1],
  ] satisfies [Partial<RunView>, number][]) {
    freshPerson();
    const { run, services, change } = stageOf(monitorStates.running.run);
    announceRuns(services.overview);
    change(run);
    change({ ...run, ...over });
    assert.equal(person.messages.length, said, JSON.stringify(over));
  }
});
