import * as z from 'zod';
import { AgentError, type McpServer } from '../../engine/ports.ts';
import { readMessages } from '../process/read-messages.ts';
import { readyInTime } from '../process/ready-in-time.ts';
import type { AgentLink, Conversation } from '../process/run-agent-process.ts';
import { toolsFailed } from '../process/tools-failed.ts';
import { ESSENTIAL, Message, type MessageOf } from './messages.ts';
import { permit } from './permissions.ts';
import { createTurnReader } from './read-turn.ts';
import { refuse, stopReasonOf } from './stop-reason.ts';
import { OWN_TOOLS } from './tools.ts';
import { createUsageMeter } from './usage-meter.ts';

/** A login that cannot be refreshed stays refused; the program itself would try for several minutes. */
const LOGIN_ATTEMPTS = 3;

/** One prompt, one turn, over the program's messages on its standard input and output. */
export function converse(link: AgentLink, startupMs: number): Conversation {
  const { name, mission } = link;
  const usage = createUsageMeter(mission.resume !== null);
  const turn = createTurnReader({ usage, silence: link.silence, onEvent: mission.onEvent });
  const result = Promise.withResolvers<MessageOf<'result'>>();
  const control = createControl(link);
  let failure: string | null = null;

  const receive = (raw: object) => {
    const parsed = Message.safeParse(raw);
    if (!parsed.success) {
      if ('type' in raw && ESSENTIAL.has(String(raw.type)))
        throw link.breach(`printed a ${String(raw.type)} of another shape`);
      return;
    }
    const message = parsed.data;
    turn.read(message);
    if (message.type === 'system') readSystem(message);
    else if (message.type === 'assistant' && message.error) failure = message.error;
    else if (message.type === 'control_response') control.settle(message);
    else if (message.type === 'control_request') void control.answer(message).catch(link.fail);
    else if (message.type === 'result') result.resolve(message);
  };

  const readSystem = ({ subtype, session_id: id, model, attempt, error }: MessageOf<'system'>) => {
    if (subtype === 'init') {
      if (model !== undefined) usage.model(model);
      if (id !== undefined) mission.onEvent({ type: 'session', id });
    } else if (subtype === 'api_retry' && error === 'authentication_failed' && (attempt ?? 0) >= LOGIN_ATTEMPTS) {
      refuse(name, 'its login is not accepted. Start it by hand and log in.');
    }
  };

  const begin = async () => {
    const inTime = readyInTime(name, startupMs);
    await inTime(control.request({ subtype: 'initialize' }));
    if (mission.tools !== null) await inTime(giveTools(control, name, mission.tools));
    control.send({ type: 'user', message: { role: 'user', content: [{ type: 'text', text: mission.prompt }] } });
    return result.promise;
  };

  return {
    lost: readMessages(link, receive),
    // A session that cannot be resumed ends before anything was begun.
    turn: Promise.race([begin(), result.promise]).then((last) => stopReasonOf(name, last, failure)),
    async cancel() {
      await control.request({ subtype: 'interrupt' });
      await result.promise;
    },
  };
}

const ServersAnswer = z.object({ errors: z.record(z.string(), z.string()).default({}) }).catch({ errors: {} });

/** Told over the pipe, the token in it is neither on a command line nor in a file. */
async function giveTools(control: Control, agent: string, { name, program, args, env }: McpServer): Promise<void> {
  // Without `alwaysLoad` the model would have to search for the tools before it knows what they are for.
  const server = { type: 'stdio', command: program, args, env, alwaysLoad: true };
  const answer = await control.request({ subtype: 'mcp_set_servers', servers: { [name]: server } });
  const why = ServersAnswer.parse(answer).errors[name];
  if (why !== undefined) throw toolsFailed(agent, why);
}

interface Control {
  send(message: object): void;
  /** Resolves to what the program answers; rejects with an `AgentError` where it cannot do that. */
  request(request: { readonly subtype: string; readonly servers?: object }): Promise<unknown>;
  settle(message: MessageOf<'control_response'>): void;
  answer(message: MessageOf<'control_request'>): Promise<void>;
}

/** The requests that both sides make of each other beside the turn. */
function createControl({ name, output, mission }: AgentLink): Control {
  const open = new Map<string, PromiseWithResolvers<unknown>>();
  const send = (message: object) => void output.write(`${JSON.stringify(message)}\n`);
  const respond = (response: object) => send({ type: 'control_response', response });
  return {
    send,
    request(request) {
      const request_id = `clutch-${open.size + 1}`;
      const answered = Promise.withResolvers<unknown>();
      open.set(request_id, answered);
      send({ type: 'control_request', request_id, request });
      return answered.promise;
    },
    settle({ response: { request_id, subtype, response, error } }) {
      const answered = open.get(request_id);
      if (subtype === 'success') answered?.resolve(response);
      else
        answered?.reject(new AgentError('not-startable', `The agent ${name} cannot be used: ${error ?? 'no reason'}`));
    },
    async answer({ request_id, request: { subtype, tool_name: tool, input = {} } }) {
      if (subtype !== 'can_use_tool' || tool === undefined) {
        return respond({ subtype: 'error', request_id, error: `CLUTCH does not know ${subtype}.` });
      }
      const isOurs = tool.startsWith(OWN_TOOLS);
      const response = isOurs
        ? { behavior: 'allow', updatedInput: input }
        : await permit({ name: tool, input }, (request) => mission.ask(request));
      respond({ subtype: 'success', request_id, response });
    },
  };
}
