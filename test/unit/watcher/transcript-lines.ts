/**
 * Lines as the agents write them: measured on Claude Code 2.1, Codex 0.169 and Gemini CLI 0.61, with what is not read
 * left out.
 */

const at = (second: number): string => new Date(Date.UTC(2026, 10, 21, 12, 0, second)).toISOString();

const json = (record: unknown): string => `${JSON.stringify(record)}\n`;

export const claude = {
  prompt: (session: string, text: string, cwd = '/home/ana/shop'): string =>
    json({
      parentUuid: null,
      isSidechain: false,
      type: 'user',
      message: { role: 'user', content: text },
      timestamp: at(0),
      cwd,
      sessionId: session,
      version: '2.1.330',
    }),
  /** One block of an answer; an answer of several blocks is several lines with one id and one usage. */
  block: (session: string, id: string, output = 55, request = `request-${id}`): string =>
    json({
      isSidechain: false,
      message: {
        id,
        type: 'message',
        role: 'assistant',
        model: 'claude-opus-5-5',
        content: [{ type: 'text', text: 'Done.' }],
        usage: {
          input_tokens: 1200,
          cache_creation_input_tokens: 100,
          cache_read_input_tokens: 400,
          output_tokens: output,
          service_tier: 'standard',
        },
      },
      requestRef: request,
      type: 'assistant',
      timestamp: at(5),
      cwd: '/home/ana/shop',
      sessionId: session,
    }),
  toolResult: (session: string, text: string): string =>
    json({
      type: 'user',
      message: { role: 'user', content: [{ tool_use_id: 'toolu_1', type: 'tool_result', content: text }] },
      timestamp: at(6),
      sessionId: session,
    }),
  cost: (session: string, usd: number): string =>
    json({ type: 'cost-state', sessionId: session, totalCostUSD: usd, totalDuration: 1143 }),
  title: (session: string, title: string): string => json({ type: 'ai-title', aiTitle: title, sessionId: session }),
};

interface CodexUsage {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
}

const codexUsage = ({ input, cached, output }: CodexUsage) => ({
  input_tokens: input,
  cached_input_tokens: cached,
  cache_write_input_tokens: 0,
  output_tokens: output,
  reasoning_output_tokens: 5,
  total_tokens: input + output,
});

const codexLine = (type: string, payload: object, second: number): string =>
  json({ timestamp: at(second), type, payload });

export const codex = {
  meta: (id: string, cwd = '/home/ana/shop'): string =>
    codexLine('session_meta', { id, cwd, originator: 'codex_exec', cli_version: '0.169.0', source: 'exec' }, 0),
  turn: (model = 'gpt-5.5'): string => codexLine('turn_context', { cwd: '/home/ana/shop', model }, 1),
  prompt: (text: string): string =>
    codexLine(
      'event_msg',
      { type: 'item_completed', item: { type: 'UserMessage', content: [{ type: 'text', text }] } },
      1,
    ),
  record: (all: CodexUsage, last: CodexUsage): string =>
    codexLine('token_usage_record', { usage: codexUsage(last), thread_token_usage: codexUsage(all) }, 4),
  count: (all: CodexUsage, last: CodexUsage): string =>
    codexLine(
      'event_msg',
      { type: 'token_count', info: { total_token_usage: codexUsage(all), last_token_usage: codexUsage(last) } },
      5,
    ),
  limits: (): string => codexLine('event_msg', { type: 'token_count', info: null, rate_limits: { primary: null } }, 6),
};

export const gemini = {
  header: (session: string): string =>
    json({ sessionId: session, projectHash: 'ef08', startTime: at(0), lastUpdated: at(0), kind: 'main' }),
  prompt: (id: string, text: string): string => json(gemini.promptMessage(id, text)),
  promptMessage: (id: string, text: string) => ({ id, timestamp: at(1), type: 'user', content: [{ text }] }),
  answer: (id: string, output = 45): string => json(gemini.answerMessage(id, output)),
  answerMessage: (id: string, output = 45) => ({
    id,
    timestamp: at(3),
    type: 'gemini',
    content: 'Done.',
    thoughts: [],
    tokens: { input: 1400, output, cached: 200, thoughts: 10, tool: 0, total: 1410 + output },
    model: 'gemini-3.8-flash',
  }),
  updated: (): string => json({ $set: { lastUpdated: at(4) } }),
  /** All messages again, as a resumed session writes them. */
  again: (...messages: readonly object[]): string => json({ $set: { messages } }),
};
