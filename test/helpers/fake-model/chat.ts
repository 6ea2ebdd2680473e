import * as z from 'zod';
import { type Answer, textOf, type VendorApi } from './vendor-api.ts';

const Parameters = z.object({ properties: z.record(z.string(), z.unknown()).default({}) });
const Tool = z.object({ function: z.object({ name: z.string(), parameters: Parameters.optional() }) });
const Request = z.object({
  model: z.string(),
  stream: z.boolean().default(false),
  tools: z.array(Tool).nullish(),
  messages: z.array(z.object({ role: z.string(), content: z.unknown().optional() })),
});

/** OpenAI Chat Completions. `prompt_tokens` counts what was read from a cache as well. */
export const chat: VendorApi = {
  name: 'chat',
  read(path, body) {
    if (!path.endsWith('/chat/completions')) return null;
    const { model, stream, tools, messages } = Request.parse(body);
    return {
      model,
      stream,
      tools: (tools ?? []).map(({ function: { name, parameters } }) => ({
        name,
        namespace: null,
        parameters: Object.keys(parameters?.properties ?? {}),
      })),
      toolResults: messages.filter(({ role }) => role === 'tool').map(({ content }) => JSON.stringify(content)),
      answerSchema: null,
    };
  },
  async whole(answer) {
    const message = { role: 'assistant', content: await textOf(answer), ...toolCalls(answer) };
    const choices = [{ index: 0, message, finish_reason: finishReason(answer) }];
    return { ...completion(answer, 'chat.completion'), choices, usage: usage(answer) };
  },
  async *events(answer) {
    const chunk = (delta: object, finish_reason: string | null = null) => ({
      name: null,
      data: { ...completion(answer, 'chat.completion.chunk'), choices: [{ index: 0, delta, finish_reason }] },
    });
    yield chunk({ role: 'assistant', content: '' });
    for await (const content of answer.pieces) yield chunk({ content });
    if (answer.call !== null) yield chunk(toolCalls(answer));
    yield chunk({}, finishReason(answer));
    yield { name: null, data: { ...completion(answer, 'chat.completion.chunk'), choices: [], usage: usage(answer) } };
    yield { name: null, data: '[DONE]' };
  },
};

const completion = ({ id, model }: Answer, object: string) => ({
  id: `chat_${id}`,
  object,
  created: 1_700_000_000,
  model,
});

const finishReason = ({ call }: Answer) => (call === null ? 'stop' : 'tool_calls');

function toolCalls({ id, call }: Answer) {
  if (call === null) return {};
  const { tool, input } = call;
  return {
    tool_calls: [
      { index: 0, id: `call_${id}`, type: 'function', function: { name: tool.name, arguments: JSON.stringify(input) } },
    ],
  };
}

function usage({ usage: { input, cachedRead, cachedWrite, output } }: Answer) {
  const prompt_tokens = input + cachedRead + cachedWrite;
  return {
    prompt_tokens,
    prompt_tokens_details: { cached_tokens: cachedRead },
    completion_tokens: output,
    total_tokens: prompt_tokens + output,
  };
}
