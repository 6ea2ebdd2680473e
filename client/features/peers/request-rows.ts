import { env, l10n } from 'vscode';
import type { CollabView, RequestView } from '#schemas/protocol/collab.ts';
import { ageWords } from '#schemas/webview/time-words.ts';
import { contextValueOf } from '../../ui/context-value.ts';
import { statusIcon, statusWords } from '../../ui/status-icons.ts';
import type { TreeNode } from '../../ui/tree-node.ts';
import { requestWords } from './words.ts';

/** As many finished ones stay in sight; all of them are in the Monitor and in `clutch requests`. */
const FINISHED = 3;

/** Those that are under way, and the newest that are over. */
export function requestRows(
  view: CollabView,
  belongs: (request: RequestView) => boolean,
  now: number,
): readonly TreeNode[] {
  const own = view.requests.filter(belongs);
  const over = own.filter((request) => !isUnderWay(request)).slice(0, FINISHED);
  return [...own.filter(isUnderWay), ...over].map((request) => requestRow(view, request, now));
}

const isUnderWay = ({ status }: RequestView): boolean =>
  status === 'open' || status === 'claimed' || status === 'blocked';

/** What a person at this machine may do with a request. */
export function requestChoices(view: CollabView, request: RequestView): readonly ('claim' | 'finish' | 'cancel')[] {
  const { from, to, status, claimedBy } = request;
  const self = view.peers.find((peer) => peer.self)?.id;
  if (self === undefined || !isUnderWay(request)) return [];
  const isOurs = claimedBy === self || to === self;
  return [
    ...(status === 'open' && view.role !== 'observer' && (to === self || to === 'all') ? (['claim'] as const) : []),
    ...(isOurs ? (['finish'] as const) : []),
    ...(from === self && !isOurs ? (['cancel'] as const) : []),
  ];
}

function requestRow(view: CollabView, request: RequestView, now: number): TreeNode {
  const { id, kind, title, text, from, author, status, updatedAt, result, file } = request;
  const sender = view.peers.find((peer) => peer.id === from)?.name ?? from;
  const asked = requestWords(kind, sender);
  const [state, age] = [statusWords(status), ageWords(updatedAt, now, env.language)];
  return {
    id: `request:${view.project}:${id}`,
    label: title,
    description: [asked.ofSender, state, age].join(' · '),
    tooltip: [
      title,
      l10n.t('From {0} at {1}', author, sender),
      text,
      ...(result === null ? [] : [l10n.t('Result: {0}', result)]),
    ].join('\n\n'),
    icon: statusIcon(status),
    spoken: l10n.t('{0}: {1}, from {2}, {3}, {4}', asked.kind, title, sender, state, age),
    contextValue: contextValueOf('request', status, ...requestChoices(view, request)),
    target: { kind: 'request', root: view.root, request: id },
    ...(file === null ? {} : { open: { kind: 'file', path: file, line: 1 } as const }),
  };
}
