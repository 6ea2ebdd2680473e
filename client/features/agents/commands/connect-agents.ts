import { l10n, window } from 'vscode';
import {
  type AgentConnection,
  ConnectAgentMethod,
  ConnectAgentResult,
  PlanConnectionsMethod,
  PlanConnectionsResult,
} from '#schemas/protocol/connect-agents.ts';
import type { Services } from '../../../services.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import type { Proposals } from '../proposals.ts';

/** Sets CLUTCH's tools up in one of the person's agents, or takes them out of one that has them. */
export const connectAgents =
  (proposals: Pick<Proposals, 'show'>): CommandHandler =>
  async (services) => {
    const found = (await plan(services, false)).filter((one) => one.found);
    if (found.length === 0) {
      void window.showInformationMessage(l10n.t('None of the agents that CLUTCH knows is on this machine.'));
      return;
    }
    const picked = await window.showQuickPick(
      found.map((one) => ({ label: one.title, description: stateOf(one), detail: one.file, one })),
      { title: l10n.t('Connect Agents'), placeHolder: l10n.t('Every change is shown before it is written') },
    );
    if (picked === undefined) return;
    const remove = picked.one.problem === null && picked.one.after === null;
    const chosen = remove ? (await plan(services, true)).find(({ agent }) => agent === picked.one.agent) : picked.one;
    if (chosen !== undefined) await propose(services, proposals, chosen, remove);
  };

const plan = ({ link }: Services, remove: boolean) =>
  link.request(PlanConnectionsMethod, PlanConnectionsResult, { remove });

function stateOf({ problem, after }: AgentConnection): string {
  if (problem !== null) return l10n.t('cannot be changed');
  return after === null ? l10n.t('connected; choose it to disconnect') : l10n.t('not connected');
}

async function propose(
  { link }: Services,
  proposals: Pick<Proposals, 'show'>,
  { agent, title, file, before, after, problem, seen }: AgentConnection,
  remove: boolean,
): Promise<void> {
  if (problem !== null) throw new Error(problem);
  if (after === null) return;
  await proposals.show(l10n.t('{0}: what CLUTCH would change', title), file, before ?? '', after);
  const write = l10n.t('Write');
  const question = l10n.t('Write this change to {0}?', file);
  if ((await window.showInformationMessage(question, write)) !== write) return;
  const { backup } = await link.request(ConnectAgentMethod, ConnectAgentResult, { agent, remove, seen });
  const done = remove
    ? l10n.t('{0} is disconnected.', title)
    : l10n.t('{0} has CLUTCH’s tools from its next start.', title);
  const copy = backup === null ? '' : ` ${l10n.t('What the file was is in {0}.', backup)}`;
  void window.showInformationMessage(done + copy);
}
