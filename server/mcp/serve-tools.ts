import type { Readable, Writable } from 'node:stream';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import {
  AGENT_TOOL_NAMES,
  AGENT_TOOLS,
  type AgentToolName,
  type AgentToolSpec,
  CALL_MAX_BYTES,
  OPEN_TOOL_NAMES,
} from '#schemas/agent-tools.ts';
import type { AgentCallResult } from '#schemas/protocol/agent-tools.ts';

export interface ToolService {
  readonly version: string;
  /** Whether the agent is in a session of a run; else it is offered only what reads. */
  readonly inSession: boolean;
  /** Rejects with a sentence for the agent when the server cannot be reached. */
  call(tool: AgentToolName, input: unknown): Promise<AgentCallResult>;
}

const IN_SESSION =
  'You work in a run of CLUTCH. Call session_entry first: it says what is yours, what binds you and what to read. Deliver your report and your contract with these tools, and ask a person with ask.';
const OUTSIDE =
  'CLUTCH turns a written plan into verified commits. session_entry says how the plans of this folder stand; you may read, and people decide.';

/** A message holds the arguments of one call; escaped, they may be several times as long. */
const MESSAGE_MAX_BYTES = 8 * CALL_MAX_BYTES;

/** Serves CLUTCH's tools to one client of the Model Context Protocol; resolves when the client is gone. */
export async function serveTools(
  { input, output }: { readonly input: Readable; readonly output: Writable },
  service: ToolService,
): Promise<void> {
  const server = new McpServer(
    { name: 'clutch', title: 'CLUTCH', version: service.version },
    { instructions: service.inSession ? IN_SESSION : OUTSIDE },
  );
  for (const name of service.inSession ? AGENT_TOOL_NAMES : OPEN_TOOL_NAMES) register(server, name, service);
  const transport = new StdioServerTransport(input, output, { maxBufferSize: MESSAGE_MAX_BYTES });
  const closed = new Promise<void>((resolve) => {
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the library has this property and no listeners.
    server.server.onclose = resolve;
  });
  // The transport does not look whether its client still is there.
  for (const event of ['end', 'close', 'error']) input.once(event, () => void server.close());
  output.once('error', () => void server.close());
  await server.connect(transport);
  await closed;
}

function register(server: McpServer, name: AgentToolName, { call }: ToolService): void {
  const { title, description, input, roles }: AgentToolSpec = AGENT_TOOLS[name];
  const readOnlyHint = roles === 'everyone';
  const annotations = { readOnlyHint, destructiveHint: false, openWorldHint: false };
  server.registerTool(name, { title, description, inputSchema: input, annotations }, async (given) =>
    toResult(await call(name, given)),
  );
}

/** What throws becomes such a failure as well; the library sees to that. */
function toResult(result: AgentCallResult): CallToolResult {
  if (!result.ok) return { content: [{ type: 'text', text: `${result.code}: ${result.message}` }], isError: true };
  return { content: [{ type: 'text', text: JSON.stringify(result.output) }], structuredContent: result.output };
}
