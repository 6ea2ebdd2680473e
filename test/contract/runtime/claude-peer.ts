import type { AgentRuntime } from '../../../server/engine/ports.ts';
import { createClaudeRuntime } from '../../../server/runtimes/claude/create-claude-runtime.ts';
import { usualTimes } from '../../../server/runtimes/process/run-agent-process.ts';

export interface Peer {
  readonly turn: string;
  readonly onAnswer?: string;
  readonly onControl?: string;
  readonly startupMs?: number;
}

/**
 * A program in a few lines that speaks as Claude Code does. `turn` is what it does with a prompt; `onAllowed`, with
 * `behavior` and `message`, what it does when its question was answered; `onControl` maps a request of ours to the
 * answer, instead of the usual one.
 */
export function claudeThat({
  turn,
  onAnswer = '',
  onControl = '',
  startupMs = usualTimes.startupMs,
}: Peer): AgentRuntime {
  const script = `
    const fs = require('node:fs');
    const print = (message) => process.stdout.write(JSON.stringify(message) + '\\n');
    const stream = (event, parent = null) => print({ type: 'stream_event', parent_tool_use_id: parent, event });
    const say = (text) => {
      stream({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } });
      stream({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } });
    };
    const usage = (input, output) => ({ input_tokens: input, cache_read_input_tokens: 2, cache_creation_input_tokens: 3, output_tokens: output });
    const tool = (id, name, input, parent = null) => print({ type: 'assistant', parent_tool_use_id: parent,
      message: { id: 'of-' + id, content: [{ type: 'tool_use', id, name, input }], usage: usage(100, 1) } });
    const done = (id, is_error = false) => print({ type: 'user', message: { content: [{ type: 'tool_result', tool_use_id: id, is_error, content: '' }] } });
    const ask = (tool_name, input) => print({ type: 'control_request', request_id: 'ask', request: { subtype: 'can_use_tool', tool_name, tool_use_id: 'ask', input } });
    const end = (more = {}) => print({ type: 'result', subtype: 'success', is_error: false, stop_reason: 'end_turn', terminal_reason: 'completed', result: '', total_cost_usd: 1.5, ...more });
    const control = (message) => {
      const { request_id, request } = message;
      ${onControl}
      print({ type: 'control_response', response: { subtype: 'success', request_id, response: {} } });
    };
    const answered = ({ behavior, message, updatedInput, interrupt }) => { ${onAnswer} };
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const message = JSON.parse(line);
      if (message.type === 'control_request') control(message);
      if (message.type === 'control_response') answered(message.response.response ?? { error: message.response.error });
      if (message.type === 'user') {
        print({ type: 'system', subtype: 'init', session_id: 'session-1', model: 'model-1' });
        ${turn}
      }
    });`;
  return createClaudeRuntime({
    name: 'claude',
    times: { ...usualTimes, startupMs },
    command: () => ({ program: process.execPath, args: ['-e', script, '--'], env: process.env }),
  });
}
