import type { McpServer } from '../../server/engine/ports.ts';

/**
 * A program with one tool, `report`, that answers its `text` together with the server's secret; it keeps to the oldest
 * part of the Model Context Protocol, which every agent understands.
 */
export const mcpEcho: McpServer = {
  name: 'clutch',
  program: process.execPath,
  args: [
    '-e',
    `const send = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n');
     const tool = { name: 'report', description: 'Reports.', inputSchema: { type: 'object', properties: { text: { type: 'string' } } } };
     const answers = {
       initialize: ({ protocolVersion }) => ({ protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'echo', version: '1' } }),
       'tools/list': () => ({ tools: [tool] }),
       'tools/call': ({ arguments: { text } }) => ({ content: [{ type: 'text', text: text + ' with ' + process.env.ECHO_SECRET }] }),
       ping: () => ({}),
     };
     require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
       const { id, method, params } = JSON.parse(line);
       if (id === undefined) return;
       const answer = answers[method];
       send(answer ? { id, result: answer(params) } : { id, error: { code: -32601, message: 'no such method' } });
     });`,
  ],
  env: { ECHO_SECRET: 'a-secret' },
};
