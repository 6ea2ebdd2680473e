import type { AgentEvent, PlanStatus } from '../../engine/ports.ts';
import type { Silence } from '../process/silence.ts';
import { OWN_SERVER } from './approvals.ts';
import { statusOf, titleOf } from './items.ts';
import type { Item, Notification, NotificationOf } from './messages.ts';

const PLAN_STATUS = { pending: 'pending', inProgress: 'in_progress', completed: 'completed' } as const satisfies Record<
  string,
  PlanStatus
>;

export interface TurnReader {
  /** Passes on what is shown of what the program tells; `isMain` is false for what a subagent does. */
  read(message: Notification, isMain: boolean): void;
  /** A tool that is in use, by its id. */
  itemOf(id: string): Item | undefined;
}

export interface TurnReaderDeps {
  readonly silence: Silence;
  onEvent(event: AgentEvent): void;
}

interface OpenTool {
  readonly item: Item;
  readonly title: string;
  over(): void;
}

export function createTurnReader({ silence, onEvent }: TurnReaderDeps): TurnReader {
  const tools = new Map<string, OpenTool>();
  let hasSpoken = false;
  let spoken: string | null = null;

  const speak = (message: string, text: string) => {
    // What is said between two tools is a paragraph of its own: a report has to begin on a line of its own.
    if (hasSpoken && spoken !== message) onEvent({ type: 'text', text: '\n\n' });
    hasSpoken = true;
    spoken = message;
    onEvent({ type: 'text', text });
  };

  const begin = (item: Item) => {
    const title = titleOf(item);
    if (title === null || tools.has(item.id)) return;
    const done = Promise.withResolvers<void>();
    tools.set(item.id, { item, title, over: done.resolve });
    // Behind CLUTCH's own tools may be a person who thinks; that is no silence of the agent.
    if (item.server === OWN_SERVER) void silence.during(done.promise);
    onEvent({ type: 'tool', id: item.id, title, status: statusOf(item, false) });
  };

  const end = (item: Item, isMain: boolean) => {
    if (item.type === 'agentMessage' && isMain && spoken !== item.id && item.text) speak(item.id, item.text);
    const tool = tools.get(item.id);
    if (tool === undefined) return;
    tools.delete(item.id);
    tool.over();
    onEvent({ type: 'tool', id: item.id, title: tool.title, status: statusOf(item, true) });
  };

  const readPlan = ({ plan }: NotificationOf<'turn/plan/updated'>['params']) =>
    onEvent({ type: 'plan', entries: plan.map(({ step, status }) => ({ text: step, status: PLAN_STATUS[status] })) });

  return {
    itemOf: (id) => tools.get(id)?.item,
    read({ method, params }, isMain) {
      switch (method) {
        case 'item/agentMessage/delta':
          return isMain ? speak(params.itemId, params.delta) : undefined;
        case 'item/reasoning/summaryTextDelta':
        case 'item/reasoning/textDelta':
          return isMain ? onEvent({ type: 'thought', text: params.delta }) : undefined;
        case 'item/started':
          return begin(params.item);
        case 'item/completed':
          return end(params.item, isMain);
        case 'turn/plan/updated':
          return isMain ? readPlan(params) : undefined;
        default:
      }
    },
  };
}
