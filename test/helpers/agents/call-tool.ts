import { openToolClient } from '../../../server/mcp/tool-client.ts';
import { environmentOf, type Prompted } from './scripted-agent.ts';

/** Uses one of CLUTCH's tools as the agent of this session, but for what `more` changes in the environment. */
export async function callTool(
  prompted: Prompted,
  tool: string,
  input: Record<string, unknown>,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const [server] = prompted.mcpServers;
  const env = { PATH: process.env['PATH'] ?? '', ...environmentOf(prompted), ...more };
  const program = { program: server?.command ?? '', args: server?.args ?? [], cwd: prompted.cwd, env };
  const client = await openToolClient(program);
  try {
    const { failed, text } = await client.call(tool, input);
    return `${tool} ${failed ? 'refused' : 'taken'}: ${text}`;
  } finally {
    await client.close();
  }
}
