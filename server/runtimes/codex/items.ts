import type { ToolStatus } from '../../engine/ports.ts';
import type { Item } from './messages.ts';

const MAX_TITLE = 300;

/** What a tool does, in words; null for an item that is none. */
export function titleOf(item: Item): string | null {
  const title = describe(item);
  return title === null ? null : title.slice(0, MAX_TITLE);
}

function describe(item: Item): string | null {
  const { type, command, server, tool, query, path } = item;
  switch (type) {
    case 'commandExecution':
      return command ?? 'Command';
    case 'fileChange':
      return `Edit ${pathsOf(item).join(', ')}`;
    case 'mcpToolCall':
      return `${server ?? ''} ${tool ?? ''}`;
    case 'dynamicToolCall':
    case 'collabAgentToolCall':
      return tool ?? 'Tool';
    case 'webSearch':
      return `Search ${query ?? ''}`;
    case 'imageView':
      return `View ${path ?? ''}`;
    default:
      return null;
  }
}

/** Every file that a change of files touches, where it was and where it goes. */
export function pathsOf({ changes }: Item): readonly string[] {
  return (changes ?? []).flatMap(({ path, kind }) => [path, ...(kind?.move_path ? [kind.move_path] : [])]);
}

export function statusOf({ status }: Item, isOver: boolean): ToolStatus {
  if (!isOver) return 'in_progress';
  return status === 'failed' || status === 'declined' ? 'failed' : 'completed';
}
