import type { AgentEvent, AgentUsage, ToolStatus } from '../../engine/ports.ts';
import type { AgentFrame, Message } from './frames.ts';

/** More of one message is not passed on; nobody reads it. */
const MAX_TEXT = 64 * 1024;
const MAX_TITLE = 500;
/** Tool calls whose title is remembered, and entries whose usage is counted once. */
const MAX_REMEMBERED = 10_000;

const STATUS: Readonly<Record<string, ToolStatus>> = {
  running: 'in_progress',
  completed: 'completed',
  failed: 'failed',
};

/** Reads what one session does; each reader belongs to one mission and counts from its beginning. */
export interface EventReader {
  /** Null for what we do not show. */
  ofAgent(frame: AgentFrame): AgentEvent | null;
  /**
   * The sum with this message of the transcript; null for one that was counted already, or that tells nothing.
   * `contextTokens` is the size of the model's window, where it is told.
   */
  ofMessage(id: string, message: Message, contextTokens?: number): AgentUsage | null;
}

export function createEventReader(): EventReader {
  const titles = new Map<string, string>();
  const counted = new Set<string>();
  let item: string | undefined;
  let tokens = { input: 0, cachedRead: 0, cachedWrite: 0, output: 0 };
  let costUsd = 0;
  let size: number | null = null;

  return {
    ofAgent({ stream, data }) {
      const { delta = '', itemId, toolCallId, title, status = '' } = data;
      switch (stream) {
        case 'assistant': {
          if (delta === '') return null;
          // Pieces of one message follow each other; the next message begins a paragraph of its own.
          const gap = item !== undefined && item !== itemId ? '\n\n' : '';
          item = itemId;
          return { type: 'text', text: gap + delta.slice(-MAX_TEXT) };
        }
        case 'thinking':
          return delta === '' ? null : { type: 'thought', text: delta.slice(-MAX_TEXT) };
        case 'item': {
          const state = STATUS[status];
          if (toolCallId === undefined || state === undefined) return null;
          const known = titles.get(toolCallId) ?? (title || 'Tool').slice(0, MAX_TITLE);
          titles.set(toolCallId, known);
          forgetOldest(titles);
          return { type: 'tool', id: toolCallId, title: known, status: state };
        }
        default:
          return null;
      }
    },
    ofMessage(id, { usage, model = null }, contextTokens) {
      if (usage === undefined || counted.has(id)) return null;
      const { input, output, cacheRead, cacheWrite, cost } = usage;
      size = contextTokens ?? size;
      counted.add(id);
      forgetOldest(counted);
      tokens = {
        input: tokens.input + input,
        cachedRead: tokens.cachedRead + cacheRead,
        cachedWrite: tokens.cachedWrite + cacheWrite,
        output: tokens.output + output,
      };
      costUsd += cost?.total ?? 0;
      const used = input + cacheRead + cacheWrite + output;
      return {
        type: 'usage',
        model,
        tokens,
        // It is 0 as well where OpenClaw knows no price of the model.
        costUsd: costUsd === 0 ? null : costUsd,
        context: size === null ? null : { used, size },
      };
    },
  };
}

function forgetOldest(remembered: Map<string, unknown> | Set<string>): void {
  const [oldest] = remembered.keys();
  if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
}
