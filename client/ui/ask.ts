import { l10n, window } from 'vscode';
import { type AgentView, ListAgentsMethod, type ListAgentsParams, ListAgentsResult } from '#schemas/protocol/agents.ts';
import type { ServerLink } from '../server-link/server-link.ts';

/** Asks for words that must be there: a reason or guidance. Undefined when the person left, and then nothing happens. */
export async function askWords(title: string, prompt: string): Promise<string | undefined> {
  const words = await window.showInputBox({
    title,
    prompt,
    // A look at the code in between must not cost what was written so far.
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === '' ? l10n.t('Write at least a few words.') : undefined),
  });
  return words?.trim() === '' ? undefined : words?.trim();
}

/**
 * Asks before something that is not taken back. The first button of such a question is what Enter means, so it decides
 * nothing. Undefined: not now.
 */
export async function askSafely(
  question: string,
  detail: string,
  ...answers: readonly string[]
): Promise<string | undefined> {
  const notNow = l10n.t('Not Now');
  const answer = await window.showWarningMessage(question, { modal: true, detail }, notNow, ...answers);
  return answer === notNow ? undefined : answer;
}

/** Asks for another agent than the one at work: all that there are in the project, those that were found first. */
export async function askRuntime(
  link: Pick<ServerLink, 'request'>,
  project: string,
  title: string,
  current: string,
): Promise<string | undefined> {
  const params: ListAgentsParams = { project, look: 'files', trusted: true };
  const { agents } = await link.request(ListAgentsMethod, ListAgentsResult, params);
  const others = agents.filter(({ name }) => name !== current);
  const items = [...others.filter(isFound), ...others.filter((agent) => !isFound(agent))].map((agent) => ({
    label: agent.name,
    description: isFound(agent) ? agent.title : l10n.t('{0}, not found', agent.title),
    ...(agent.problem === null ? {} : { detail: agent.problem }),
  }));
  return (await window.showQuickPick(items, { title, placeHolder: l10n.t('Now: {0}', current) }))?.label;
}

function isFound({ source }: AgentView): boolean {
  return source !== null;
}
