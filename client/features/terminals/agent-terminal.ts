import { EventEmitter, l10n, type Pseudoterminal } from 'vscode';
import { AgentOutputMethod, AgentOutputResult, type AgentOutputParams } from '#schemas/protocol/agent-output.ts';
import { messageOf } from '../../server-link/errors.ts';
import type { ServerLink } from '../../server-link/server-link.ts';

export type OutputPlace = Omit<AgentOutputParams, 'from'>;

/** Somebody reads along; more often would only cost. */
const LOOK_MS = 500;
/** A session that begins again within this is followed on. */
const PATIENCE = 20;

/**
 * A terminal that shows what the agent of a workstream says, from what is kept of it on. Nothing can be typed: the agent
 * is asked and answered in Needs You. It stays when the session is over, for whoever still reads.
 */
export function agentTerminal(link: Pick<ServerLink, 'request'>, place: OutputPlace): Pseudoterminal {
  const writes = new EventEmitter<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;
  let from = 0;
  let idle = 0;
  const write = (text: string): void => writes.fire(text.replaceAll(/\r?\n/g, '\r\n'));
  const look = async (): Promise<void> => {
    try {
      const params: AgentOutputParams = { ...place, from };
      const { text, next, live } = await link.request(AgentOutputMethod, AgentOutputResult, params);
      from = next;
      if (text !== '') write(text);
      idle = live ? 0 : idle + 1;
    } catch (error) {
      write(`\n${messageOf(error)}\n`);
      idle += 1;
    }
    if (isClosed) return;
    if (idle < PATIENCE) timer = setTimeout(() => void look(), LOOK_MS);
    else write(`\n\n${l10n.t('— No session is open any more. —')}\n`);
  };
  return {
    onDidWrite: writes.event,
    open: () => void look(),
    close() {
      isClosed = true;
      clearTimeout(timer);
      writes.dispose();
    },
  };
}
