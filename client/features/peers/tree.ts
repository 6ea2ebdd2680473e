import type { PeerView } from '#schemas/protocol/collab.ts';
import type { Overview } from '#schemas/protocol/overview.ts';
import type { NodeIcon, TreeNode } from '../../ui/tree-node.ts';

export function peerRows({ peers }: Overview): readonly TreeNode[] {
  return peers.map((peer) => ({
    id: `peer:${peer.id}`,
    label: peer.name,
    description: [peer.role, peer.self ? 'this machine' : peer.freshness].join(' · '),
    tooltip: `${peer.name} (${peer.id})\nRole: ${peer.role}\nState: ${peer.freshness}\nEvidence: ${peer.evidence}`,
    icon: iconOf(peer),
    spoken: `${peer.name}, ${peer.role}, ${peer.self ? 'this machine, ' : ''}${peer.freshness}: ${peer.evidence}`,
    contextValue: peer.self ? 'peer-self' : 'peer',
  }));
}

function iconOf({ freshness }: PeerView): NodeIcon {
  switch (freshness) {
    case 'fresh':
      return { name: 'vm-active', color: 'testing.iconPassed' };
    case 'late':
    case 'stale':
      return { name: 'vm-outline', color: 'charts.yellow' };
    case 'gone':
      return { name: 'vm-outline', color: 'testing.iconFailed' };
    case 'unknown':
      return { name: 'question' };
  }
}
