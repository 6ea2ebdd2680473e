import { ThemeIcon, l10n, window, type Terminal } from 'vscode';
import type { AgentView } from '#schemas/run/run.ts';
import type { OverviewStore } from '../../overview-store.ts';
import type { CommandHandler } from '../../ui/commands.ts';
import { runName } from '../../ui/run-name.ts';
import { targetOf } from '../../ui/target-of.ts';
import { agentTerminal, type OutputPlace } from './agent-terminal.ts';

export interface AgentTerminals {
  readonly show: CommandHandler;
  dispose(): void;
}

/** One terminal for each workstream: who asks again sees the same one. */
export function createAgentTerminals(): AgentTerminals {
  const open = new Map<string, Terminal>();
  const closed = window.onDidCloseTerminal((terminal) => {
    for (const [key, one] of open) if (one === terminal) open.delete(key);
  });
  const show: CommandHandler = async ({ link, overview }, argument) => {
    const chosen = await chooseAgent(overview, argument);
    if (chosen === undefined) return;
    const { run, agent } = chosen;
    if (agent.machine !== null) {
      const message = l10n.t('{0} works on {1}; its output is to be read there.', agent.executor, agent.machine);
      throw new Error(message);
    }
    const place: OutputPlace = { run, phase: agent.phase, workstream: agent.workstream };
    const key = JSON.stringify(place);
    const terminal =
      open.get(key) ??
      window.createTerminal({
        name: l10n.t('{0} (phase {1})', agent.executor, agent.phase),
        iconPath: new ThemeIcon('robot'),
        pty: agentTerminal(link, place),
      });
    open.set(key, terminal);
    terminal.show(true);
  };
  return {
    show,
    dispose() {
      closed.dispose();
      for (const terminal of open.values()) terminal.dispose();
    },
  };
}

async function chooseAgent(
  { current }: OverviewStore,
  argument: unknown,
): Promise<{ readonly run: string; readonly agent: AgentView } | undefined> {
  const target = targetOf(argument);
  const all = (current?.runs ?? []).flatMap((run) => run.agents.map((agent) => ({ run, agent })));
  const named = all.filter(
    ({ run, agent }) =>
      target?.kind !== 'workstream' ||
      (run.id === target.run && agent.phase === target.phase && agent.workstream === target.workstream),
  );
  const [first] = named;
  if (first === undefined) throw new Error(l10n.t('No agent is at work here.'));
  if (named.length === 1) return { run: first.run.id, agent: first.agent };
  const items = named.map(({ run, agent }) => ({
    label: agent.executor,
    description: l10n.t('phase {0} of {1}', agent.phase, runName(run)),
    detail: agent.lastEvent,
    run: run.id,
    agent,
  }));
  return window.showQuickPick(items, { title: l10n.t('Show Agent Output'), placeHolder: l10n.t('Of which agent?') });
}
