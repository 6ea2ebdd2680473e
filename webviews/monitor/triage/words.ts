import * as l10n from '@vscode/l10n';
import type { TriageItem } from '#schemas/webview/monitor-triage.ts';
import { aboutWords } from '../about-words.ts';
import { roleWords } from '../role-words.ts';
import { lookOf, type Look } from '../tones.ts';

type Kind = TriageItem['kind'] | 'question' | 'blocker' | 'alert' | 'fyi';

/** What an item is, by which items of a group are put together. */
export const kindOf = (item: TriageItem): Kind => (item.kind === 'signal' ? item.signal.kind : item.kind);

export function kindWords(kind: Kind): string {
  switch (kind) {
    case 'question':
      return l10n.t('Questions');
    case 'blocker':
      return l10n.t('Blockers');
    case 'alert':
      return l10n.t('Alerts');
    case 'fyi':
    case 'signal':
      return l10n.t('For your information');
    case 'run':
      return l10n.t('Runs that stand still');
    case 'agent':
      return l10n.t('Agents without a sign of life');
    case 'request':
      return l10n.t('Requests that lie for long');
    case 'peer':
      return l10n.t('Machines out of reach');
    case 'joining':
      return l10n.t('Machines that ask to join');
    case 'task':
      return l10n.t('Blocked tasks');
  }
}

const icons = {
  question: 'comment-discussion',
  blocker: 'circle-slash',
  alert: 'warning',
  fyi: 'info',
  signal: 'info',
  run: 'error',
  agent: 'watch',
  request: 'mail',
  peer: 'debug-disconnect',
  joining: 'person-add',
  task: 'circle-slash',
} as const satisfies Record<Kind, string>;

/** Shape by kind, colour by urgency, and the urgency in words. */
export function lookOfItem(item: TriageItem): Look {
  const icon = icons[kindOf(item)];
  const isGrave = item.kind === 'signal' ? item.signal.severity === 'critical' : isBroken(item);
  switch (item.urgency) {
    case 'now':
      return { icon, tone: isGrave ? 'bad' : 'attention', words: l10n.t('holds work back') };
    case 'soon':
      return { icon, tone: 'active', words: l10n.t('to be looked at') };
    case 'told':
      return { icon, tone: 'quiet', words: l10n.t('only told') };
  }
}

const isBroken = (item: TriageItem): boolean =>
  (item.kind === 'run' && item.status === 'failed') ||
  (item.kind === 'agent' && item.state === 'gone') ||
  (item.kind === 'peer' && item.freshness === 'gone');

/** What it is about, in a line. */
export function titleOf(item: TriageItem): string {
  switch (item.kind) {
    case 'signal':
      return aboutWords(item.signal);
    case 'run':
      return l10n.t('The run is {0}', lookOf(item.status).words);
    case 'agent':
      return l10n.t('{0}, phase {1}', item.workstream.replace(/^@/, ''), item.phase);
    case 'request':
    case 'task':
      return item.title;
    case 'peer':
      return item.freshness === 'gone' ? l10n.t('{0} is gone', item.name) : l10n.t('{0} is stale', item.name);
    case 'joining':
      return l10n.t('{0} asks to join as {1}', item.name, roleWords(item.role));
  }
}

/** What happened, as far as it is known. */
export function textOf(item: TriageItem): string {
  switch (item.kind) {
    case 'signal':
      return item.signal.text;
    case 'run':
      return item.reason ?? l10n.t('Nothing says why.');
    case 'agent':
      return item.state === 'gone'
        ? l10n.t('Its process is not there any more. {0}', item.evidence)
        : l10n.t('Its process is there, and nothing else was seen of it for a while. {0}', item.evidence);
    case 'request':
      return item.claimedBy === null
        ? l10n.t('Asked by {0} of {1}; nobody has claimed it.', item.from, item.to)
        : l10n.t('Asked by {0}; claimed by {1} and not answered.', item.from, item.claimedBy);
    case 'peer':
      return item.evidence;
    case 'joining':
      return l10n.t('Fingerprint: {0}. Let it join only if its person sees the same.', item.fingerprint);
    case 'task':
      return item.evidence ?? l10n.t('The task is blocked.');
  }
}
