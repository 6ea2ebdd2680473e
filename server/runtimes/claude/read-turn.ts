import type { Message, MessageOf } from './messages.ts';
import { createToolTracker, type ToolTrackerDeps } from './tool-tracker.ts';
import type { UsageMeter } from './usage-meter.ts';

export interface TurnReader {
  /** Takes what the program tells about its turn, and passes on what is shown of it. */
  read(message: Message): void;
}

export interface TurnReaderDeps extends ToolTrackerDeps {
  readonly usage: UsageMeter;
}

export function createTurnReader({ usage, silence, onEvent }: TurnReaderDeps): TurnReader {
  const tools = createToolTracker({ silence, onEvent });
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
    for (const block of message.content) if (block.type === 'tool_use') tools.begin(block);
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
          for (const block of content) if (block.type === 'tool_result') tools.end(block);
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
