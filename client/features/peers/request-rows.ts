import type { CollabView, RequestView } from '#schemas/protocol/collab.ts';
import { ageWords } from '#schemas/webview/time-words.ts';
import { contextValueOf } from '../../ui/context-value.ts';
import { statusIcon } from '../../ui/status-icons.ts';
import type { NodeIcon, TreeNode } from '../../ui/tree-node.ts';

/** As many finished ones stay in sight; all of them are in the Monitor and in `clutch requests`. */
const FINISHED = 3;

const icons: Record<RequestView['status'], NodeIcon> = {
  open: { name: 'mail', color: 'charts.blue' },
  claimed: statusIcon('in-progress'),
  completed: statusIcon('completed'),
  blocked: statusIcon('blocked'),
  failed: statusIcon('failed'),
  cancelled: { name: 'circle-slash' },
};

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
  const words = [`${kind} of ${sender}`, status, ageWords(updatedAt, now)];
  return {
    id: `request:${view.project}:${id}`,
    label: title,
    description: words.join(' · '),
    tooltip: [title, `From ${author} at ${sender}`, text, ...(result === null ? [] : [`Result: ${result}`])].join(
      '\n\n',
    ),
    icon: icons[status],
    spoken: `${kind}: ${title}, from ${sender}, ${status}, ${ageWords(updatedAt, now)}`,
    contextValue: contextValueOf('request', status, ...requestChoices(view, request)),
    target: { kind: 'request', root: view.root, request: id },
    ...(file === null ? {} : { open: { kind: 'file', path: file, line: 1 } as const }),
  };
}
