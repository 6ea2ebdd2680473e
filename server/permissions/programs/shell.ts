import { holdsSubstitution } from '../assignments.ts';
import { act, type Call, each, harmless, own, type Program, type Programs, touches } from '../call.ts';
import type { Deed } from '../deed.ts';
import { readOptions } from '../options.ts';

/** What the shell does itself, and programs that only say something about the machine. */
export const shell: Programs = {
  ...each(
    'true false : echo printf pwd sleep wait jobs fg bg disown shift return exit break continue umask ulimit',
    quiet(),
  ),
  ...each('test [ read let getopts unset mapfile readarray expr seq hash type which whereis dirs times', quiet()),
  ...each('shopt logout whoami id groups uname arch nproc uptime free df who tty locale getconf cal yes', quiet()),
  ...each('lscpu lsblk lsmod lsusb lspci vmstat iostat dirname basename tput clear help apt-cache dpkg-query', quiet()),
  date: (call) => {
    const options = readOptions(call.args, 'd date f file r reference');
    return [
      ...(options.has('s', 'set') ? [act(call, 'privilege', 'date --set')] : harmless(call)),
      ...touches(call, 'read', options.values('f', 'file', 'r', 'reference')),
    ];
  },
  man: (call) =>
    call.args.every(({ text }) => /^[\w.+-]+$/.test(text) && !/^-[^k]/.test(text))
      ? harmless(call)
      : [act(call, 'unknown', 'man', { known: false })],
  hostname: (call) =>
    call.args.some(({ text }) => !text.startsWith('-'))
      ? [act(call, 'network-configuration', 'hostname')]
      : harmless(call),
  ps: (call) => (call.args.some(({ text }) => /^[a-z]*e[a-z]*$/.test(text)) ? environment(call) : harmless(call)),
  // Without anything to set it prints every variable.
  set: (call) => (call.args.length === 0 ? environment(call) : harmless(call)),
  printenv: (call) => {
    const { operands } = readOptions(call.args);
    const calm = /^(?:PATH|HOME|PWD|USER|SHELL|LANG|LC_\w+|TERM|TMPDIR|NODE_ENV|CI|VIRTUAL_ENV)$/;
    return operands.length > 0 && operands.every(({ text }) => calm.test(text)) ? harmless(call) : environment(call);
  },
  history: environment,
  trap: ({ args, script }) => (args[0] && args[0].text !== '' && args[0].text !== '-' ? script(args[0]) : []),
  // Only shells at a terminal know aliases by themselves, but a script can make them work.
  alias: (call) =>
    call.args.some(({ text }) => text.includes('='))
      ? [act(call, 'unknown', 'alias', { known: false })]
      : harmless(call),
  unalias: harmless,
  enable: (call) => [act(call, 'unknown', 'enable', { known: false })],
  ...each('source .', (call) => (call.args[0] ? [own(call, `source ${call.args[0].text}`, call.args[0])] : [])),
  exec: (call) => {
    const at = call.args.findIndex(({ text }) => !text.startsWith('-'));
    return at < 0 ? [] : call.run(call.args.slice(at));
  },
  kill: stop,
};

/** It touches nothing; but where the shell computes it runs substitutions, even quoted ones. */
function quiet(): Program {
  return (call) => {
    const sets = call.args.some(
      ({ text }) =>
        (call.name === 'hash' && text.startsWith('-p')) ||
        (/^(?:mapfile|readarray)$/.test(call.name) && text.startsWith('-C')),
    );
    if (sets) return [act(call, 'unknown', call.name, { known: false })];
    const isPrinting = call.name === 'echo' || (call.name === 'printf' && call.args[0]?.text !== '-v');
    if (isPrinting || !call.args.some(holdsSubstitution)) return harmless(call);
    return [act(call, 'unknown', call.name, { known: false })];
  };
}

function environment(call: Call): readonly Deed[] {
  return [act(call, 'credentials', 'environment variables')];
}

/** Its own jobs may be stopped by whoever started them. */
function stop(call: Call): readonly Deed[] {
  const { operands } = readOptions(
    call.args.filter(({ text }) => !/^-(?:\d+|[A-Z]+)$/.test(text)),
    's n',
  );
  const isOwn = operands.every(({ text }) => /^(?:%\d*|\$!)$/.test(text));
  return isOwn
    ? harmless(call)
    : [act(call, 'unknown', `kill ${operands.map(({ text }) => text).join(' ')}`, { known: false })];
}
