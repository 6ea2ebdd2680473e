import { l10n, window, workspace } from 'vscode';
import {
  type AgentView,
  AllowAgentMethod,
  AllowAgentResult,
  UseAgentMethod,
  type UseAgentParams,
  UseAgentResult,
} from '#schemas/protocol/agents.ts';
import { AgentRole } from '#schemas/run/policy.ts';
import type { Services } from '../../../services.ts';
import { askSafely } from '../../../ui/ask.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { agentRoleWords } from '../../../ui/role-words.ts';
import { requireTrust } from '../../../ui/trust.ts';
import { pickAgent } from '../pick-agent.ts';

/** Which agent, for which role, with which model; then it stands in the project's configuration. */
export const chooseAgent: CommandHandler = async (services) => {
  requireTrust();
  const { link } = services;
  const project = await chooseProject(services);
  if (project === undefined) return;
  const picked = await pickAgent(link, project);
  if (picked === undefined || !(await settleDownload(services, picked.agent))) return;
  const { name } = picked.agent;
  const role = await chooseRole(name, picked.agents);
  if (role === undefined) return;
  const model = await chooseModel(picked.agent);
  if (model === undefined) return;
  const params: UseAgentParams = { project, name, role, model };
  const { agent } = await link.request(UseAgentMethod, UseAgentResult, params);
  const has = agent.roles.map((one) => agentRoleWords(one.role)).join(', ');
  const done = l10n.t('{0} has now in this project: {1}. It stands in .clutch/config.json.', name, has);
  void window.showInformationMessage(done);
};

async function chooseProject({ overview }: Services): Promise<string | undefined> {
  const known = (overview.current?.projects ?? []).map(({ name, root }) => ({ label: name, description: root, root }));
  const [folder] = workspace.workspaceFolders ?? [];
  if (known.length <= 1) return known[0]?.root ?? folder?.uri.fsPath;
  const title = l10n.t('Choose Agent');
  return (await window.showQuickPick(known, { title, placeHolder: l10n.t('In which project?') }))?.root;
}

/** Whether to go on with an agent that may not be there; a package is named before it is allowed. */
async function settleDownload({ link }: Services, { name, source, problem, download }: AgentView): Promise<boolean> {
  if (source !== null) return true;
  const anyway = l10n.t('Choose Anyway');
  if (download === null || download.allowed) {
    return (await window.showWarningMessage(problem ?? name, { modal: true }, anyway)) === anyway;
  }
  const allow = l10n.t('Allow {0}', download.package);
  const message = l10n.t('{0} is not installed. May CLUTCH fetch it with npx and start it on this machine?', name);
  const detail = l10n.t('Exactly the npm package {0}. It is fetched when the agent first starts.', download.package);
  const answer = await askSafely(message, detail, allow, anyway);
  if (answer === allow) await link.request(AllowAgentMethod, AllowAgentResult, { name, allowed: true });
  return answer === allow || answer === anyway;
}

async function chooseRole(name: string, agents: readonly AgentView[]): Promise<AgentRole | null | undefined> {
  const holder = (role: AgentRole) => agents.find(({ roles }) => roles.some((one) => one.role === role))?.name ?? '';
  const every = {
    label: l10n.t('Every Role'),
    description: l10n.t('but for those that have an agent of their own'),
    role: null,
  };
  const single = AgentRole.options.map((role) => ({
    label: agentRoleWords(role),
    description: l10n.t('now: {0}', holder(role)),
    role,
  }));
  const picked = await window.showQuickPick([every, ...single], {
    title: l10n.t('Choose Agent: {0}', name),
    placeHolder: l10n.t('For which role?'),
  });
  return picked?.role;
}

/** Null: the agent's own choice. */
async function chooseModel({ name, models, model, roles }: AgentView): Promise<string | null | undefined> {
  const title = l10n.t('Choose Agent: {0}', name);
  const known = new Set([model, ...roles.map((one) => one.model), ...models].filter((one) => one !== null));
  const own = { label: l10n.t("The Agent's Own Choice"), model: null };
  const other = { label: l10n.t('Another Model…'), model: undefined };
  const items = [own, ...[...known].map((one) => ({ label: one, model: one })), other];
  const picked = await window.showQuickPick(items, { title, placeHolder: l10n.t('Which model?') });
  return picked === other ? askModel(title) : picked?.model;
}

async function askModel(title: string): Promise<string | undefined> {
  const words = await window.showInputBox({
    title,
    prompt: l10n.t('Name of the model, as the agent takes it.'),
    ignoreFocusOut: true,
    validateInput: (value) =>
      value.trim() === '' || value.trim().length > 200 ? l10n.t('Between 1 and 200 characters.') : undefined,
  });
  return words?.trim();
}
