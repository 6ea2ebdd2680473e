import { l10n } from 'vscode';
import type { CollabView, JoinRequest } from '#schemas/protocol/collab.ts';
import { contextValueOf } from './context-value.ts';
import { machineRoleWords } from './role-words.ts';
import type { TreeNode } from './tree-node.ts';

/** A machine that asks to take part; a click asks the person to decide, with what they have to compare. */
export function joiningRow({ root, project }: CollabView, joining: JoinRequest): TreeNode {
  const { machine, name, fingerprint } = joining;
  const role = machineRoleWords(joining.role);
  const target = { kind: 'joining', root, machine } as const;
  return {
    id: `joining:${project}:${machine}`,
    label: l10n.t('{0} asks to join', name),
    description: l10n.t('as {0}', role),
    tooltip: l10n.t(
      '{0} ({1}) asks to join {2} as {3}.\nFingerprint: {4}\nLet it join only if its person sees the same.',
      name,
      machine,
      project,
      role,
      fingerprint,
    ),
    icon: { name: 'person-add', color: 'charts.blue' },
    spoken: l10n.t('{0} asks to join {1} as {2}, fingerprint {3}', name, project, role, fingerprint),
    contextValue: contextValueOf('joining'),
    target,
    open: target,
  };
}
