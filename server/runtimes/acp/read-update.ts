import * as z from 'zod';
import type { AgentEvent } from '../../engine/ports.ts';
import type { ToolCalls } from './tool-calls.ts';
import { type UsageReader, UsageUpdate } from './usage.ts';

/** More of one message is not passed on; nobody reads it. */
const MAX_TEXT = 64 * 1024;
const MAX_ENTRIES = 200;
const MAX_ENTRY = 500;

const Chunk = z.object({ content: z.object({ type: z.literal('text'), text: z.string() }) });
const Entry = z.object({ content: z.string(), status: z.enum(['pending', 'in_progress', 'completed']) });

/** Only what we show, and loosely: agents of other versions send more, and a field that we do not know harms nobody. */
const Update = z.discriminatedUnion('sessionUpdate', [
  Chunk.extend({ sessionUpdate: z.literal('agent_message_chunk') }),
  Chunk.extend({ sessionUpdate: z.literal('agent_thought_chunk') }),
  z.looseObject({ sessionUpdate: z.enum(['tool_call', 'tool_call_update']) }),
  z.object({ sessionUpdate: z.literal('plan'), entries: z.array(Entry) }),
  UsageUpdate.extend({ sessionUpdate: z.literal('usage_update') }),
]);
const Notification = z.object({ update: Update });

/**
 * What the params of a `session/update` tell, null for what we do not show. `before`: it came before the prompt, so it is
 * what the session had been until then, and nothing that the mission did.
 */
export function readUpdate(
  params: unknown,
  { tools, usage, before }: { tools: ToolCalls; usage: UsageReader; before: boolean },
): AgentEvent | null {
  const parsed = Notification.safeParse(params);
  if (!parsed.success) return null;
  const { update } = parsed.data;
  if (update.sessionUpdate === 'usage_update') return usage.update(update, before);
  if (before) return null;
  switch (update.sessionUpdate) {
    case 'agent_message_chunk':
      return { type: 'text', text: update.content.text.slice(-MAX_TEXT) };
    case 'agent_thought_chunk':
      return { type: 'thought', text: update.content.text.slice(-MAX_TEXT) };
    case 'plan': {
      const entries = update.entries.slice(0, MAX_ENTRIES);
      return {
        type: 'plan',
        entries: entries.map(({ content, status }) => ({ text: content.slice(0, MAX_ENTRY), status })),
      };
    }
    case 'tool_call':
    case 'tool_call_update': {
      const tool = tools.upsert(update);
      return tool && { type: 'tool', id: tool.id, title: tool.state.title, status: tool.state.status };
    }
  }
}
