import * as z from 'zod';
import type { AgentEvent } from '../../engine/ports.ts';
import type { Silence } from '../process/silence.ts';
import type { ContentBlock } from './messages.ts';
import { describeTool, OWN_TOOLS } from './tools.ts';

const Plan = z.object({
  todos: z.array(z.object({ content: z.string(), status: z.enum(['pending', 'in_progress', 'completed']) })).max(200),
});

/** Follows the uses of tools from their beginning to their end. */
export interface ToolTracker {
  begin(block: ContentBlock): void;
  end(block: ContentBlock): void;
}

export interface ToolTrackerDeps {
  readonly silence: Silence;
  onEvent(event: AgentEvent): void;
}

export function createToolTracker({ silence, onEvent }: ToolTrackerDeps): ToolTracker {
  const open = new Map<string, { readonly title: string; over(): void }>();
  return {
    begin({ id, name, input }) {
      if (id === undefined || name === undefined || open.has(id)) return;
      const { title } = describeTool(name, input);
      const done = Promise.withResolvers<void>();
      open.set(id, { title, over: done.resolve });
      // Behind CLUTCH's own tools may be a person who thinks; that is no silence of the agent.
      if (name.startsWith(OWN_TOOLS)) void silence.during(done.promise);
      onEvent({ type: 'tool', id, title, status: 'in_progress' });
      const plan = name === 'TodoWrite' ? Plan.safeParse(input) : null;
      if (plan?.success !== true) return;
      onEvent({ type: 'plan', entries: plan.data.todos.map(({ content, status }) => ({ text: content, status })) });
    },
    end({ tool_use_id: id, is_error: isError }) {
      const tool = id === undefined ? undefined : open.get(id);
      if (id === undefined || tool === undefined) return;
      open.delete(id);
      tool.over();
      onEvent({ type: 'tool', id, title: tool.title, status: isError === true ? 'failed' : 'completed' });
    },
  };
}
