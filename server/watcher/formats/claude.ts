import * as z from 'zod';
import type { Said, TranscriptFormat } from '../said.ts';
import { Count, Text, timeOf } from './fields.ts';

/** What every line of a conversation carries. */
const Base = z.object({ sessionId: Text.optional(), cwd: Text.optional(), timestamp: Text.optional() });

const UserLine = Base.extend({
  isMeta: z.boolean().optional(),
  isSidechain: z.boolean().optional(),
  message: z.object({ content: z.unknown() }),
});

const AssistantLine = Base.extend({
  requestId: Text.optional(),
  requestRef: Text.optional(),
  message: z.object({
    id: Text,
    model: Text.optional(),
    usage: z.object({
      input_tokens: Count,
      cache_read_input_tokens: Count,
      cache_creation_input_tokens: Count,
      output_tokens: Count,
    }),
  }),
});

const TextBlock = z.object({ type: z.literal('text'), text: Text });
const Typed = z.object({ type: z.string() });
const CostLine = z.object({ totalCostUSD: z.number().nonnegative().max(1e9) });
const AiTitle = z.object({ aiTitle: Text });
const CustomTitle = z.object({ customTitle: Text });

/** Not a model: lines that the program wrote in its name. */
const SYNTHETIC = '<synthetic>';

/**
 * Claude Code, `projects/<folder>/<session>.jsonl`: one line per block of an answer, each with the usage of the whole
 * answer. Helpers write `<session>/subagents/*.jsonl` with the session's own id, and the cost includes them.
 */
export const claudeFormat: TranscriptFormat = {
  read(record) {
    switch (Typed.safeParse(record).data?.type) {
      case 'assistant':
        return readAnswer(record);
      case 'user':
        return readPrompt(record);
      case 'cost-state':
        return { costUsd: CostLine.safeParse(record).data?.totalCostUSD };
      case 'ai-title':
        return { title: AiTitle.safeParse(record).data?.aiTitle };
      case 'custom-title':
        return { title: CustomTitle.safeParse(record).data?.customTitle };
      default:
        return null;
    }
  },
};

function readAnswer(record: unknown): Said | null {
  const line = AssistantLine.safeParse(record).data;
  if (!line) return null;
  const { id, model, usage } = line.message;
  const tokens = {
    input: usage.input_tokens,
    cachedRead: usage.cache_read_input_tokens,
    cachedWrite: usage.cache_creation_input_tokens,
    output: usage.output_tokens,
  };
  // Not every server gives an answer an id that is its own; a request is, and a fork copies it with the answer.
  const request = line.requestId ?? line.requestRef ?? '';
  const answers = [{ id: `${id}:${request}`, tokens }];
  return { ...base(line), model: model === SYNTHETIC ? undefined : model, answers };
}

function readPrompt(record: unknown): Said | null {
  const line = UserLine.safeParse(record).data;
  if (!line) return null;
  // What stands in tags is a command of the program itself, or what it adds for the model.
  const asked = textsOf(line.message.content).find((text) => !text.startsWith('<'));
  return { ...base(line), prompt: line.isMeta || line.isSidechain ? undefined : asked };
}

/** Without results of tools and pictures. */
function textsOf(content: unknown): string[] {
  if (typeof content === 'string') return [content];
  return Array.isArray(content) ? content.flatMap((block) => TextBlock.safeParse(block).data?.text ?? []) : [];
}

function base({ sessionId, cwd, timestamp }: z.infer<typeof Base>): Said {
  return { session: sessionId, cwd, at: timeOf(timestamp) };
}
