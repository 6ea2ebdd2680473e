import type { Feature } from '../../services.ts';
import { createOverviewTree } from '../../ui/tree-view.ts';
import { taskRows } from './tree.ts';

/** All tasks of the window's projects, by status. */
export const tasks: Feature = ({ overview }) => createOverviewTree({ view: 'clutch.tasks', overview, rows: taskRows });
