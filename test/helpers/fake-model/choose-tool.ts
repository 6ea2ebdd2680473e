import type { ModelRequest, OfferedTool, ToolCall } from './vendor-api.ts';

/** What agents call their tool that writes a file, and the one that runs a command; the first one offered is used. */
const WRITERS = ['Write', 'write_file', 'write'];
const SHELLS = ['Bash', 'bash', 'run_shell_command', 'exec_command', 'shell_command', 'exec'];

/** Writes a text file by the tool that the agent has for it, or by a command where it has none. `path` is absolute. */
export function writeFile(request: ModelRequest, path: string, content: string): ToolCall {
  const tool = find(request, WRITERS);
  if (tool === null) return runCommand(request, `printf %s ${quote(content)} > ${quote(path)}`);
  return { tool, input: fill(tool, { file_path: path, filePath: path, path, content }) };
}

/** Runs a script in the agent's shell; an agent with a sandbox of its own is asked to leave it, so that it has to ask. */
export function runCommand(request: ModelRequest, script: string): ToolCall {
  const tool = offered(request, find(request, SHELLS), SHELLS.join(', '));
  const why = 'A test runs it.';
  const leave = { sandbox_permissions: 'require_escalated', justification: why };
  return { tool, input: fill(tool, { command: script, cmd: script, description: why, ...leave }) };
}

/** Calls the tool whose name ends like this, for example one of an MCP server, which every agent prefixes in its way. */
export function callTool(request: ModelRequest, suffix: string, input: Readonly<Record<string, unknown>>): ToolCall {
  const tool = request.tools.find(({ name }) => name.endsWith(suffix)) ?? null;
  return { tool: offered(request, tool, `…${suffix}`), input };
}

function find({ tools }: ModelRequest, names: readonly string[]): OfferedTool | null {
  const offered = names.map((name) => tools.find((tool) => tool.name === name));
  return offered.find((tool) => tool !== undefined) ?? null;
}

function offered({ tools }: ModelRequest, tool: OfferedTool | null, wanted: string): OfferedTool {
  if (tool !== null) return tool;
  throw new Error(`The agent offers no ${wanted}, only ${tools.map(({ name }) => name).join(', ')}.`);
}

/** Only the parameters that the tool has: each agent names them in its own way. */
function fill({ parameters }: OfferedTool, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => parameters.includes(name)));
}

const quote = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;
