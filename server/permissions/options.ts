import type { Arg } from './deed.ts';

/** The arguments of a program, read as most programs read them: `-rf`, `-ofile`, `-o file`, `--out=file`, `--`. */
export interface Options {
  readonly operands: readonly Arg[];
  /** Whether one of these was given; of long options an abbreviation counts. */
  has(...names: readonly string[]): boolean;
  /** What was given to these options, in order. */
  values(...names: readonly string[]): readonly Arg[];
  /** Every option that has a value. */
  readonly given: readonly { readonly name: string; readonly value: Arg }[];
  /** Some argument may become options that nobody sees. */
  readonly unclear: boolean;
}

interface Given {
  readonly name: string;
  readonly value: Arg | null;
}

/**
 * `takes`: names of the options with a value, separated by spaces: `o output`. One too many hides an operand, one too few
 * makes an operand of a value, which is the lesser evil: abbreviations count as taking none.
 */
export function readOptions(args: readonly Arg[], takes = ''): Options {
  const taking = takes === '' ? [] : takes.split(' ');
  const given: Given[] = [];
  const operands: Arg[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] as Arg;
    if (arg.text === '--' && arg.known) {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (!arg.text.startsWith('-') || arg.text === '-') {
      operands.push(arg);
      continue;
    }
    const read = arg.text.startsWith('--') ? [longOption(arg)] : shortOptions(arg, taking);
    given.push(...read);
    const last = read.at(-1);
    const next = args[at + 1];
    if (last && last.value === null && next && taking.includes(last.name)) {
      given.push({ name: last.name, value: next });
      at += 1;
    }
  }
  const isNamed = (name: string, names: readonly string[]): boolean =>
    names.some((one) => one === name || (name.length > 1 && one.startsWith(name)));
  return {
    operands,
    has: (...names) => given.some(({ name }) => isNamed(name, names)),
    values: (...names) => given.flatMap(({ name, value }) => (value !== null && isNamed(name, names) ? [value] : [])),
    given: given.flatMap(({ name, value }) => (value === null ? [] : [{ name, value }])),
    unclear: args.some((arg) => arg.splits),
  };
}

function longOption(arg: Arg): Given {
  const equals = arg.text.indexOf('=');
  if (equals < 0) return { name: arg.text.slice(2), value: null };
  return { name: arg.text.slice(2, equals), value: { ...arg, text: arg.text.slice(equals + 1) } };
}

/** `-rf` is two; where one takes a value, the rest of the word is it. A long name with one dash is also read as one. */
function shortOptions(arg: Arg, taking: readonly string[]): readonly Given[] {
  const letters = arg.text.slice(1);
  const equals = letters.indexOf('=');
  const whole = equals < 0 ? letters : letters.slice(0, equals);
  if (whole.length > 1 && taking.includes(whole)) {
    return [{ name: whole, value: equals < 0 ? null : { ...arg, text: letters.slice(equals + 1) } }];
  }
  const given: Given[] = [];
  for (let index = 0; index < letters.length; index += 1) {
    const letter = letters.charAt(index);
    const rest = letters.slice(index + 1);
    const isTaking = taking.includes(letter);
    given.push({ name: letter, value: isTaking && rest !== '' ? { ...arg, text: rest } : null });
    if (isTaking && rest !== '') break;
  }
  return given;
}
