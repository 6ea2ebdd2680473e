import type { AgentRuntime } from '../../../server/engine/ports.ts';
import { createCodexRuntime } from '../../../server/runtimes/codex/create-codex-runtime.ts';
import { usualTimes } from '../../../server/runtimes/process/run-agent-process.ts';

export interface Peer {
  readonly turn: string;
  readonly onAnswer?: string;
  readonly onRequest?: string;
  readonly startupMs?: number;
}

/**
 * A program in a few lines that speaks as `codex app-server` does. `turn` is what it does with a prompt; `onAnswer`,
 * with `result` and `error`, what it does when a question of it was answered; `onRequest`, with `method`, `params` and
 * `reply`, what it does with another request of ours.
 */
export function codexThat({
  turn,
  onAnswer = '',
  onRequest = '',
  startupMs = usualTimes.startupMs,
}: Peer): AgentRuntime {
  const script = `
    const fs = require('node:fs');
    const print = (message) => process.stdout.write(JSON.stringify(message) + '\\n');
    const threadId = 'thread-1';
    const tell = (method, params, thread = threadId) => print({ method, params: { threadId: thread, turnId: 'turn-1', ...params } });
    let said = 0;
    const say = (text) => tell('item/agentMessage/delta', { itemId: 'message-' + ++said, delta: text });
    const begin = (item) => tell('item/started', { item: { status: 'inProgress', ...item } });
    const done = (item) => tell('item/completed', { item: { status: 'completed', ...item } });
    const ask = (method, params) => print({ id: 'ask', method, params: { threadId, turnId: 'turn-1', itemId: 'ask', ...params } });
    const counts = (input, cached, output) => ({ inputTokens: input, cachedInputTokens: cached, outputTokens: output, reasoningOutputTokens: 1, totalTokens: input + output });
    const used = (total, last, thread) => tell('thread/tokenUsage/updated', { tokenUsage: { total, last, modelContextWindow: 1000 } }, thread);
    const end = (status = 'completed', error = null) => tell('turn/completed', { turn: { id: 'turn-1', status, error } });
    const answers = {
      'account/read': () => ({ account: null, requiresOpenaiAuth: false }),
      'thread/start': () => ({ thread: { id: threadId }, model: 'model-1' }),
      'thread/resume': () => ({ thread: { id: threadId }, model: 'model-1' }),
    };
    let thread = null;
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const { id, method, params, result, error } = JSON.parse(line);
      if (method === undefined) { ${onAnswer}; return; }
      if (id === undefined) return;
      const reply = (more) => print({ id, ...more });
      if (method.startsWith('thread/')) thread = { method, params };
      ${onRequest}
      reply({ result: answers[method]?.() ?? {} });
      if (method !== 'turn/start') return;
      tell('turn/started', { turn: { id: 'turn-1' } });
      ${turn}
    });`;
  return createCodexRuntime({
    name: 'codex',
    times: { ...usualTimes, startupMs },
    command: () => ({ program: process.execPath, args: ['-e', script, '--', '--mine'], env: process.env }),
  });
}
