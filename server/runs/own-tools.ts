import type { AgentRequest } from '../engine/ports.ts';

/** How agents name a tool of an MCP server called `clutch`; the model chooses none of these words. */
const NAME =
  /^(?:mcp__clutch__|clutch__|clutch_|clutch[.:/]\s?)[a-z][a-z0-9_-]{0,60}$|^[a-z][a-z0-9_-]{0,60} \(clutch MCP Server\)$/;

/**
 * Whether it is one of CLUTCH's own tools, which judge for themselves what they may do: the title is the tool's name and
 * nothing else, of a tool that runs no command and names no file or address.
 */
export function isOwnTool({ title, kind, command, paths, urls }: AgentRequest): boolean {
  if (command !== null || paths.length > 0 || urls.length > 0) return false;
  return (kind === null || kind === 'other') && NAME.test(title);
}
