import * as z from 'zod';
import type { TokenCounts } from '#schemas/run/usage.ts';
import type { Said, TranscriptFormat } from '../said.ts';
import { Count, Text, timeOf } from './fields.ts';

const Line = z.object({ type: z.string(), timestamp: Text.optional(), payload: z.record(z.string(), z.unknown()) });

/** `input_tokens` holds what was read from a cache or written to one, `output_tokens` holds the reasoning. */
const Usage = z.object({
  input_tokens: Count,
  cached_input_tokens: Count,
  cache_write_input_tokens: Count,
  output_tokens: Count,
});

const SessionMeta = z.object({ id: Text, cwd: Text.optional(), timestamp: Text.optional() });
const TurnContext = z.object({ cwd: Text.optional(), model: Text.optional() });
const UsageRecord = z.object({ usage: Usage, thread_token_usage: Usage });
const TokenCount = z.object({
  type: z.literal('token_count'),
  info: z.object({ total_token_usage: Usage, last_token_usage: Usage }),
});
const UserMessage = z.object({ type: z.literal('user_message'), message: Text });
const UserItem = z.object({
  type: z.literal('item_completed'),
  item: z.object({ type: z.literal('UserMessage'), content: z.array(z.object({ text: Text.optional() })) }),
});

/**
 * Codex, `sessions/Y/M/D/rollout-*.jsonl`. Every answer is followed by a `token_usage_record` and a `token_count` that
 * say the same: the usage of that answer and of the whole thread. A fork begins with what its thread used before.
 */
export const codexFormat: TranscriptFormat = {
  read(record) {
    const line = Line.safeParse(record).data;
    if (!line) return null;
    const said = readPayload(line.type, line.payload);
    return said && { at: timeOf(line.timestamp), ...said };
  },
};

function readPayload(type: string, payload: unknown): Said | null {
  switch (type) {
    case 'session_meta': {
      const meta = SessionMeta.safeParse(payload).data;
      return meta ? { session: meta.id, cwd: meta.cwd } : null;
    }
    case 'turn_context': {
      const turn = TurnContext.safeParse(payload).data;
      return turn ? { cwd: turn.cwd, model: turn.model } : null;
    }
    case 'token_usage_record': {
      const used = UsageRecord.safeParse(payload).data;
      return used ? { total: { all: countsOf(used.thread_token_usage), last: countsOf(used.usage) } } : null;
    }
    case 'event_msg':
      return readEvent(payload);
    default:
      return null;
  }
}

function readEvent(payload: unknown): Said | null {
  switch (z.object({ type: z.string() }).safeParse(payload).data?.type) {
    case 'token_count': {
      // Without `info` it only tells the limits of an account.
      const info = TokenCount.safeParse(payload).data?.info;
      if (!info) return null;
      return { total: { all: countsOf(info.total_token_usage), last: countsOf(info.last_token_usage) } };
    }
    case 'user_message':
      return { prompt: UserMessage.safeParse(payload).data?.message };
    case 'item_completed':
      return { prompt: UserItem.safeParse(payload).data?.item.content.find(({ text }) => text)?.text };
    default:
      return null;
  }
}

function countsOf(usage: z.infer<typeof Usage>): TokenCounts {
  const { cached_input_tokens: cachedRead, cache_write_input_tokens: cachedWrite } = usage;
  const input = Math.max(0, usage.input_tokens - cachedRead - cachedWrite);
  return { input, cachedRead, cachedWrite, output: usage.output_tokens };
}
