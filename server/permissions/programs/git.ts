import { type Call, act, harmless, named, type Programs, touch, touches } from '../call.ts';
import { type Arg, type Deed, HERE } from '../deed.ts';
import { changed } from '../dirs.ts';
import { type Options, readOptions } from '../options.ts';
import type { GitCommand } from './git-command.ts';
import { remoteCommands } from './git-remotes.ts';
import { historyCommands } from './git-history.ts';

export const git: Programs = { git: gitProgram, 'git-lfs': (call) => [act(call, 'network', 'git lfs')] };

const TAKES =
  'm F C c n U S G L O o message file format pretty author date since until before after max-count output exec strategy source branch depth upload-pack receive-pack reference origin template separate-git-dir config jobs server-option pathspec-from-file x i s u contents';

/** They only look. */
const READS =
  'status log diff show blame annotate rev-parse rev-list ls-files ls-tree describe shortlog grep cat-file name-rev merge-base show-ref for-each-ref show-branch whatchanged count-objects diff-tree diff-files diff-index check-ignore check-attr cherry range-diff var version help fsck verify-commit verify-tag merge-tree get-tar-commit-id interpret-trailers patch-id column stripspace hash-object';
/** They change the worktree, its index or its branch, which is all looked at before anything of it is taken over. */
const WRITES =
  'add commit merge rebase cherry-pick revert mv am apply restore checkout switch stage init read-tree write-tree commit-tree update-index rm sparse-checkout rerere notes';

const plain: Readonly<Record<string, GitCommand>> = {
  ...Object.fromEntries(READS.split(' ').map((name) => [name, look])),
  ...Object.fromEntries(WRITES.split(' ').map((name) => [name, change])),
  ...historyCommands,
  ...remoteCommands,
};

function gitProgram(call: Call): readonly Deed[] {
  const globals = readGlobals(call);
  const [name, ...rest] = globals.rest;
  if (name === undefined) return harmless(call);
  if (!name.known || name.glob) return [act(call, 'unknown', 'git', { known: false })];
  const words = rest.filter(({ text, known }) => known && !text.startsWith('-')).map(({ text }) => text);
  const inner = { ...named(call, 'git', name.text, ...words.slice(0, 6)), dirs: globals.dirs };
  const command = Object.hasOwn(plain, name.text) ? plain[name.text] : undefined;
  const options = readOptions(rest, TAKES);
  if (!command) return [...globals.deeds, act(inner, 'unknown', `git ${name.text}`, { known: false })];
  const isHidden = options.unclear ? [act(inner, 'unknown', `git ${name.text}`, { known: false })] : [];
  return [...globals.deeds, ...isHidden, ...command(inner, rest, options)];
}

const CALM_CONFIG =
  /^(?:user\.(?:name|email)|color\.[\w.]+|advice\.[\w.]+|core\.(?:quotepath|pager=(?:cat|less)?$|autocrlf|abbrev|editor=(?:true|:)$)|commit\.gpgsign|tag\.gpgsign|init\.defaultbranch|log\.\w+|diff\.(?:renames|noprefix|algorithm)|merge\.conflictstyle|pull\.rebase|rebase\.autosquash|advice\.\w+|safe\.directory)(?:=|$)/i;

/** `git -C folder -c name=value command …`. */
function readGlobals(call: Call): { rest: readonly Arg[]; dirs: Call['dirs']; deeds: readonly Deed[] } {
  const deeds: Deed[] = [];
  let { dirs } = call;
  let at = 0;
  for (; at < call.args.length; at += 1) {
    const { text } = call.args[at] as Arg;
    const next = call.args[at + 1];
    if (!text.startsWith('-')) break;
    if (text === '-C') dirs = changed(dirs, next);
    if (text === '-c' && !(next?.known === true && CALM_CONFIG.test(next.text))) {
      deeds.push(act(call, 'unknown', `git -c ${next?.text ?? ''}`, { known: next?.known ?? false }));
    }
    if (/^--(?:exec-path|config-env)/.test(text)) deeds.push(act(call, 'unknown', `git ${text}`, { known: false }));
    const place = /^--(?:git-dir|work-tree)(?:=(.*))?$/s.exec(text);
    if (place)
      deeds.push(
        ...touches(
          call,
          'write',
          place[1] === undefined ? (next ? [next] : []) : [{ ...(call.args[at] as Arg), text: place[1] }],
        ),
      );
    if (/^(?:-[Cc]|--git-dir|--work-tree|--namespace|--super-prefix|--config-env)$/.test(text)) at += 1;
  }
  return { rest: call.args.slice(at), dirs, deeds };
}

function subject(call: Call): string {
  return call.command.slice(0, 2).join(' ');
}

/** Looking at history may still start a program of the person's configuration, or write a file. */
function look(call: Call, rest: readonly Arg[], options: Options): readonly Deed[] {
  const starts =
    options.has('ext-diff', 'textconv', 'open-files-in-pager') || (call.command[1] === 'grep' && options.has('O'));
  if (starts) return [act(call, 'unknown', subject(call), { known: false })];
  const outside = rest.some(({ text }) => text === '--no-index')
    ? rest.filter(({ text }) => !text.startsWith('-'))
    : [];
  return [
    touch(call, 'read', HERE),
    ...touches(call, 'read', [...outside, ...options.values('contents')]),
    ...touches(call, 'write', options.values('output')),
  ];
}

function change(call: Call, rest: readonly Arg[], options: Options): readonly Deed[] {
  const [, name] = call.command;
  const runs = name === 'rebase' ? options.values('x', 'exec').flatMap((one) => call.script(one)) : [];
  const forces = (name === 'checkout' || name === 'switch') && options.has('B', 'C', 'force-create');
  const places = name === 'init' || name === 'mv' || name === 'rm' ? options.operands : [];
  return [
    touch(call, 'write', HERE, 'tree', subject(call)),
    ...touches(call, name === 'rm' ? 'delete' : 'write', places),
    ...runs,
    ...(forces ? [act(call, 'destructive', `${subject(call)} -B`)] : []),
    ...touches(call, 'read', [
      ...options.values('F', 'file'),
      ...(name === 'apply' || name === 'am' ? options.operands : []),
    ]),
    ...(rest.some(({ text }) => text === '--unsafe-paths')
      ? [act(call, 'unknown', subject(call), { known: false })]
      : []),
  ];
}
