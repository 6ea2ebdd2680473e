import { act, type Call, type Programs, touch, touches } from '../call.ts';
import { type Arg, type Deed, HERE, unknownWord, word } from '../deed.ts';
import { readOptions } from '../options.ts';

/** Programs that look for files and may do something with each. */
export const find: Programs = {
  find: findFiles,
  fd: (call) => {
    const at = call.args.findIndex(({ text }) => /^(?:-[xX]|--exec|--exec-batch)$/.test(text));
    const own = at < 0 ? call.args : call.args.slice(0, at);
    const { operands } = readOptions(
      own,
      'e d t E c S o extension max-depth type exclude color size owner base-directory',
    );
    const options = readOptions(own, 'base-directory search-path');
    const places = [...operands.slice(1), ...options.values('base-directory', 'search-path')];
    const found = (places.length > 0 ? places : [HERE]).map(below);
    return [
      ...touches(call, 'read', places.length > 0 ? places : [HERE], 'tree'),
      ...(at < 0 ? [] : found.flatMap((one) => call.run(filledIn(call.args.slice(at + 1), one)))),
    ];
  },
};

/** Options that say where names are written to. */
const WRITES = new Set(['-fprint', '-fprint0', '-fls', '-fprintf']);
/** They leave something out. */
const FILTERS = /^-(?:i?name|i?path|i?wholename|i?regex|empty|size|[acm]time|[acm]min|newer\w*|perm|user|mindepth)$/;
const RUNS = new Set(['-exec', '-execdir', '-ok', '-okdir']);

function findFiles(call: Call): readonly Deed[] {
  const { args } = call;
  const first = args.findIndex(({ text }) => /^[-(!]/.test(text) && !/^-(?:[HLP]|O\d|D)$/.test(text));
  const named = (first < 0 ? args : args.slice(0, first)).filter(({ text }) => !text.startsWith('-'));
  const places = named.length > 0 ? named : [HERE];
  // Followed links lead anywhere.
  const follows = args.some(({ text }) => text === '-L' || text === '-follow');
  const isFiltered = args.some(({ text }) => FILTERS.test(text));
  const found = follows ? [unknownWord('{}')] : places.map((one) => (isFiltered ? someBelow(one) : below(one)));
  const deeds: Deed[] = [...touches(call, 'read', places, 'folder')];
  for (let at = Math.max(first, 0); at < args.length; at += 1) {
    const text = args[at]?.text ?? '';
    const next = args[at + 1];
    if (args[at]?.splits) deeds.push(act(call, 'unknown', 'find', { known: false }));
    if (text === '-delete') deeds.push(...touches(call, 'delete', found, 'tree'));
    else if (WRITES.has(text) && next) deeds.push(touch(call, 'write', next));
    else if (RUNS.has(text)) {
      const end = args.findIndex((arg, index) => index > at && (arg.text === ';' || isPlus(args, index)));
      const command = args.slice(at + 1, end < 0 ? args.length : end);
      for (const one of found) deeds.push(...call.run(filledIn(command, one)));
      at += command.length;
    }
  }
  return deeds;
}

function isPlus(args: readonly Arg[], at: number): boolean {
  return args[at]?.text === '+' && args[at - 1]?.text === '{}';
}

/** Whatever lies in a folder, at any depth: no link is followed on the way. */
function below(place: Arg): Arg {
  return { ...place, text: `${place.text.replace(/\/+$/, '')}/*`, glob: true };
}

/** Some of it: what fits a name or an age. */
function someBelow(place: Arg): Arg {
  return { ...below(place), text: `${place.text.replace(/\/+$/, '')}/…*` };
}

/** The command with what was found in place of `{}`; a script in which it stands is not known. */
function filledIn(command: readonly Arg[], found: Arg): readonly Arg[] {
  const filled = command.map((arg) => {
    if (arg.text === '{}') return found;
    return arg.text.includes('{}') ? { ...unknownWord(arg.text), splits: false } : arg;
  });
  return command.some(({ text }) => text.includes('{}'))
    ? filled
    : [...filled, word(''), found].filter(({ text }) => text !== '');
}
