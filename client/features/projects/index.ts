import { EventEmitter, workspace } from 'vscode';
import type { Feature } from '../../services.ts';
import { registerCommands } from '../../ui/commands.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { createOverviewTree } from '../../ui/tree-view.ts';
import { newPlan } from './commands/new-plan.ts';
import { openTranscript } from './commands/open-transcript.ts';
import { copyProjectPath, openProject, openProjectSettings, revealProject } from './commands/project-row.ts';
import { attachProject, detachProject } from './commands/registration.ts';
import { projectsManifest } from './manifest.ts';
import { createPlanPanels } from './plan-panel.ts';
import { sessionsRow, sessionsRowId } from './session-rows.ts';
import { createSessionStore } from './session-store.ts';
import { createStandingStore } from './standing-store.ts';
import { projectRows } from './tree.ts';

/** Project → warnings, plans with their phases, the agent sessions of a project, and the page that makes a new plan. */
export const projects: Feature = (services) => {
  const { overview } = services;
  const panels = createPlanPanels(services);
  const sessions = createSessionStore(services);
  const standings = createStandingStore(services);
  const changes = new EventEmitter<void>();
  const changed = (): void => changes.fire();
  return disposeAll(
    registerCommands(services, projectsManifest, {
      'clutch.newPlan': newPlan(panels),
      'clutch.openTranscript': openTranscript,
      'clutch.attachProject': attachProject(standings),
      'clutch.detachProject': detachProject(standings),
      'clutch.openProject': openProject,
      'clutch.revealProject': revealProject,
      'clutch.copyProjectPath': copyProjectPath,
      'clutch.openProjectSettings': openProjectSettings,
    }),
    sessions,
    standings,
    changes,
    sessions.onChanged(changed),
    standings.onChanged(changed),
    workspace.onDidGrantWorkspaceTrust(changed),
    createOverviewTree({
      view: 'clutch.projects',
      overview,
      rows: (shown, now) =>
        projectRows(shown, {
          standings: standings.current,
          isTrusted: workspace.isTrusted,
          below: (project) => [sessionsRow(project, sessions.of(project.root), now)],
        }),
      alsoOn: changes.event,
      onVisible: standings.show,
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
