import * as z from 'zod';
import { type Answer, textOf, type VendorApi } from './vendor-api.ts';

const Properties = z.object({ properties: z.record(z.string(), z.unknown()).default({}) });
const Declaration = z.object({
  name: z.string(),
  parameters: Properties.optional(),
  parametersJsonSchema: Properties.optional(),
});
const Part = z.object({ functionResponse: z.object({ response: z.unknown().optional() }).optional() });
const Request = z.object({
  tools: z.array(z.object({ functionDeclarations: z.array(Declaration).default([]) })).default([]),
  contents: z.array(z.object({ parts: z.array(Part).default([]) })),
  generationConfig: z
    .object({ responseJsonSchema: z.unknown().optional(), responseSchema: z.unknown().optional() })
    .optional(),
});

/** Gemini generateContent. `promptTokenCount` counts what was read from a cache, `candidatesTokenCount` no thoughts. */
export const gemini: VendorApi = {
  name: 'gemini',
  read(path, body) {
    const address = /models\/([^:/]+):(streamGenerateContent|generateContent)$/u.exec(path);
    if (address === null) return null;
    const { tools, contents, generationConfig } = Request.parse(body);
    const results = contents.flatMap(({ parts }) => parts).map(({ functionResponse }) => functionResponse?.response);
    return {
      model: address[1] ?? '',
      stream: address[2] === 'streamGenerateContent',
      tools: tools
        .flatMap(({ functionDeclarations }) => functionDeclarations)
        .map(({ name, parameters, parametersJsonSchema }) => ({
          name,
          namespace: null,
          parameters: Object.keys((parameters ?? parametersJsonSchema)?.properties ?? {}),
        })),
      toolResults: results.filter((result) => result !== undefined).map((result) => JSON.stringify(result)),
      answerSchema: generationConfig?.responseJsonSchema ?? generationConfig?.responseSchema ?? null,
    };
  },
  whole: async (answer) => last(answer, await textOf(answer)),
  async *events(answer) {
    for await (const text of answer.pieces) yield { name: null, data: part(answer, [{ text }], {}) };
    yield { name: null, data: last(answer, '') };
  },
};

function last(answer: Answer, text: string) {
  const { call } = answer;
  const said = text === '' ? [] : [{ text }];
  const done = call === null ? [] : [{ functionCall: { name: call.tool.name, args: call.input } }];
  return { ...part(answer, [...said, ...done], { finishReason: 'STOP' }), usageMetadata: usage(answer) };
}

const part = ({ id, model }: Answer, parts: readonly object[], more: object) => ({
  candidates: [{ index: 0, content: { role: 'model', parts }, ...more }],
  modelVersion: model,
  responseId: id,
});

function usage({ usage: { input, cachedRead, cachedWrite, output } }: Answer) {
  const thoughtsTokenCount = 5;
  const promptTokenCount = input + cachedRead + cachedWrite;
  return {
    promptTokenCount,
    cachedContentTokenCount: cachedRead,
    candidatesTokenCount: output - thoughtsTokenCount,
    thoughtsTokenCount,
    totalTokenCount: promptTokenCount + output,
  };
}
