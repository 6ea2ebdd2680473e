import { l10n } from 'vscode';
import { AgentRole } from '#schemas/run/policy.ts';
import type { MachineRole } from '#schemas/wire/machine.ts';

/** What a machine is in a shared project. */
export function machineRoleWords(role: MachineRole): string {
  switch (role) {
    case 'main':
      return l10n.t('main');
    case 'worker':
      return l10n.t('worker');
    case 'observer':
      return l10n.t('observer');
  }
}

/** What an agent does. A role that is not known is a name already. */
export function agentRoleWords(role: string): string {
  const words: Record<AgentRole, string> = {
    executor: l10n.t('executor'),
    research: l10n.t('research'),
    validator: l10n.t('validator'),
    debugger: l10n.t('debugger'),
    conflict_resolver: l10n.t('conflict resolver'),
  };
  const known = AgentRole.safeParse(role).data;
  return known === undefined ? role : words[known];
}
