import type { NodeIcon } from './tree-node.ts';

const green = 'testing.iconPassed';
const red = 'testing.iconFailed';
const blue = 'charts.blue';
const yellow = 'charts.yellow';

const icons = {
  completed: { name: 'pass-filled', color: green },
  done: { name: 'pass-filled', color: green },
  running: { name: 'play-circle', color: blue },
  'in-progress': { name: 'play-circle', color: blue },
  in_progress: { name: 'play-circle', color: blue },
  in_review: { name: 'eye', color: blue },
  working: { name: 'play-circle', color: blue },
  silent: { name: 'watch', color: yellow },
  gone: { name: 'debug-disconnect', color: red },
  waiting: { name: 'bell-dot', color: yellow },
  blocked: { name: 'circle-slash', color: yellow },
  failed: { name: 'error', color: red },
  paused: { name: 'debug-pause' },
  stopped: { name: 'debug-stop' },
  deferred: { name: 'debug-step-over' },
  skipped: { name: 'debug-step-over' },
  pending: { name: 'circle-large-outline' },
  ready: { name: 'circle-large-outline' },
  backlog: { name: 'circle-small' },
  unknown: { name: 'question' },
} as const satisfies Record<string, NodeIcon>;

export type StatusName = keyof typeof icons;

/** The icon of a status. Its shape says the same as its colour. */
export const statusIcon = (status: StatusName): NodeIcon => icons[status];

/** A status as a person reads it: `in progress`. */
export const statusWords = (status: StatusName): string => status.replaceAll(/[-_]/g, ' ');
