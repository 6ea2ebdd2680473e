import { type Action, actionOf } from './action.ts';
import { act, touch, type Call } from './call.ts';
import { classifyCommand, partsOf } from './classify-command.ts';
import { type Access, type Deed, type Extent, WORKTREE, word } from './deed.ts';
import { reach } from './hosts.ts';
import type { IsInside } from './places.ts';

/** What an agent says that it wants to do, with one of its tools. */
export interface Requested {
  /** What the tool does: `read`, `edit`, `execute`, …; null where the agent does not say. */
  readonly kind: string | null;
  readonly command: string | readonly string[] | null;
  readonly paths: readonly string[];
  readonly urls: readonly string[];
}

/** A tool of the agent instead of a program. */
const TOOL: Call = {
  name: '',
  args: [],
  dirs: WORKTREE,
  command: [],
  input: null,
  knows: () => false,
  run: () => [],
  script: () => [],
};

const ACCESS: Readonly<Record<string, { readonly access: readonly Access[]; readonly extent: Extent }>> = {
  read: { access: ['read'], extent: 'file' },
  search: { access: ['read'], extent: 'tree' },
  edit: { access: ['write'], extent: 'file' },
  delete: { access: ['delete'], extent: 'tree' },
  move: { access: ['delete', 'write'], extent: 'tree' },
};

/** What a request is at most, whatever the agent calls it. Never throws. */
export async function classifyRequest(request: Requested, isInside: IsInside): Promise<Action> {
  const { command } = request;
  const named = await partsOf(deedsOf(request), isInside);
  if (command === null) return actionOf(named);
  return actionOf([...(await classifyCommand(command, isInside)).parts, ...named]);
}

function deedsOf({ kind, command, paths, urls }: Requested): readonly Deed[] {
  const { access, extent } = ACCESS[kind ?? ''] ?? { access: [command === null ? 'write' : 'read'], extent: 'file' };
  const files = paths.flatMap((path) => access.map((one) => touch(TOOL, one, word(path), extent)));
  const hosts = urls.map(addressed);
  return [...files, ...hosts, ...unsaid({ kind, command, paths, urls })];
}

function addressed(url: string): Deed {
  const file = /^file:\/\/(?:localhost)?(\/.*)$/is.exec(url)?.[1];
  return file === undefined ? reach(TOOL, word(url)) : touch(TOOL, 'read', word(file));
}

/** A tool that does not say what it touches is not known to stay inside. */
function unsaid({ kind, command, paths, urls }: Requested): readonly Deed[] {
  const isSaid = command !== null || kind === 'think' || kind === 'search';
  const needs = kind === 'fetch' ? urls : kind !== null && kind in ACCESS ? paths : [];
  if (isSaid || needs.length > 0) return [];
  return [act(TOOL, 'unknown', `a tool of the agent (${kind ?? 'it does not say what it does'})`, { known: false })];
}
