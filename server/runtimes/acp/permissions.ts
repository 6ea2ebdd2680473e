import type { PermissionOption, RequestPermissionRequest, RequestPermissionResponse } from '@agentclientprotocol/sdk';
import * as z from 'zod';
import type { AgentAnswer, AgentRequest } from '../../engine/ports.ts';
import type { ToolState } from './read-update.ts';

const MAX_INPUT = 1_000;

/** What agents call the command that they want to run; a script, or a program with its arguments. */
const CommandInput = z.object({ command: z.union([z.string(), z.array(z.string())]) });
const UrlInput = z.object({ url: z.string() });

/** Names what is to be done by its real input: the title alone may be kinder than the deed. */
export function requestOf({ toolCall, options }: RequestPermissionRequest, tool: ToolState): AgentRequest {
  const { rawInput } = toolCall;
  const command = CommandInput.safeParse(rawInput);
  const url = UrlInput.safeParse(rawInput);
  return {
    title: tool.title,
    kind: tool.kind,
    command: command.success ? command.data.command : null,
    paths: tool.paths,
    urls: url.success ? [url.data.url] : [],
    input: rawInput === undefined || rawInput === null ? '' : JSON.stringify(rawInput).slice(0, MAX_INPUT),
    options: options.map(({ optionId, name, kind }) => ({ id: optionId, label: name, kind })),
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
