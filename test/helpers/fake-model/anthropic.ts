import * as z from 'zod';
import { type Answer, type StreamEvent, textOf, type VendorApi } from './vendor-api.ts';

const Tool = z.object({ name: z.string(), input_schema: z.object({ properties: z.record(z.string(), z.unknown()) }) });
const Block = z.object({ type: z.string(), content: z.unknown().optional() });
const Request = z.object({
  model: z.string(),
  stream: z.boolean().default(false),
  tools: z.array(Tool.nullable().catch(null)).default([]),
  messages: z.array(z.object({ content: z.union([z.string(), z.array(Block)]) })),
  output_config: z.object({ format: z.object({ schema: z.unknown().optional() }).optional() }).optional(),
});

/** Anthropic Messages. `input_tokens` counts neither what was read from a cache nor what was written to one. */
export const anthropic: VendorApi = {
  name: 'anthropic',
  read(path, body) {
    if (!path.endsWith('/messages')) return null;
    const { model, stream, tools, messages, output_config } = Request.parse(body);
    const blocks = messages.flatMap(({ content }) => (typeof content === 'string' ? [] : content));
    return {
      model,
      stream,
      tools: tools
        .filter((tool) => tool !== null)
        .map(({ name, input_schema }) => ({ name, namespace: null, parameters: Object.keys(input_schema.properties) })),
      toolResults: blocks
        .filter(({ type }) => type === 'tool_result')
        .map(({ content }) => JSON.stringify(content))
        .filter((text) => !text.includes('"tool_reference"')),
      answerSchema: output_config?.format?.schema ?? null,
    };
  },
  async whole(answer) {
    const content: unknown[] = [{ type: 'text', text: await textOf(answer) }];
    if (answer.call !== null) content.push({ ...toolUse(answer), input: answer.call.input });
    return { ...message(answer), content, stop_reason: stopReason(answer), usage: usage(answer, answer.usage.output) };
  },
  async *events(answer) {
    const { call } = answer;
    // The count of the output is a placeholder until the end, as with the real one.
    yield event('message_start', { message: { ...message(answer), content: [], usage: usage(answer, 1) } });
    yield event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
    for await (const text of answer.pieces) {
      yield event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });
    }
    yield event('content_block_stop', { index: 0 });
    if (call !== null) {
      const delta = { type: 'input_json_delta', partial_json: JSON.stringify(call.input) };
      yield event('content_block_start', { index: 1, content_block: toolUse(answer) });
      yield event('content_block_delta', { index: 1, delta });
      yield event('content_block_stop', { index: 1 });
    }
    yield event('message_delta', {
      delta: { stop_reason: stopReason(answer), stop_sequence: null },
      usage: usage(answer, answer.usage.output),
    });
    yield event('message_stop', {});
  },
};

const event = (name: string, data: object): StreamEvent => ({ name, data: { type: name, ...data } });

const message = ({ id, model }: Answer) => ({
  id: `msg_${id}`,
  type: 'message',
  role: 'assistant',
  model,
  stop_reason: null,
  stop_sequence: null,
});

const toolUse = ({ id, call }: Answer) => ({ type: 'tool_use', id: `toolu_${id}`, name: call?.tool.name, input: {} });

const stopReason = ({ call }: Answer) => (call === null ? 'end_turn' : 'tool_use');

const usage = ({ usage: { input, cachedRead, cachedWrite } }: Answer, output: number) => ({
  input_tokens: input,
  cache_creation_input_tokens: cachedWrite,
  cache_read_input_tokens: cachedRead,
  output_tokens: output,
});
