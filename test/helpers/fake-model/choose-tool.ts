import type { ModelRequest, OfferedTool, ToolCall } from './vendor-api.ts';

/** What agents call their tools that write a file, run a command, look for a tool; the first one offered is used. */
const WRITERS = ['Write', 'write_file', 'write'];
const SHELLS = ['Bash', 'bash', 'run_shell_command', 'exec_command', 'shell_command', 'exec'];
const SEARCHES = ['ToolSearch', 'tool_search'];

/** Writes a text file by the tool that the agent has for it, or by a command where it has none. `path` is absolute. */
export function writeFile(request: ModelRequest, path: string, content: string): ToolCall {
  const tool = find(request.tools, WRITERS);
  if (tool === null) return runCommand(request, `printf %s ${quote(content)} > ${quote(path)}`);
  return { tool, input: fill(tool, { file_path: path, filePath: path, path, content }) };
}

/** Runs a script in the agent's shell; an agent with a sandbox of its own is asked to leave it, so that it has to ask. */
export function runCommand(request: ModelRequest, script: string): ToolCall {
  const tool = requireTool(request, SHELLS);
  const why = 'A test runs it.';
  const leave = { sandbox_permissions: 'require_escalated', justification: why };
  return { tool, input: fill(tool, { command: script, cmd: script, description: why, ...leave }) };
}

/**
 * Calls the tool whose name ends like this, for example one of an MCP server, which every agent prefixes in its way. An
 * agent that shows such tools only to who looks for them gets a search first; `inSteps` does not count its answer.
 */
export function callTool(request: ModelRequest, suffix: string, input: Readonly<Record<string, unknown>>): ToolCall {
  const tool = request.tools.find(({ name }) => name.endsWith(suffix));
  if (tool !== undefined) return { tool, input };
  const search = requireTool(request, SEARCHES, `…${suffix}`);
  return {
    tool: search,
    input: fill(search, { query: `${suffix} ${suffix.replaceAll('_', ' ')}`, max_results: 5, limit: 5 }),
  };
}

function requireTool({ tools }: ModelRequest, names: readonly string[], wanted = names.join(', ')): OfferedTool {
  const tool = find(tools, names);
  if (tool !== null) return tool;
  throw new Error(`The agent offers no ${wanted}, only ${tools.map(({ name }) => name).join(', ')}.`);
}

function find(tools: readonly OfferedTool[], names: readonly string[]): OfferedTool | null {
  const found = names.map((name) => tools.find((tool) => tool.name === name));
  return found.find((tool) => tool !== undefined) ?? null;
}

/** Only the parameters that the tool has: each agent names them in its own way. */
function fill({ parameters }: OfferedTool, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => parameters.includes(name)));
}

const quote = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;
