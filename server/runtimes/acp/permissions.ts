import { isAbsolute, relative, sep } from 'node:path';
import type { PermissionOption, RequestPermissionResponse } from '@agentclientprotocol/sdk';
import type { AgentAnswer, AgentRequest } from '../../engine/ports.ts';
import type { AcpQuirks } from './quirks.ts';
import { namesTooMany, type ToolState } from './tool-calls.ts';

const MAX_OPTIONS = 20;
const MAX_LABEL = 200;

/**
 * Names what is to be done by its real input: the title alone may be kinder than the deed. What is too much to be judged
 * is told as not known, so that a person is asked.
 */
export function requestOf(
  options: readonly PermissionOption[],
  tool: ToolState,
  quirks: AcpQuirks,
  cwd: string,
): AgentRequest {
  const { title, input } = tool;
  const isCommand = quirks.titleIsCommand && tool.kind === 'execute' && input === null;
  const excessive = input?.excessive === true || namesTooMany(tool) || (isCommand && tool.wholeTitle === null);
  const paths = new Set([...tool.paths, ...(input?.paths ?? [])]);
  // A command is judged as if it ran in the worktree; where it does not, that place is one that it touches.
  if (typeof input?.cwd === 'string' && liesOutside(cwd, input.cwd)) paths.add(input.cwd);
  return {
    title,
    kind: excessive ? null : tool.kind,
    command: excessive ? null : isCommand ? tool.wholeTitle : (input?.command ?? null),
    paths: excessive ? [] : [...paths],
    urls: input?.urls ?? [],
    input: input?.json ?? '',
    options: options
      .slice(0, MAX_OPTIONS)
      .map(({ optionId, name, kind }) => ({ id: optionId, label: name.slice(0, MAX_LABEL), kind })),
  };
}

/** An answer that is none of the options counts as none. */
export function responseFor(
  options: readonly PermissionOption[],
  answer: AgentAnswer | null,
): RequestPermissionResponse {
  const chosen = options.find((option) => option.optionId === answer?.option);
  if (chosen === undefined) return { outcome: { outcome: 'cancelled' } };
  return { outcome: { outcome: 'selected', optionId: chosen.optionId } };
}

function liesOutside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
}
