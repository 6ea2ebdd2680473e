import { createAcpRuntime } from '../../../server/runtimes/acp/create-acp-runtime.ts';
import { type AcpQuirks, usualQuirks } from '../../../server/runtimes/acp/quirks.ts';

/** An agent in a few lines: `answers` maps a method to the body of a function that gets the message. */
export function agentOf(answers: Readonly<Record<string, string>>, quirks: Partial<AcpQuirks> = {}) {
  const cases = Object.entries(answers).map(([method, body]) => `${JSON.stringify(method)}: (message) => { ${body} }`);
  const script = `
    const send = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n');
    const result = (message, value) => send({ id: message.id, result: value });
    const answers = { ${cases.join(',')} };
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const message = JSON.parse(line);
      answers[message.method]?.(message);
    });`;
  return createAcpRuntime({
    name: 'fake',
    quirks: { ...usualQuirks, ...quirks },
    command: () => ({ program: process.execPath, args: ['-e', script], env: process.env }),
  });
}

export const greets = {
  initialize: 'result(message, { protocolVersion: 1 })',
  'session/new': `result(message, { sessionId: 's' })`,
};

/** JavaScript of an agent that says a value. */
export const tell = (value: string) =>
  `send({ method: 'session/update', params: { sessionId: 's', update: { sessionUpdate: 'agent_message_chunk',
    content: { type: 'text', text: JSON.stringify(${value}) } } } });`;
