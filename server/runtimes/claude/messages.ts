import * as z from 'zod';

/** What the program prints, loosely: other versions print more, and a field that we do not know harms nobody. */

const Count = z.number().nonnegative().nullish().catch(null);

/** Of one answer of the model. What was read from a cache or written to one is not part of the input. */
export const MessageUsage = z.object({
  input_tokens: Count,
  cache_read_input_tokens: Count,
  cache_creation_input_tokens: Count,
  output_tokens: Count,
});
export type MessageUsage = z.infer<typeof MessageUsage>;

/** Of one model, in the summary at the end. */
export const ModelUsage = z.object({
  inputTokens: z.number().nonnegative(),
  cacheReadInputTokens: z.number().nonnegative(),
  cacheCreationInputTokens: z.number().nonnegative(),
  outputTokens: z.number().nonnegative(),
  costUSD: z.number().nonnegative(),
  contextWindow: z.number().positive().nullish().catch(null),
});
const UsageByModel = z.record(z.string(), ModelUsage).nullish().catch(null);

const Block = z.object({
  type: z.string(),
  id: z.string().optional(),
  name: z.string().optional(),
  input: z.unknown().optional(),
  tool_use_id: z.string().optional(),
  is_error: z.boolean().nullish(),
});

const StreamEvent = z.object({
  type: z.string(),
  message: z.object({ id: z.string(), usage: MessageUsage.optional() }).optional(),
  content_block: z.object({ type: z.string() }).optional(),
  delta: z
    .object({ type: z.string().optional(), text: z.string().optional(), thinking: z.string().optional() })
    .optional(),
  usage: MessageUsage.optional(),
});

/** Set for what a subagent says, does and uses. */
const parent_tool_use_id = z.string().nullish();

export const Message = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('system'),
    subtype: z.string(),
    session_id: z.string().optional(),
    model: z.string().optional(),
    /** Of `api_retry`. */
    attempt: z.number().optional().catch(undefined),
    error: z.string().nullish().catch(null),
  }),
  z.object({ type: z.literal('stream_event'), parent_tool_use_id, event: StreamEvent }),
  z.object({
    type: z.literal('assistant'),
    parent_tool_use_id,
    /** Why the model could not be asked; the message then holds the program's own words. */
    error: z.string().nullish().catch(null),
    message: z.object({ id: z.string(), content: z.array(Block), usage: MessageUsage.optional() }),
  }),
  z.object({
    type: z.literal('user'),
    parent_tool_use_id,
    message: z.object({ content: z.union([z.string(), z.array(Block)]) }),
  }),
  z.object({
    type: z.literal('control_request'),
    request_id: z.string(),
    request: z.object({
      subtype: z.string(),
      tool_name: z.string().optional(),
      tool_use_id: z.string().optional(),
      input: z.record(z.string(), z.unknown()).optional(),
    }),
  }),
  z.object({
    type: z.literal('control_response'),
    response: z.object({
      subtype: z.enum(['success', 'error']),
      request_id: z.string(),
      response: z.unknown().optional(),
      error: z.string().optional(),
    }),
  }),
  z.object({
    type: z.literal('result'),
    /** `success`, or `error_…`. */
    subtype: z.string(),
    is_error: z.boolean(),
    stop_reason: z.string().nullish(),
    /** `completed`, `api_error`, `aborted_…` and others. */
    terminal_reason: z.string().nullish(),
    result: z.string().nullish(),
    errors: z.array(z.string()).nullish().catch(null),
    total_cost_usd: z.number().nonnegative().nullish().catch(null),
    /** Of this process; the total goes on counting where a resumed session had stopped. Older versions lack it. */
    model_usage_since_last_result: UsageByModel,
  }),
]);
export type Message = z.infer<typeof Message>;
export type MessageOf<Type extends Message['type']> = Extract<Message, { type: Type }>;
export type ContentBlock = z.infer<typeof Block>;

/** Messages that a turn cannot go on without. */
export const ESSENTIAL = new Set(['control_request', 'control_response', 'result']);
