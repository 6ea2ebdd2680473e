import { act, type Call, each, harmless, named, own, type Programs, touch } from '../call.ts';
import { type Arg, type Deed, HERE } from '../deed.ts';
import { changed } from '../dirs.ts';
import { readOptions } from '../options.ts';
import { runsScript } from './script-names.ts';

/** Package managers of JavaScript. Their scripts are code of the worktree. */
export const nodePackages: Programs = {
  npm: packageManager,
  pnpm: packageManager,
  yarn: packageManager,
  bun: packageManager,
  ...each('npx pnpx bunx', (call) => execute(call, call.args)),
  corepack: (call) => [act(call, 'package-install', `corepack ${call.args[0]?.text ?? ''}`)],
  ...each('nvm fnm volta n', (call) => [
    act(call, 'package-install', `${call.name} ${call.args[0]?.text ?? ''}`.trim()),
  ]),
};

const TAKES = 'C prefix cwd dir workspace filter F registry loglevel cache tag otp';
const INSTALLS =
  /^(?:i|in|ins|inst|insta|instal|install|isntall|add|ci|clean-install|it|install-test|cit|update|up|upgrade|uninstall|un|unlink|remove|rm|r|link|ln|rebuild|rb|dedupe|ddp|prune|audit|import|fetch|dlx|create|init|innit|pm|patch|unplug|set|plugin|self-update|env|store|approve-builds)$/;
const PUBLISHES = /^(?:publish|unpublish|deprecate|dist-tag|dist-tags|owner|author|access|team|org|star|stage)$/;
const LOOKS = /^(?:ls|list|la|ll|why|explain|root|bin|prefix|help|version|query|licenses|completion|doctor)$/;
const REACHES = /^(?:view|v|info|show|search|s|find|outdated|ping|audit|fund|repo|docs|bugs|npm)$/;
const ACCOUNT = /^(?:login|logout|adduser|add-user|token|whoami|profile|hook)$/;
const RUNS = /^(?:run|run-script|rum|urn|test|t|tst|start|stop|restart|pkg|version)$/;
/** By these it starts what it is told to, or asks somebody else. */
const STARTS = ['script-shell', 'node-options', 'userconfig', 'globalconfig', 'eval', 'print'];

function packageManager(outer: Call): readonly Deed[] {
  const { name } = outer;
  const options = readOptions(outer.args, name === 'npm' ? `${TAKES} w` : TAKES);
  const folder = options.values('C', 'prefix', 'cwd', 'dir')[0];
  const at = outer.args.findIndex((arg) => arg === options.operands[0]);
  const verb = options.operands[0];
  const rest = at < 0 ? [] : outer.args.slice(at + 1);
  const dirs = folder ? changed(outer.dirs, folder) : outer.dirs;
  const call = {
    ...named(outer, name, ...options.operands.filter(({ known }) => known).map(({ text }) => text)),
    dirs,
  };
  const starts = options.has(...STARTS) || options.unclear || (name === 'bun' && options.has('e', 'p'));
  if (starts) return [act(call, 'unknown', name, { known: false })];
  if (verb === undefined) return name === 'yarn' ? install(call, 'install', false) : harmless(call);
  if (!verb.known) return [act(call, 'unknown', name, { known: false })];
  const word = verb.text === 'i' ? 'install' : verb.text;
  const subject = `${name} ${word}`;
  if (!/^[\w@.:/+-]+$/.test(word)) return [act(call, 'unknown', name, { known: false })];
  if (name === 'bun' && isFile(word)) return [own(call, subject, verb)];
  if (name === 'yarn' && word === 'workspace') return packageManager({ ...outer, dirs, args: rest.slice(1) });
  if (word === 'node') return call.run([verb, ...rest]);
  if (word === 'config' || word === 'c') return configure(call, rest);
  if (word === 'dlx' || word === 'x' || word === 'exec') return execute({ ...call }, rest);
  if (PUBLISHES.test(word) || (name === 'yarn' && word === 'npm' && rest[0]?.text === 'publish'))
    return [act(call, 'git-publish', subject)];
  if (ACCOUNT.test(word)) return [act(call, 'credentials', subject)];
  if (RUNS.test(word)) return runScript(call, word, options.operands.slice(1));
  if (LOOKS.test(word)) return [touch(call, 'read', HERE)];
  if (word === 'pack') return [touch(call, 'write', HERE, 'file', subject)];
  if (INSTALLS.test(word)) return install(call, word, options.has('g', 'global', 'location'));
  if (REACHES.test(word)) return [act(call, 'network', 'the package registry')];
  if (name === 'npm') return [act(call, 'unknown', subject, { known: false })];
  if (word === 'workspaces') return [act(call, 'unknown', subject, { known: false })];
  // The others run a script, or a program of a package, by its bare name.
  return [...runScript(call, 'run', [verb]), ...(call.knows(word) ? call.run([verb, ...rest]) : [])];
}

function isFile(word: string): boolean {
  return word.includes('/') || /\.[cm]?[jt]sx?$/.test(word);
}

function runScript(call: Call, verb: string, words: readonly Arg[]): readonly Deed[] {
  const script = verb === 'run' || verb === 'run-script' ? words[0] : undefined;
  if (script === undefined) return [own(call, `${call.name} ${verb}`)];
  if (!script.known) return [own(call, `${call.name} run`), act(call, 'unknown', `${call.name} run`, { known: false })];
  const subject = `${call.name} run ${script.text}`;
  if (call.name !== 'bun') return runsScript(call, subject, script.text);
  if (isFile(script.text)) return [own(call, subject, script)];
  return [...runsScript(call, subject, script.text), ...(call.knows(script.text) ? call.run(words) : [])];
}

function install(call: Call, verb: string, isGlobal: boolean): readonly Deed[] {
  const where = isGlobal ? ' --global' : '';
  return [
    act(call, 'package-install', `${call.name} ${verb}${where}`),
    ...(isGlobal ? [act(call, 'write-out-of-scope', 'global packages')] : [touch(call, 'write', HERE)]),
  ];
}

function configure(call: Call, rest: readonly Arg[]): readonly Deed[] {
  const [verb, key] = rest;
  if (verb?.text === 'get' && key !== undefined && !/auth|token|password/i.test(key.text)) return harmless(call);
  if (verb === undefined || verb.text === 'list' || verb.text === 'ls' || verb.text === 'get')
    return [act(call, 'credentials', `${call.name} config`)];
  return [act(call, 'write-out-of-scope', `${call.name} config ${verb.text}`)];
}

/** Fetches a package where it is not there yet, and starts it. */
function execute(call: Call, args: readonly Arg[]): readonly Deed[] {
  const options = readOptions(args, 'p package c call');
  const scripts = options.values('c', 'call').flatMap((one) => call.script(one));
  const at = args.findIndex((arg) => arg === options.operands[0]);
  const started = at < 0 ? [] : args.slice(at);
  const [first] = started;
  const isLocal = options.has('no-install', 'no', 'offline');
  const name = first?.known === true ? first.text : null;
  const subject = `npx ${name ?? options.values('p', 'package')[0]?.text ?? ''}`.trim();
  const what = isLocal
    ? own(call, subject)
    : act(call, 'package-install', subject, { known: name !== null || scripts.length > 0 });
  // What is known by its name does the same from there.
  const program = name?.replace(/(.)@.*$/, '$1') ?? '';
  const isStarted = call.knows(program) || /^[./~]/.test(program);
  const inner = isStarted ? call.run([{ ...(first as Arg), text: program }, ...started.slice(1)]) : [];
  return [what, ...scripts, ...inner];
}
