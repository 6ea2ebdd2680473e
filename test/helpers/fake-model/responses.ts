import * as z from 'zod';
import { type Answer, type OfferedTool, textOf, type VendorApi } from './vendor-api.ts';

const Parameters = z.object({ properties: z.record(z.string(), z.unknown()).default({}) });
const Tool = z.object({
  type: z.string(),
  name: z.string().optional(),
  parameters: Parameters.optional().catch(undefined),
});
/** Agents put the tools of one MCP server into a namespace. */
const ToolOrNamespace = Tool.extend({ tools: z.array(Tool).default([]) });
/** `tools`: what a search of the agent's for tools has found. */
const Item = z.object({
  type: z.string().optional(),
  output: z.unknown().optional(),
  tools: z.array(ToolOrNamespace).default([]),
});
const Request = z.object({
  model: z.string(),
  stream: z.boolean().default(false),
  tools: z.array(ToolOrNamespace).default([]),
  input: z.union([z.string(), z.array(Item)]),
  text: z.object({ format: z.object({ schema: z.unknown().optional() }).optional() }).nullish(),
});

/** Of a very long text only so much is said again when it is complete. */
const MAX_REPEATED = 1_000_000;

/** OpenAI Responses. `input_tokens` counts what was read from a cache as well. */
export const responses: VendorApi = {
  name: 'responses',
  read(path, body) {
    if (!path.endsWith('/responses')) return null;
    const { model, stream, tools, input, text } = Request.parse(body);
    const items = typeof input === 'string' ? [] : input;
    return {
      model,
      stream,
      tools: [...tools, ...items.flatMap((item) => item.tools)].flatMap((tool) =>
        tool.tools.length === 0 ? [offered(tool, null)] : tool.tools.map((one) => offered(one, tool.name ?? null)),
      ),
      toolResults: items
        .filter(({ type }) => type?.endsWith('_output') === true && type !== 'tool_search_output')
        .map(({ output }) => JSON.stringify(output)),
      answerSchema: text?.format?.schema ?? null,
    };
  },
  async whole(answer) {
    const output = [messageItem(answer, await textOf(answer)), ...callItems(answer)];
    return { ...response(answer), status: 'completed', output, usage: usage(answer) };
  },
  async *events(answer) {
    let sequence = 0;
    const event = (type: string, data: object) => {
      sequence += 1;
      return { name: type, data: { type, sequence_number: sequence, ...data } };
    };
    const begun = { ...response(answer), status: 'in_progress', output: [], usage: null };
    yield event('response.created', { response: begun });
    const output: object[] = [];
    let said = '';
    for await (const delta of answer.pieces) {
      const item = { ...messageItem(answer, ''), status: 'in_progress', content: [] };
      if (said === '') yield event('response.output_item.added', { output_index: 0, item });
      said = said.length < MAX_REPEATED ? said + delta : said;
      yield event('response.output_text.delta', { item_id: item.id, output_index: 0, content_index: 0, delta });
    }
    for (const item of [...(said === '' ? [] : [messageItem(answer, said)]), ...callItems(answer)]) {
      // A message began with its first piece.
      const begins = event('response.output_item.added', { output_index: output.length, item });
      if (item.type !== 'message') yield begins;
      yield event('response.output_item.done', { output_index: output.length, item });
      output.push(item);
    }
    yield event('response.completed', {
      response: { ...response(answer), status: 'completed', output, usage: usage(answer) },
    });
  },
};

function offered({ name, type, parameters }: z.infer<typeof Tool>, namespace: string | null): OfferedTool {
  return { name: name ?? type, namespace, parameters: Object.keys(parameters?.properties ?? {}) };
}

const response = ({ id, model }: Answer) => ({
  id: `resp_${id}`,
  object: 'response',
  created_at: 1_700_000_000,
  model,
});

function messageItem({ id }: Answer, text: string) {
  const content = [{ type: 'output_text', text, annotations: [] }];
  return { id: `message_${id}`, type: 'message', role: 'assistant', status: 'completed', content };
}

function callItems({ id, call }: Answer) {
  if (call === null) return [];
  const { tool, input } = call;
  const item = { id: `item_${id}`, status: 'completed', call_id: `call_${id}` };
  if (tool.name === 'tool_search') {
    return [{ ...item, type: 'tool_search_call', execution: 'client', arguments: input }];
  }
  const namespace = tool.namespace === null ? {} : { namespace: tool.namespace };
  return [{ ...item, type: 'function_call', name: tool.name, ...namespace, arguments: JSON.stringify(input) }];
}

function usage({ usage: { input, cachedRead, cachedWrite, output } }: Answer) {
  const input_tokens = input + cachedRead + cachedWrite;
  return {
    input_tokens,
    input_tokens_details: { cached_tokens: cachedRead },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 5 },
    total_tokens: input_tokens + output,
  };
}
