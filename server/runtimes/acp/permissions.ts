import type { PermissionOption, RequestPermissionRequest, RequestPermissionResponse } from '@agentclientprotocol/sdk';
import type { AgentQuestion } from '../../engine/ports.ts';
import { resolveInside } from '../inside.ts';
import type { ToolState } from './read-update.ts';

/** What an agent may do in its own worktree without asking a person; everything there is looked at before a commit. */
const HARMLESS_KINDS = new Set(['read', 'edit', 'search', 'think']);
/** These touch files by definition; one that does not say which is not known to stay inside. */
const KINDS_WITH_FILES = new Set(['read', 'edit']);
const MAX_DETAIL = 1_000;

/** The option to choose without asking, or null when a person has to decide. */
export async function allowedByPolicy(
  cwd: string,
  tool: ToolState,
  options: readonly PermissionOption[],
): Promise<PermissionOption | null> {
  const once = options.find((option) => option.kind === 'allow_once') ?? null;
  if (once === null || tool.kind === null || !HARMLESS_KINDS.has(tool.kind)) return null;
  if (tool.paths.length === 0 && KINDS_WITH_FILES.has(tool.kind)) return null;
  const real = await Promise.all(tool.paths.map((path) => resolveInside(cwd, path)));
  return real.includes(null) ? null : once;
}

/** Names what is to be done in the agent's words and by its real input: the title alone may be kinder than the deed. */
export function questionOf(request: RequestPermissionRequest, tool: ToolState): AgentQuestion {
  const { rawInput } = request.toolCall;
  const input = rawInput === undefined || rawInput === null ? '' : JSON.stringify(rawInput).slice(0, MAX_DETAIL);
  const files = tool.paths.slice(0, 20).join(', ').slice(0, MAX_DETAIL);
  const text = [tool.title, files === '' ? '' : `Files: ${files}`, input === '' ? '' : `Input: ${input}`];
  return {
    text: text.filter((line) => line !== '').join('\n'),
    options: request.options.map(({ optionId, name }) => ({ id: optionId, label: name })),
  };
}

/** An answer that is none of the options counts as none. */
export function responseFor(options: readonly PermissionOption[], answer: string | null): RequestPermissionResponse {
  const chosen = options.find((option) => option.optionId === answer);
  if (chosen === undefined) return { outcome: { outcome: 'cancelled' } };
  return { outcome: { outcome: 'selected', optionId: chosen.optionId } };
}
