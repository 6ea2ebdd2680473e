import type { Feature } from '../../services.ts';
import { registerCommands } from '../../ui/commands.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { createOverviewTree } from '../../ui/tree-view.ts';
import { newPlan } from './commands/new-plan.ts';
import { projectsManifest } from './manifest.ts';
import { createPlanPanels } from './plan-panel.ts';
import { projectRows } from './tree.ts';

/** Project → plan → phases, and the page that makes a new plan. */
export const projects: Feature = (services) => {
  const panels = createPlanPanels(services);
  return disposeAll(
    registerCommands(services, projectsManifest, { 'clutch.newPlan': newPlan(panels) }),
    createOverviewTree({ view: 'clutch.projects', overview: services.overview, rows: projectRows }),
    panels,
  );
};
