import { assignment } from '../assignments.ts';
import { act, type Call, each, harmless, own, type Program, type Programs, touches } from '../call.ts';
import { type Arg, type Deed, unknownWord, word } from '../deed.ts';
import { readOptions } from '../options.ts';
import { joined } from '../words.ts';
import { changed } from '../dirs.ts';

/** Programs that run another one, which is what counts. */
export const wrappers: Programs = {
  env,
  ...each('nohup setsid unbuffer busybox toybox', behind('')),
  caffeinate: behind('t w'),
  stdbuf: behind('i o e input output error'),
  ionice: behind('c n p P u class classdata'),
  chrt: behind('T P D', 1),
  time: (call) => [
    ...touches(call, 'write', readOptions(call.args, 'o f output format').values('o', 'output')),
    ...behind('o f output format')(call),
  ],
  nice: behind('n adjustment'),
  timeout: behind('k s kill-after signal', 1),
  gtimeout: behind('k s kill-after signal', 1),
  taskset: behind('', 1),
  ...each('xvfb-run dbus-run-session', behind('s n e f p w server-args server-num')),
  ...each('strace ltrace valgrind', (call) => [
    ...touches(call, 'write', readOptions(call.args, 'o e p s u').values('o', 'output')),
    ...behind('o e p s u a E O S P output')(call),
  ]),
  flock: (call) => {
    const { operands } = readOptions(until(call.args, 'c'), 'w timeout E');
    const script = readOptions(call.args, 'c command w').values('c', 'command');
    return [
      ...touches(call, 'write', operands.slice(0, 1)),
      ...(script.length > 0
        ? script.flatMap((one) => call.script(one))
        : call.run(behindOperands(call.args, 'w timeout E', 1))),
    ];
  },
  ...each('proxychains proxychains4 torsocks', (call) => [act(call, 'network', call.name), ...behind('f')(call)]),
  xargs: (call) => {
    const rest = behindOperands(call.args, 'a I n P s L d E arg-file max-args max-procs delimiter replace', 0);
    const options = readOptions(call.args.slice(0, call.args.length - rest.length), 'a I n P s L d E arg-file');
    const files = touches(call, 'read', options.values('a', 'arg-file'));
    const name = options.values('I', 'replace')[0]?.text ?? '{}';
    const replaces = options.has('I', 'i', 'replace');
    const command = rest.length === 0 ? [word('echo')] : rest;
    const startedWith = (given: Arg): readonly Deed[] =>
      call.run(replaces ? command.flatMap((arg) => filledIn(arg, name, given)) : [...command, given]);
    // Names may hold blanks, and be more than one word then: what is only read may be guessed, nothing else.
    const names = call.input?.glob === true ? startedWith({ ...call.input, known: true, splits: false }) : null;
    const onlyReads = names?.every((deed) => (deed.type === 'touch' ? deed.access === 'read' : deed.class === 'read'));
    return [...files, ...(names && onlyReads ? names : startedWith(unknownWord('…')))];
  },
  parallel: (call) => [
    act(call, 'unknown', 'parallel', { known: false }),
    ...call.run([...call.args, unknownWord('…')]),
  ],
  watch: (call) => call.script(joined(behindOperands(call.args, 'n q interval', 0))),
  entr: (call) => call.run(behindOperands(call.args, '', 0)),
  script: (call) => {
    const options = readOptions(call.args, 'c command t T E O I B');
    const scripts = options.values('c', 'command');
    return [
      ...touches(call, 'write', options.operands),
      ...scripts.flatMap((one) => call.script(one)),
      ...(scripts.length === 0 ? [act(call, 'unknown', 'script')] : []),
    ];
  },
  ...each('sh bash dash zsh ksh ash rbash mksh', shellProgram),
  ...each('fish pwsh powershell cmd csh tcsh', (call) => [act(call, 'unknown', call.name, { known: false })]),
  ...each('dotenv dotenvx', (call) => {
    const at = call.args.findIndex(({ text }) => text === '--');
    return at < 0
      ? [act(call, 'unknown', call.name)]
      : [act(call, 'credentials', '.env'), ...call.run(call.args.slice(at + 1))];
  }),
};

