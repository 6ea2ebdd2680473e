import * as z from 'zod';
import type { AgentEvent, ToolKind, ToolStatus } from '../../engine/ports.ts';

/** More of one message is not passed on; nobody reads it. */
const MAX_TEXT = 64 * 1024;
const MAX_TITLE = 500;
/** Tool calls whose title is remembered for their later updates. */
const MAX_TOOLS = 10_000;

const ToolStatusField = z.enum(['pending', 'in_progress', 'completed', 'failed']);
const ToolKindField = z.enum([
  'read',
  'edit',
  'delete',
  'move',
  'search',
  'execute',
  'think',
  'fetch',
  'switch_mode',
  'other',
]) satisfies z.ZodType<ToolKind>;
const Chunk = z.object({ content: z.object({ type: z.literal('text'), text: z.string() }) });
const Tool = z.object({
  toolCallId: z.string(),
  title: z.string().nullish(),
  status: ToolStatusField.nullish().catch(null),
  kind: ToolKindField.nullish().catch(null),
  locations: z
    .array(z.object({ path: z.string() }))
    .nullish()
    .catch(null),
});

/** Only what we show, and loosely: agents of other versions send more, and a field that we do not know harms nobody. */
const Update = z.discriminatedUnion('sessionUpdate', [
  Chunk.extend({ sessionUpdate: z.literal('agent_message_chunk') }),
  Chunk.extend({ sessionUpdate: z.literal('agent_thought_chunk') }),
  Tool.extend({ sessionUpdate: z.enum(['tool_call', 'tool_call_update']) }),
  z.object({
    sessionUpdate: z.literal('usage_update'),
    used: z.number(),
    size: z.number(),
    cost: z.object({ amount: z.number(), currency: z.string() }).nullish().catch(null),
  }),
]);
const Notification = z.object({ update: Update });

export interface ToolState {
  readonly title: string;
  readonly status: ToolStatus;
  readonly kind: ToolKind | null;
  readonly paths: readonly string[];
}

export interface UpdateReader {
  /** Params of `session/update`, as they came. Null for what we do not show. */
  read(params: unknown): AgentEvent | null;
  /** Merges what is known of a tool call with a further mention of it, for example in a permission request. */
  upsertTool(tool: unknown): { readonly id: string; readonly state: ToolState } | null;
}

export function createUpdateReader(): UpdateReader {
  const tools = new Map<string, ToolState>();

  const upsertTool: UpdateReader['upsertTool'] = (value) => {
    const tool = Tool.safeParse(value);
    if (!tool.success) return null;
    const { toolCallId: id, title, status, kind, locations } = tool.data;
    const known = tools.get(id);
    const state: ToolState = {
      title: title?.slice(0, MAX_TITLE) ?? known?.title ?? 'Tool',
      status: status ?? known?.status ?? 'pending',
      kind: kind ?? known?.kind ?? null,
      paths: locations?.map(({ path }) => path) ?? known?.paths ?? [],
    };
    tools.set(id, state);
    const [oldest] = tools.keys();
    if (tools.size > MAX_TOOLS && oldest !== undefined) tools.delete(oldest);
    return { id, state };
  };

  return {
    upsertTool,
    read(params) {
      const parsed = Notification.safeParse(params);
      if (!parsed.success) return null;
      const { update } = parsed.data;
      switch (update.sessionUpdate) {
        case 'agent_message_chunk':
          return { type: 'text', text: update.content.text.slice(-MAX_TEXT) };
        case 'agent_thought_chunk':
          return { type: 'thought', text: update.content.text.slice(-MAX_TEXT) };
        case 'usage_update': {
          const { used, size, cost } = update;
          const costUsd = cost?.currency === 'USD' ? cost.amount : null;
          return { type: 'usage', model: null, tokens: null, costUsd, context: { used, size } };
        }
        case 'tool_call':
        case 'tool_call_update': {
          const tool = upsertTool(update);
          return tool && { type: 'tool', id: tool.id, title: tool.state.title, status: tool.state.status };
        }
      }
    },
  };
}
