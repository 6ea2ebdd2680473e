import type { CollabView, JoinRequest } from '#schemas/protocol/collab.ts';
import { contextValueOf } from './context-value.ts';
import type { TreeNode } from './tree-node.ts';

/** A machine that asks to take part; a click asks the person to decide, with what they have to compare. */
export function joiningRow({ root, project }: CollabView, joining: JoinRequest): TreeNode {
  const { machine, name, role, fingerprint } = joining;
  const target = { kind: 'joining', root, machine } as const;
  return {
    id: `joining:${project}:${machine}`,
    label: `${name} asks to join`,
    description: `as ${role} · ${fingerprint}`,
    tooltip: `${name} (${machine}) asks to join ${project} as ${role}.\nFingerprint: ${fingerprint}\nLet it join only if its person sees the same.`,
    icon: { name: 'person-add', color: 'charts.blue' },
    spoken: `${name} asks to join ${project} as ${role}, fingerprint ${fingerprint}`,
    contextValue: contextValueOf('joining'),
    target,
    open: target,
  };
}
