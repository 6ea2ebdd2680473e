import * as z from 'zod';
import type { AgentEvent } from '../../engine/ports.ts';
import type { Silence } from '../acp/silence.ts';
import type { ContentBlock, Message, MessageOf } from './messages.ts';
import { describeTool, OWN_TOOLS } from './tools.ts';
import type { UsageMeter } from './usage-meter.ts';

const MAX_PLAN = 200;
const Todos = z.object({
  todos: z
    .array(z.object({ content: z.string(), status: z.enum(['pending', 'in_progress', 'completed']) }))
    .max(MAX_PLAN),
});

export interface TurnReader {
  /** Takes what the program tells about its turn, and passes on what is shown of it. */
  read(message: Message): void;
}

export interface TurnReaderDeps {
  readonly usage: UsageMeter;
  readonly silence: Silence;
  onEvent(event: AgentEvent): void;
}

export function createTurnReader({ usage, silence, onEvent }: TurnReaderDeps): TurnReader {
  const tools = new Map<string, { readonly title: string; over(): void }>();
  let answer: string | null = null;
  let hasSpoken = false;

  const readStream = ({ event, parent_tool_use_id: parent }: MessageOf<'stream_event'>) => {
    if (parent) return;
    const { type, message, delta } = event;
    if (type === 'message_start' && message?.usage) {
      answer = message.id;
      usage.began(message.id, message.usage, false);
    } else if (type === 'content_block_start' && event.content_block?.type === 'text') {
      // What is said between two tools is a paragraph of its own: a report has to begin on a line of its own.
      if (hasSpoken) onEvent({ type: 'text', text: '\n\n' });
      hasSpoken = true;
    } else if (delta?.text !== undefined) onEvent({ type: 'text', text: delta.text });
    else if (delta?.thinking !== undefined) onEvent({ type: 'thought', text: delta.thinking });
    else if (type === 'message_delta' && event.usage && answer !== null) {
      usage.ended(answer, event.usage);
      onEvent(usage.read());
    }
  };

  const readAnswer = ({ message, parent_tool_use_id: parent, error }: MessageOf<'assistant'>) => {
    if (error) return;
    if (message.usage) usage.began(message.id, message.usage, Boolean(parent));
    for (const block of message.content) if (block.type === 'tool_use') begin(block);
  };

  const begin = ({ id, name, input }: ContentBlock) => {
    if (id === undefined || name === undefined || tools.has(id)) return;
    const { title } = describeTool(name, input);
    const done = Promise.withResolvers<void>();
    tools.set(id, { title, over: done.resolve });
    // Behind CLUTCH's own tools may be a person who thinks; that is no silence of the agent.
    if (name.startsWith(OWN_TOOLS)) void silence.during(done.promise);
    onEvent({ type: 'tool', id, title, status: 'in_progress' });
    const plan = name === 'TodoWrite' ? Todos.safeParse(input) : null;
    if (plan?.success !== true) return;
    onEvent({ type: 'plan', entries: plan.data.todos.map(({ content, status }) => ({ text: content, status })) });
  };

  const end = ({ tool_use_id: id, is_error: isError }: ContentBlock) => {
    const tool = id === undefined ? undefined : tools.get(id);
    if (id === undefined || tool === undefined) return;
    tools.delete(id);
    tool.over();
    onEvent({ type: 'tool', id, title: tool.title, status: isError === true ? 'failed' : 'completed' });
  };

  return {
    read(message) {
      switch (message.type) {
        case 'stream_event':
          return readStream(message);
        case 'assistant':
          return readAnswer(message);
        case 'user': {
          const { content } = message.message;
          if (typeof content === 'string') return;
          for (const block of content) if (block.type === 'tool_result') end(block);
          return;
        }
        case 'result':
          usage.settle(message);
          return onEvent(usage.read());
        default:
      }
    },
  };
}
