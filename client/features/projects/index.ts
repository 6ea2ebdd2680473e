import type { Feature } from '../../services.ts';
import { registerCommands } from '../../ui/commands.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { createOverviewTree } from '../../ui/tree-view.ts';
import { newPlan } from './commands/new-plan.ts';
import { projectsManifest } from './manifest.ts';
import { projectRows } from './tree.ts';

/** Project → plan → phases. */
export const projects: Feature = (services) =>
  disposeAll(
    registerCommands(services, projectsManifest, { 'clutch.newPlan': newPlan }),
    createOverviewTree({ view: 'clutch.projects', overview: services.overview, rows: projectRows }),
  );
