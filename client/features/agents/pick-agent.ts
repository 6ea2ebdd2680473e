import { l10n, window } from 'vscode';
import { type AgentView, ListAgentsMethod, type ListAgentsParams, ListAgentsResult } from '#schemas/protocol/agents.ts';
import { messageOf } from '../../server-link/errors.ts';
import type { ServerLink } from '../../server-link/server-link.ts';
import { agentItem, type AgentItem } from './agent-item.ts';

/** As many as the server starts at the same time. */
const AT_ONCE = 2;

/**
 * The agent that a person picks, and all there are. The list is there at once; which of them answer is asked while it is
 * open. Undefined when they leave.
 */
export async function pickAgent(
  link: Pick<ServerLink, 'request'>,
  project: string,
): Promise<{ readonly agent: AgentView; readonly agents: readonly AgentView[] } | undefined> {
  const list = async (more: Pick<ListAgentsParams, 'look' | 'names'>): Promise<readonly AgentView[]> => {
    const params: ListAgentsParams = { project, trusted: true, ...more };
    return (await link.request(ListAgentsMethod, ListAgentsResult, params)).agents;
  };
  const agents = new Map((await list({ look: 'files' })).map((agent) => [agent.name, agent]));
  const waiting = [...agents.values()].filter(isAsked).map(({ name }) => name);
  const asking = new Set(waiting);
  const picker = window.createQuickPick<AgentItem>();
  picker.title = l10n.t('Choose Agent');
  picker.placeholder = l10n.t('Who is to do the work?');
  picker.matchOnDescription = true;
  picker.keepScrollPosition = true;
  const left = new AbortController();
  const show = (): void => {
    const active = picker.activeItems[0]?.agent.name;
    const known = [...agents.values()].filter(({ kind }) => kind !== null);
    picker.items = known.map((agent) => agentItem(agent, asking.has(agent.name)));
    picker.activeItems = picker.items.filter(({ agent }) => agent.name === active);
    picker.busy = asking.size > 0;
  };
  const lane = async (): Promise<void> => {
    for (;;) {
      const name = left.signal.aborted ? undefined : waiting.shift();
      if (name === undefined) return;
      const before = agents.get(name);
      const [after] = await list({ look: 'greeting', names: [name] }).catch((error: unknown) =>
        before ? [{ ...before, problem: messageOf(error) }] : [],
      );
      asking.delete(name);
      if (after) agents.set(name, after);
      if (!left.signal.aborted) show();
    }
  };
  try {
    return await new Promise((resolve) => {
      picker.onDidAccept(() => {
        const [item] = picker.selectedItems;
        resolve(item && { agent: item.agent, agents: [...agents.values()] });
      });
      picker.onDidHide(() => resolve(undefined));
      show();
      picker.show();
      for (let lanes = 0; lanes < AT_ONCE; lanes += 1) void lane();
    });
  } finally {
    left.abort();
    picker.dispose();
  }
}

/** Opening a list fetches no package. */
const isAsked = ({ source, problem }: AgentView): boolean => source !== null && source !== 'npx' && problem === null;
