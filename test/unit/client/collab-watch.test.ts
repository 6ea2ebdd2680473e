import { test } from 'node:test';
import assert from 'node:assert/strict';
import type { CollabView } from '#schemas/protocol/collab.ts';
import type { Overview } from '#schemas/protocol/overview.ts';
import { createCollabWatch } from '../../../client/collab-watch.ts';
import { until } from '../../helpers/processes.ts';
import { sharedProject, staleProject } from '../../helpers/webview/shared-projects.ts';

/** A window that shows these projects, and a server that knows `projects`. */
function stage(shown: readonly CollabView[]) {
  const state = {
    projects: [...shown],
    overview: { projects: [], runs: [], peers: [], collab: [...shown] } as Overview,
    asked: 0,
    refreshed: 0,
    changed: (): void => {},
  };
  type Link = Parameters<typeof createCollabWatch>[0];
  const link = {
    status: { state: 'ready' },
    request: () => {
      state.asked += 1;
      return Promise.resolve({ projects: state.projects });
    },
    onNotification: (_method: string, _shape: unknown, handler: (params: unknown) => void) =>
      (state.changed = () => handler(undefined)),
  } as unknown as Link;
  const watch = createCollabWatch(
    link,
    { warn: (message) => assert.fail(message) },
    {
      current: () => state.overview,
      accept: (next) => (state.overview = next),
      refresh: () => (state.refreshed += 1),
    },
  );
  return { state, watch };
}

test('while nobody looks it is asked seldom, and beats change nothing', async () => {
  const { state, watch } = stage([sharedProject]);
  const before = state.overview;
  state.projects = [{ ...sharedProject, at: sharedProject.at + 1 }];
  for (let one = 0; one < 100; one += 1) state.changed();
  await until(() => state.refreshed === 1, { what: 'the answer is there' });
  assert.equal(state.asked, 1);
  assert.equal(state.overview, before);
  watch.dispose();
});

test('who asks to join, and as what this machine takes part, is shown though nobody looks', async () => {
  const { state, watch } = stage([sharedProject]);
  state.projects = [{ ...sharedProject, joining: staleProject.joining }];
  state.changed();
  await until(() => state.overview.collab[0]?.joining.length === 1, { what: 'who asks to join' });
  watch.dispose();
  const other = stage([sharedProject]);
  other.state.projects = [{ ...sharedProject, role: 'worker' }];
  other.state.changed();
  await until(() => other.state.overview.collab[0]?.role === 'worker', { what: 'the new role' });
  other.watch.dispose();
});

test('when somebody looks it is asked at once, and not any more when they look away', async () => {
  const { state, watch } = stage([sharedProject]);
  const looking = watch.watch();
  await until(() => state.asked === 1, { what: 'it is asked at once when somebody looks' });
  looking.dispose();
  looking.dispose();
  const again = watch.watch();
  again.dispose();
  state.projects = [{ ...sharedProject, at: sharedProject.at + 1 }];
  const shown = state.overview;
  state.changed();
  await until(() => state.asked >= 2, { what: 'it is asked as seldom as before' });
  assert.equal(state.overview, shown);
  watch.dispose();
});

test('many changes are few questions, and the last one is shown', async () => {
  const { state, watch } = stage([sharedProject]);
  watch.watch();
  await until(() => state.asked === 1, { what: 'the first question' });
  state.projects = [{ ...sharedProject, role: 'worker' }];
  for (let one = 0; one < 100; one += 1) state.changed();
  await until(() => state.overview.collab[0]?.role === 'worker', { what: 'the change is shown' });
  assert.equal(state.asked, 2);
  watch.dispose();
});

test('a project that was shared or left meanwhile has the whole overview asked for, once', async () => {
  const { state, watch } = stage([sharedProject]);
  watch.watch();
  await until(() => state.refreshed === 1, { what: 'what it did not know at first' });
  state.projects = [sharedProject, { ...sharedProject, root: '/home/ana/other' }];
  state.changed();
  await until(() => state.refreshed === 2, { what: 'the overview is asked for' });
  assert.deepEqual(
    state.overview.collab.map(({ root }) => root),
    ['/home/ana/notes'],
  );
  state.changed();
  await until(() => state.asked === 3, { what: 'the next question' });
  assert.equal(state.refreshed, 2);
  watch.dispose();
});