function filledIn(arg: Arg, name: string, given: Arg): readonly Arg[] {
  if (arg.text === name) return [given];
  return [arg.text.includes(name) ? { ...unknownWord(arg.text), splits: false } : arg];
}

/** The command begins behind the options and so many operands. */
function behind(takes: string, operands = 0): Program {
  return (call) => {
    const rest = behindOperands(call.args, takes, operands);
    return rest.length === 0 ? harmless(call) : call.run(rest);
  };
}

function behindOperands(args: readonly Arg[], takes: string, operands: number): readonly Arg[] {
  const taking = takes.split(' ');
  let left = operands;
  for (let at = 0; at < args.length; at += 1) {
    const { text } = args[at] as Arg;
    if (text === '--') return args.slice(at + 1 + left);
    if (text.startsWith('-') && text.length > 1) {
      if (!text.includes('=') && taking.includes(text.replace(/^--?/, ''))) at += 1;
    } else if (left > 0) left -= 1;
    else return args.slice(at);
  }
  return [];
}

function until(args: readonly Arg[], letter: string): readonly Arg[] {
  const at = args.findIndex(({ text }) => text === `-${letter}`);
  return at < 0 ? args : args.slice(0, at);
}

function env(call: Call): readonly Deed[] {
  const deeds: Deed[] = [];
  let { dirs } = call;
  for (let at = 0; at < call.args.length; at += 1) {
    const arg = call.args[at] as Arg;
    const next = call.args[at + 1];
    const split = /^(?:-S|--split-string=)(.+)$/s.exec(arg.text)?.[1];
    if (arg.text === '-S' || arg.text === '--split-string' || split !== undefined) {
      return [
        ...deeds,
        ...call.script(split === undefined ? joined(call.args.slice(at + 1)) : { ...arg, text: split }),
      ];
    }
    if (arg.text === '-C' || arg.text === '--chdir') dirs = changed(dirs, next);
    if (/^(?:-[uC]|--unset|--chdir)$/.test(arg.text)) at += 1;
    else if (/^\w+=/.test(arg.text)) {
      const equals = arg.text.indexOf('=');
      deeds.push(...assignment(call, arg.text.slice(0, equals), { ...arg, text: arg.text.slice(equals + 1) }));
    } else if (arg.text.startsWith('--chdir=')) dirs = changed(dirs, { ...arg, text: arg.text.slice(8) });
    else if (!arg.text.startsWith('-')) return [...deeds, ...call.run(call.args.slice(at), { dirs })];
  }
  // Alone it prints every variable.
  return [...deeds, act(call, 'credentials', 'environment variables')];
}

/** `sh -c text`, `sh file`, and `sh` that reads its script from somewhere. */
function shellProgram(call: Call): readonly Deed[] {
  const { args, input } = call;
  const unclear = [act(call, 'unknown', `${call.name} of a script that cannot be known`, { known: false })];
  let isText = false;
  let isInput = false;
  let at = 0;
  for (; at < args.length && /^[-+]./.test(args[at]?.text ?? ''); at += 1) {
    const text = args[at]?.text ?? '';
    if (text === '--rcfile' || text === '--init-file') return unclear;
    if (/^-[a-zA-Z]*c/.test(text)) isText = true;
    if (/^-[a-zA-Z]*s/.test(text)) isInput = true;
    // `bash -o pipefail`: the next word belongs to it.
    if (/^[-+][a-zA-Z]*[oO]$/.test(text)) at += 1;
  }
  const next = args[at];
  if (args.slice(0, at + 1).some(({ splits }) => splits)) return unclear;
  if (isText) return next ? call.script(next) : harmless(call);
  if (next && next.text !== '-' && !isInput) return [own(call, `${call.name} ${next.text}`, next)];
  return input?.known === true ? call.script(input) : unclear;
}
