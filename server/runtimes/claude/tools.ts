import * as z from 'zod';
import type { ToolKind } from '../../engine/ports.ts';

const MAX_TITLE = 300;

/** Prefix of the names of CLUTCH's own tools, which need no permission: whoever can be asked is behind them. */
export const OWN_TOOLS = 'mcp__clutch__';

const KINDS = new Map<string, ToolKind>([
  ['Read', 'read'],
  ['Glob', 'search'],
  ['Grep', 'search'],
  ['LS', 'search'],
  ['ToolSearch', 'search'],
  ['Write', 'edit'],
  ['Edit', 'edit'],
  ['MultiEdit', 'edit'],
  ['NotebookEdit', 'edit'],
  ['Bash', 'execute'],
  ['PowerShell', 'execute'],
  ['WebFetch', 'fetch'],
  ['WebSearch', 'fetch'],
  ['TodoWrite', 'think'],
]);

const text = z.string().optional().catch(undefined);
/** What the program's tools call the thing that they act on. */
const Input = z
  .object({
    command: text,
    file_path: text,
    notebook_path: text,
    path: text,
    pattern: text,
    query: text,
    url: text,
    description: text,
  })
  .catch({});

/** What a tool is about to do, read off its input. */
export interface ToolUse {
  readonly title: string;
  readonly kind: ToolKind;
  readonly command: string | null;
  readonly paths: readonly string[];
  readonly urls: readonly string[];
}

export function describeTool(name: string, toolInput: unknown): ToolUse {
  const input = Input.parse(toolInput);
  const kind = KINDS.get(name) ?? 'other';
  const path = input.file_path ?? input.notebook_path ?? input.path;
  const subject = input.command ?? path ?? input.url ?? input.pattern ?? input.query ?? input.description ?? '';
  return {
    title: `${readableName(name)} ${subject}`.trim().slice(0, MAX_TITLE),
    kind,
    command: kind === 'execute' ? (input.command ?? null) : null,
    paths: path === undefined ? [] : [path],
    urls: kind === 'fetch' && input.url !== undefined ? [input.url] : [],
  };
}

/** `mcp__clutch__report` is `clutch report`. */
function readableName(name: string): string {
  return name.replace(/^mcp__(.+?)__/, '$1 ');
}
