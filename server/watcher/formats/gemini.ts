import * as z from 'zod';
import type { Answer, Said, TranscriptFormat } from '../said.ts';
import { Count, Text, timeOf } from './fields.ts';

/** `input` holds what was read from a cache; what was thought is counted beside `output`. */
const Tokens = z.object({ input: Count, output: Count, cached: Count, thoughts: Count, tool: Count });

const Message = z.object({
  id: Text,
  type: z.string(),
  timestamp: Text.optional(),
  content: z.unknown(),
  model: Text.optional(),
  tokens: Tokens.optional().nullable(),
});
type Message = z.infer<typeof Message>;

const Fields = z.object({
  sessionId: Text.optional(),
  startTime: Text.optional(),
  lastUpdated: Text.optional(),
  summary: Text.optional(),
  messages: z.array(z.unknown()).max(100_000).optional(),
});
const Change = z.object({ $set: Fields });

/**
 * Gemini CLI, `tmp/<project>/chats/`: lines that are a message, or fields of the session (`{"$set": …}`, among them all
 * messages again); in earlier versions one JSON document with the same fields. Ids repeat and the last word counts.
 */
export const geminiFormat: TranscriptFormat = {
  read(record) {
    const message = Message.safeParse(record).data;
    if (message) return readMessages([message]);
    const fields = Change.safeParse(record).data?.$set ?? Fields.safeParse(record).data;
    if (!fields) return null;
    const messages = (fields.messages ?? []).flatMap((one) => Message.safeParse(one).data ?? []);
    const said = readMessages(messages);
    const { sessionId: session, summary: title } = fields;
    const at = timeOf(fields.lastUpdated) ?? said.at;
    return { ...said, began: timeOf(fields.startTime), at, session, title };
  },
};

function readMessages(messages: readonly Message[]): Said {
  const answers = messages.flatMap(answerOf);
  return {
    at: timeOf(messages.at(-1)?.timestamp),
    prompt: messages.map(promptOf).find((prompt) => prompt !== undefined),
    model: messages.findLast(({ model }) => model !== undefined)?.model,
    ...(answers.length === 0 ? {} : { answers }),
  };
}

function answerOf({ id, tokens }: Message): Answer[] {
  if (!tokens) return [];
  const { input, cached, tool, output, thoughts } = tokens;
  const counts = {
    input: Math.max(0, input - cached) + tool,
    cachedRead: cached,
    cachedWrite: 0,
    output: output + thoughts,
  };
  return [{ id, tokens: counts }];
}

/** What a person asked; results of tools and what the program says for itself are not that. */
function promptOf({ type, content }: Message): string | undefined {
  if (type !== 'user') return undefined;
  const parts = Array.isArray(content) ? content : [{ text: content }];
  const texts = parts.map((part) => z.object({ text: Text }).safeParse(part).data?.text);
  return texts.find((text) => text !== undefined && !text.startsWith('<session_context>'));
}
