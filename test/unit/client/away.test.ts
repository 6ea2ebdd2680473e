/** What the away plan's commands ask of a person before anything is armed, with a stand-in for VS Code. */
import '../../helpers/vscode-stub/register.ts';
import { beforeEach, test } from 'node:test';
import assert from 'node:assert/strict';
import type { AwayView } from '#schemas/protocol/away.ts';
import { FromAway } from '#schemas/webview/away.ts';
import { applyAwayDelta, awayDelta } from '#schemas/webview/away-delta.ts';
import type { Services } from '../../../client/services.ts';
import { freshPerson, person } from '../../helpers/vscode-stub/vscode.ts';
import { draftPlan, endedChange, readyPlan, stateOfPlan, viewOfPlan } from '../../helpers/webview/away-fixtures.ts';

const { armAwayPlan } = await import('../../../client/features/away/commands/arm.ts');
const { disarmAwayPlan } = await import('../../../client/features/away/commands/disarm.ts');

beforeEach(() => void freshPerson());

function stageOf(...views: readonly AwayView[]) {
  const sent: { readonly method: string; readonly params: unknown }[] = [];
  const merged: string[] = [];
  const store = {
    onChanged: () => ({ dispose: () => {} }),
    projects: () => views.map(({ project, name }) => ({ root: project, name: name ?? '' })),
    view: (root: string) => views.find(({ project }) => project === root),
    merge: (root: string) => void merged.push(root),
    refresh: () => {},
    dispose: () => {},
  };
  const link = {
    request: (method: string, _shape: unknown, params: { readonly project: string }) => {
      sent.push({ method, params });
      return Promise.resolve(views.find(({ project }) => project === params.project));
    },
  };
  return { sent, merged, store, services: { link } as unknown as Services };
}

test('arming shows what is allowed, asked and denied with its limits, and the first row arms nothing', async () => {
  const view = await viewOfPlan(readyPlan);
  const { sent, store, services } = stageOf(view);
  person.picks.push((rows) => rows[0]);
  await armAwayPlan(store)(services, undefined);
  assert.deepEqual(
    sent.map(({ method }) => method),
    ['clutch/away/show'],
  );
  const words = person.lists[0]?.map(({ label }) => label) ?? [];
  assert.match(words[0] ?? '', /Cancel/);
  assert.ok(words.includes('$(check) npm test') && words.includes('$(question) git push'));
  assert.ok(words.includes('12 USD at most') && words.includes('Stops after 2 failures in a row'));
  assert.match(words.at(-1) ?? '', /Arm this plan/);
});

test('the row that arms confirms exactly the text that was shown; leaving arms nothing', async () => {
  const view = await viewOfPlan(readyPlan);
  const { sent, merged, store, services } = stageOf(view);
  await armAwayPlan(store)(services, { project: '/projects/shop' });
  person.picks.push((rows) => rows.at(-1));
  await armAwayPlan(store)(services, { project: '/projects/shop' });
  assert.deepEqual(sent.at(-1), {
    method: 'clutch/away/arm',
    params: { project: '/projects/shop', confirm: view.hash },
  });
  assert.equal(sent.length, 3);
  assert.equal(merged.at(-1), '/projects/shop');
});

test('what cannot be armed any more is not, and an untrusted workspace arms nothing', async () => {
  const now = await viewOfPlan(draftPlan);
  const { store, services } = stageOf({ ...now, state: 'draft' });
  const before = { ...store, view: () => ({ ...now, state: 'ready' as const }) };
  await assert.rejects(armAwayPlan(before)(services, undefined), /objective is still to be written/);
  person.trusts = false;
  await assert.rejects(armAwayPlan(before)(services, undefined), /not trusted/);
});

test('of several armed plans the person picks the one to disarm', async () => {
  const one = await viewOfPlan(readyPlan, endedChange);
  const { sent, store, services } = stageOf(one, { ...one, project: '/projects/other' });
  person.picks.push((rows) => rows[1]);
  await disarmAwayPlan(store)(services, undefined);
  assert.deepEqual(sent, [{ method: 'clutch/away/disarm', params: { project: '/projects/other', why: null } }]);
});

test('a command for a project that the window does not have touches no other one', async () => {
  const { sent, store, services } = stageOf(await viewOfPlan(readyPlan));
  await assert.rejects(armAwayPlan(store)(services, { project: '/projects/gone' }), /no project of this window/);
  assert.deepEqual(sent, []);
});

test('a delta carries the parts that changed, and turns the state before into the state after', async () => {
  const before = await stateOfPlan(draftPlan);
  const after = await stateOfPlan(readyPlan, { trusted: false, now: before.now + 1 });
  const changes = awayDelta(before, after);
  assert.ok(changes);
  assert.deepEqual(Object.keys(changes).toSorted(), ['away', 'form', 'now', 'trusted']);
  assert.deepEqual(applyAwayDelta(before, changes), after);
  assert.deepEqual(applyAwayDelta(after, { form: null, away: null }), { ...after, form: null, away: null });
  assert.equal(awayDelta(before, { ...before, now: before.now + 1 }), null);
});

test('a page can ask only for what the host knows', () => {
  assert.ok(FromAway.safeParse({ type: 'arm' }).success);
  for (const message of [
    null,
    { type: 'exec' },
    { type: 'edit', id: 1, field: 'title', base: '', value: '' },
    { type: 'reveal', line: 0 },
    { type: 'try', id: 1, kind: 'command', action: '' },
  ]) {
    assert.ok(!FromAway.safeParse(message).success, JSON.stringify(message));
  }
});
