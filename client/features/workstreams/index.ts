import type { Feature } from '../../services.ts';
import { createOverviewTree } from '../../ui/tree-view.ts';
import { workstreamRows } from './tree.ts';

/** Run → phase → workstreams and receipts. */
export const workstreams: Feature = ({ overview }) =>
  createOverviewTree({
    view: 'clutch.workstreams',
    overview,
    rows: workstreamRows,
    badge: ({ runs }) => {
      const value = runs.filter(({ status }) => status === 'waiting').length;
      return value === 0
        ? undefined
        : { value, tooltip: value === 1 ? '1 run waits for you' : `${value} runs wait for you` };
    },
  });
