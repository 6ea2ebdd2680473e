import type { Feature } from '../../services.ts';
import { registerCommands } from '../../ui/commands.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { createOverviewTree } from '../../ui/tree-view.ts';
import { newPlan } from './commands/new-plan.ts';
import { openTranscript } from './commands/open-transcript.ts';
import { projectsManifest } from './manifest.ts';
import { createPlanPanels } from './plan-panel.ts';
import { sessionsRow, sessionsRowId } from './session-rows.ts';
import { createSessionStore } from './session-store.ts';
import { projectRows } from './tree.ts';

/** Project → plan → phases, the agent sessions of a project, and the page that makes a new plan. */
export const projects: Feature = (services) => {
  const { overview } = services;
  const panels = createPlanPanels(services);
  const sessions = createSessionStore(services);
  return disposeAll(
    registerCommands(services, projectsManifest, {
      'clutch.newPlan': newPlan(panels),
      'clutch.openTranscript': openTranscript,
    }),
    sessions,
    createOverviewTree({
      view: 'clutch.projects',
      overview,
      rows: (shown, now) => projectRows(shown, (project) => [sessionsRow(project, sessions.of(project.root), now)]),
      alsoOn: sessions.onChanged,
      onShown: (unfolded) =>
        sessions.show(
          (overview.current?.projects ?? [])
            .filter((project) => unfolded.has(sessionsRowId(project)))
            .map(({ root }) => root),
        ),
    }),
    panels,
  );
};
