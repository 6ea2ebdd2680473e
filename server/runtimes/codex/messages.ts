import * as z from 'zod';

/** What the program sends, loosely: other versions send more, and a field that we do not know harms nobody. */

const text = z.string().nullish().catch(null);

/** Something that the agent does or says, from its beginning to its end. */
export const Item = z.object({
  type: z.string(),
  id: z.string(),
  status: text,
  /** Of `agentMessage`. */
  text,
  /** Of `commandExecution`. */
  command: text,
  /** Of `fileChange`. */
  changes: z
    .array(z.object({ path: z.string(), kind: z.object({ move_path: text }).nullish().catch(null) }))
    .nullish()
    .catch(null),
  /** Of `mcpToolCall`, and the tool of `dynamicToolCall` and `collabAgentToolCall`, too. */
  server: text,
  tool: text,
  /** Of `webSearch`. */
  query: text,
  /** Of `imageView`. */
  path: text,
});
export type Item = z.infer<typeof Item>;

const Count = z.number().nonnegative().default(0);
/** The input holds what was read from a cache or written to one; the output holds what was thought. */
export const TokenUsage = z.object({
  inputTokens: Count,
  cachedInputTokens: Count,
  cacheWriteInputTokens: Count,
  outputTokens: Count,
  totalTokens: Count,
});
export type TokenUsage = z.infer<typeof TokenUsage>;

const PlanStatus = z.enum(['pending', 'inProgress', 'completed']);
const TurnError = z.object({
  message: z.string(),
  /** A word, or an object with one key. */
  codexErrorInfo: z
    .union([z.string(), z.record(z.string(), z.unknown())])
    .nullish()
    .catch(null),
});
export type TurnError = z.infer<typeof TurnError>;

const threadId = z.string();
const delta = z.object({ threadId, itemId: z.string(), delta: z.string() });

export const Notification = z.discriminatedUnion('method', [
  z.object({ method: z.literal('item/agentMessage/delta'), params: delta }),
  z.object({ method: z.enum(['item/reasoning/summaryTextDelta', 'item/reasoning/textDelta']), params: delta }),
  z.object({ method: z.enum(['item/started', 'item/completed']), params: z.object({ threadId, item: Item }) }),
  z.object({
    method: z.literal('turn/plan/updated'),
    params: z.object({ threadId, plan: z.array(z.object({ step: z.string(), status: PlanStatus })).max(200) }),
  }),
  z.object({
    method: z.literal('thread/tokenUsage/updated'),
    params: z.object({
      threadId,
      tokenUsage: z.object({
        total: TokenUsage,
        last: TokenUsage,
        modelContextWindow: z.number().positive().nullish(),
      }),
    }),
  }),
  z.object({
    method: z.literal('mcpServer/startupStatus/updated'),
    params: z.object({ threadId: text, name: z.string(), status: z.string(), error: text }),
  }),
  z.object({
    method: z.literal('turn/started'),
    params: z.object({ threadId, turn: z.object({ id: z.string() }) }),
  }),
  z.object({
    method: z.literal('turn/completed'),
    params: z.object({
      threadId,
      turn: z.object({ status: z.enum(['completed', 'interrupted', 'failed']), error: TurnError.nullish() }),
    }),
  }),
]);
export type Notification = z.infer<typeof Notification>;
export type NotificationOf<Method extends Notification['method']> = Extract<Notification, { method: Method }>;

export const ThreadAnswer = z.object({ thread: z.object({ id: z.string() }), model: z.string().nullish() });
export const AccountAnswer = z.object({ account: z.unknown(), requiresOpenaiAuth: z.boolean().nullish() });
