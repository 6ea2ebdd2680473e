import { act, type Call, touch, touches } from '../call.ts';
import { type Arg, type Deed, HERE } from '../deed.ts';
import type { GitCommand } from './git-command.ts';

/** What it does in the worktree; the subject is the command. */
function write(call: Call): Deed {
  return touch(call, 'write', HERE, 'tree', call.command.slice(0, 2).join(' '));
}

const look = (call: Call): readonly Deed[] => [touch(call, 'read', HERE)];

const destroy = (call: Call, subject: string): readonly Deed[] => [act(call, 'destructive', subject)];

/** Everybody's: the worktrees of a repository share its branches, its stash and its configuration. */
const shared = (call: Call, subject: string): readonly Deed[] => [act(call, 'write-out-of-scope', subject)];

const verbOf = (rest: readonly Arg[]): string | undefined => rest.find(({ text }) => !text.startsWith('-'))?.text;

/** Commands of git by which something can be lost, or that change what other worktrees have, too. */
export const historyCommands: Readonly<Record<string, GitCommand>> = {
  reset: (call, _rest, options) =>
    options.has('hard', 'merge', 'keep') ? destroy(call, 'git reset --hard') : [write(call)],
  clean: (call, _rest, options) => (options.has('n', 'dry-run') ? look(call) : destroy(call, 'git clean')),
  branch: (call, _rest, options) => {
    if (options.has('d', 'D', 'delete')) return destroy(call, 'git branch --delete');
    if (options.has('f', 'force', 'M', 'C', 'm', 'c', 'move', 'copy')) return destroy(call, 'git branch --force');
    return options.operands.length > 0 && !options.has('list', 'l', 'contains', 'merged', 'show-current')
      ? shared(call, 'git branch')
      : look(call);
  },
  tag: (call, _rest, options) => {
    if (options.has('d', 'delete', 'f', 'force')) return destroy(call, 'git tag --delete');
    const looks = options.has('l', 'list', 'n', 'contains', 'points-at', 'merged', 'v', 'verify');
    const makes = options.operands.length > 0 || options.has('a', 's', 'u', 'm', 'F', 'annotate', 'sign');
    return makes && !looks ? shared(call, 'git tag') : look(call);
  },
  stash: (call, rest) => {
    const verb = verbOf(rest) ?? 'push';
    if (verb === 'drop' || verb === 'clear') return destroy(call, `git stash ${verb}`);
    return verb === 'list' || verb === 'show' ? look(call) : [write(call)];
  },
  reflog: (call, rest) =>
    /^(?:expire|delete|drop)$/.test(verbOf(rest) ?? '') ? destroy(call, `git reflog ${verbOf(rest)}`) : look(call),
  worktree: (call, rest) => {
    const verb = verbOf(rest) ?? 'list';
    if (verb === 'list') return look(call);
    return verb === 'add'
      ? [...shared(call, 'git worktree add'), ...touches(call, 'write', rest.slice(1, 2))]
      : destroy(call, `git worktree ${verb}`);
  },
  ...Object.fromEntries(
    ['filter-branch', 'filter-repo', 'update-ref', 'gc', 'prune', 'repack', 'symbolic-ref'].map(
      (name): [string, GitCommand] => [
        name,
        (call, rest) =>
          name === 'symbolic-ref' && rest.filter(({ text }) => !text.startsWith('-')).length < 2
            ? look(call)
            : destroy(call, `git ${name}`),
      ],
    ),
  ),
  config: (call, _rest, options) => {
    const sets = options.has(
      'unset',
      'unset-all',
      'add',
      'replace-all',
      'remove-section',
      'rename-section',
      'e',
      'edit',
    );
    const asks =
      options.has('l', 'list', 'get', 'get-all', 'get-regexp', 'get-urlmatch') ||
      ['get', 'list'].includes(options.operands[0]?.text ?? '');
    return sets || (!asks && options.operands.length > 1) ? shared(call, 'git config') : look(call);
  },
  bisect: (call, rest) =>
    verbOf(rest) === 'run'
      ? [write(call), ...call.run(rest.slice(rest.findIndex(({ text }) => text === 'run') + 1))]
      : [write(call)],
  archive: (call, _rest, options) => [
    ...look(call),
    ...touches(call, 'write', options.values('o', 'output')),
    ...(options.has('exec', 'remote') ? [act(call, 'network', 'git archive')] : []),
  ],
  bundle: (call, rest) => [
    ...look(call),
    ...(verbOf(rest) === 'create' ? touches(call, 'write', rest.slice(1, 2)) : []),
  ],
  'format-patch': (call, _rest, options) => [
    ...look(call),
    touch(call, 'write', options.values('o', 'output-directory')[0] ?? HERE),
  ],
  ...Object.fromEntries(
    ['credential', 'credential-store', 'credential-cache', 'credential-manager', 'credential-osxkeychain'].map(
      (name): [string, GitCommand] => [name, (call) => [act(call, 'credentials', `git ${name}`)]],
    ),
  ),
};
