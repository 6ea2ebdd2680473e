import { l10n } from 'vscode';
import { capitalised } from './capitalised.ts';
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
  open: { name: 'mail', color: blue },
  claimed: { name: 'play-circle', color: blue },
  cancelled: { name: 'circle-slash' },
  unknown: { name: 'question' },
} as const satisfies Record<string, NodeIcon>;

export type StatusName = keyof typeof icons;

/** The icon of a status. Its shape says the same as its colour. */
export const statusIcon = (status: StatusName): NodeIcon => icons[status];

/** A status as a person reads it: `in progress`. */
export function statusWords(status: StatusName): string {
  const words: Record<StatusName, string> = {
    completed: l10n.t('completed'),
    done: l10n.t('done'),
    running: l10n.t('running'),
    'in-progress': l10n.t('in progress'),
    in_progress: l10n.t('in progress'),
    in_review: l10n.t('in review'),
    working: l10n.t('working'),
    silent: l10n.t('silent'),
    gone: l10n.t('gone'),
    waiting: l10n.t('waiting'),
    blocked: l10n.t('blocked'),
    failed: l10n.t('failed'),
    paused: l10n.t('paused'),
    stopped: l10n.t('stopped'),
    deferred: l10n.t('deferred'),
    skipped: l10n.t('skipped'),
    pending: l10n.t('pending'),
    ready: l10n.t('ready'),
    backlog: l10n.t('backlog'),
    open: l10n.t('open'),
    claimed: l10n.t('claimed'),
    cancelled: l10n.t('cancelled'),
    unknown: l10n.t('unknown'),
  };
  return words[status];
}

/** A status as it stands by itself, as a heading or a choice: `In progress`. */
export const statusTitle = (status: StatusName): string => capitalised(statusWords(status));
