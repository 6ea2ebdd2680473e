import type { SendParams } from '#schemas/protocol/collab.ts';
import { CollabError } from '../collab/collab-error.ts';
import { type AgentTool, type Insider, type Machines, ToolRefusal } from './caller.ts';

/** As many requests are read in one call. */
const MOST = 100;

export const listRequests: AgentTool<'list_requests'> = ({ open }, caller) => {
  const { peers, requests } = machinesOf(caller).view;
  const isOpen = (status: string): boolean => ['open', 'claimed', 'blocked'].includes(status);
  const wanted = requests.filter(({ status }) => !open || isOpen(status));
  return {
    machines: peers.map(({ id, name, self, role, freshness, evidence, capabilities }) => ({
      id,
      name,
      here: self,
      role,
      freshness,
      evidence,
      capabilities,
    })),
    requests: wanted.slice(0, MOST).map(({ at, updatedAt, file: _file, ...request }) => ({
      ...request,
      at: new Date(at).toISOString(),
      updatedAt: new Date(updatedAt).toISOString(),
    })),
    more: Math.max(0, wanted.length - MOST),
  };
};

export const sendNote: AgentTool<'send_note'> = ({ to, text }, caller) =>
  send(caller, { to, kind: 'note', title: '', text, needs: [] });

export const sendRequest: AgentTool<'send_request'> = (request, caller) => send(caller, request);

async function send(caller: Insider, message: Omit<SendParams, 'root' | 'author'>) {
  const { executor, run } = caller.session;
  try {
    const { id, delivery } = await machinesOf(caller).send({ ...message, author: `${executor} of run ${run}` });
    const note = 'Nobody is interrupted there. Go on with your own work.';
    return { id, to: message.to, delivery, note };
  } catch (error) {
    if (error instanceof CollabError) throw new ToolRefusal('not-found', error.message);
    throw error;
  }
}

function machinesOf({ machines }: Insider): Machines {
  if (machines !== null) return machines;
  throw new ToolRefusal('not-found', 'No other machine shares this project. Ask the person with ask instead.');
}
