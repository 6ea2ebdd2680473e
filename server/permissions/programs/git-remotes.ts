import { act, type Call, touch } from '../call.ts';
import { type Arg, type Deed, HERE } from '../deed.ts';
import { reach } from '../hosts.ts';
import type { Options } from '../options.ts';
import { joined } from '../words.ts';
import type { GitCommand } from './git-command.ts';

/** Commands of git that reach other machines. */
export const remoteCommands: Readonly<Record<string, GitCommand>> = {
  push,
  fetch: (call, _rest, options) => [...reachRemote(call, options), touch(call, 'write', HERE, 'tree', 'git fetch')],
  pull: (call, _rest, options) => [...reachRemote(call, options), touch(call, 'write', HERE, 'tree', 'git pull')],
  'ls-remote': (call, _rest, options) => reachRemote(call, options),
  clone: (call, _rest, options) => [
    ...reachRemote(call, options),
    touch(call, 'write', options.operands[1] ?? HERE, 'tree'),
    ...(options.values('c', 'config').length > 0 || options.has('template')
      ? [act(call, 'unknown', 'git clone', { known: false })]
      : []),
  ],
  submodule: (call, rest) => {
    const at = rest.findIndex(({ text }) => !text.startsWith('-'));
    const verb = at < 0 ? undefined : rest[at];
    const words = rest.slice(at + 1);
    if (verb?.text === 'foreach')
      return call.script(joined(words.filter(({ text }) => text !== '--recursive' && text !== '--quiet')));
    if (verb === undefined || verb.text === 'status' || verb.text === 'summary') return [touch(call, 'read', HERE)];
    return [act(call, 'network', `git submodule ${verb.text}`)];
  },
  remote: (call, rest) => {
    const verb = rest.find(({ text }) => !text.startsWith('-'))?.text;
    if (verb === undefined || verb === 'get-url') return [touch(call, 'read', HERE)];
    if (verb === 'show' || verb === 'update' || verb === 'prune') return [act(call, 'network', `git remote ${verb}`)];
    return [act(call, 'write-out-of-scope', `git remote ${verb}`)];
  },
  lfs: (call, rest) => {
    const verb = rest.find(({ text }) => !text.startsWith('-'))?.text ?? '';
    if (verb === 'push') return [act(call, 'git-publish', 'git lfs push')];
    return verb === 'ls-files' || verb === 'status' || verb === 'env'
      ? [touch(call, 'read', HERE)]
      : [act(call, 'network', `git lfs ${verb}`)];
  },
  'send-email': (call) => [act(call, 'git-publish', 'git send-email')],
  svn: (call, rest) => [act(call, 'git-publish', `git svn ${rest[0]?.text ?? ''}`)],
};

function push(call: Call, rest: readonly Arg[], options: Options): readonly Deed[] {
  if (options.has('n', 'dry-run')) return reachRemote(call, options);
  const isForced = options.has('f', 'force', 'force-with-lease', 'delete', 'd', 'mirror', 'prune');
  // `+main` overwrites the branch, `:main` removes it.
  const isRemoving = rest.some(({ text }) => /^[+:]/.test(text));
  const isProgram = options.has('receive-pack', 'exec');
  return [
    act(call, 'git-publish', 'git push'),
    ...(isForced || isRemoving ? [act(call, 'destructive', 'git push --force')] : []),
    ...(isProgram ? [act(call, 'unknown', 'git push --receive-pack', { known: false })] : []),
  ];
}

/** A remote by its name is one that the repository knows; `ext::` starts a program. */
function reachRemote(call: Call, options: Options): readonly Deed[] {
  const [remote] = options.operands;
  const starts = options.has('upload-pack', 'u') || /^\w+::/.test(remote?.text ?? '');
  if (starts) return [act(call, 'unknown', `${call.command.slice(0, 2).join(' ')} --upload-pack`, { known: false })];
  if (remote === undefined) return [act(call, 'network', 'the remotes of the repository')];
  const scp = /^(?:[\w.-]+@)?([\w.-]+):(?!\/\/)/.exec(remote.text)?.[1];
  if (scp !== undefined && remote.known) return [reach(call, { ...remote, text: scp })];
  if (remote.text.includes('://') && !remote.text.startsWith('file:')) return [reach(call, remote)];
  if (/[/~.]/.test(remote.text) || !remote.known)
    return [touch(call, 'read', { ...remote, text: remote.text.replace(/^file:\/\//, '') }, 'tree')];
  return [act(call, 'network', `the remote ${remote.text}`)];
}
