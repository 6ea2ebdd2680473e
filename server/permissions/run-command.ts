import { assignment } from './assignments.ts';
import { act, type Call, commandOf, harmless, own, unclear } from './call.ts';
import { type Arg, type Deed, type Dirs, HERE } from './deed.ts';
import { changed } from './dirs.ts';
import { nameOf } from './paths.ts';
import { programs } from './programs/index.ts';
import { add, addUnclear, deeper, type Reading } from './reading.ts';

export interface Circumstances {
  readonly dirs: Dirs;
  readonly input: Arg | null;
}

/** Folders of the system: a program there is what its name says. */
const SYSTEM_PROGRAM = /^(?:\/(?:usr\/(?:local\/)?)?s?bin|\/opt\/homebrew\/bin|\/snap\/bin)\/[^/]+$/;
/** `python3.12` is `python`. */
const VERSIONED = /^(python|pypy|pip|node|ruby|perl|php|lua|gcc|g\+\+|clang|clang\+\+)-?[\d.]+$/;

export function isProgram(name: string): boolean {
  return Object.hasOwn(programs, name);
}

/** Starts a program, or does what the shell does itself; the first word is its name. */
export function runCommand(args: readonly Arg[], at: Circumstances, outer: Reading): Dirs {
  const reading = deeper(outer);
  const [first, ...rest] = args;
  if (first === undefined) return at.dirs;
  if (!first.known || first.glob || first.text === '') {
    addUnclear(reading, 'a program that cannot be known');
    return at.dirs;
  }
  const call = createCall(args, at, reading);
  switch (first.text) {
    case 'cd':
    case 'pushd':
      return changed(at.dirs, rest.filter(({ text }) => text !== '--' && text !== '-L')[0]);
    case 'popd':
      return [null];
    case 'builtin':
      return runCommand(rest, at, reading);
    case 'command':
      return runPlainly(rest, at, reading);
    case 'eval': {
      const isKnown = rest.every(({ known, glob }) => known && !glob);
      if (!isKnown) addUnclear(reading, 'eval');
      const after = reading.readScript(rest.map(({ text }) => text).join(' '), at.dirs, reading);
      return isKnown ? after : [null];
    }
    case 'export':
    case 'declare':
    case 'typeset':
    case 'local':
    case 'readonly':
      add(reading, declared(call));
      return at.dirs;
    default:
      add(reading, start(call, first));
      return at.dirs;
  }
}

/** `command` passes functions over; with `-v` it only says what would be started. */
function runPlainly(args: readonly Arg[], at: Circumstances, reading: Reading): Dirs {
  const [first, ...rest] = args;
  if (first?.text === '-p' || first?.text === '--') return runPlainly(rest, at, reading);
  return first?.text === '-v' || first?.text === '-V' ? at.dirs : runCommand(args, at, reading);
}

/** Without a value it prints what there is, and that is the whole environment. */
function declared(call: Call): readonly Deed[] {
  const operands = call.args.filter(({ text }) => !text.startsWith('-'));
  if (operands.length === 0) return [act(call, 'credentials', 'environment variables')];
  return operands.flatMap((one) => {
    const [, name = '', value] = /^(\w+)\+?(?:=(.*))?$/s.exec(one.text) ?? [];
    if (name === '') return [act(call, 'unknown', call.name, { known: false })];
    return value === undefined ? [] : assignment(call, name, { ...one, text: value });
  });
}

function start(call: Call, first: Arg): readonly Deed[] {
  const program = programOf(call.name);
  // Some file systems tell capitals from small letters, others do not.
  const isExact = plainName(first.text) === call.name;
  const isPath = first.text.includes('/') && !SYSTEM_PROGRAM.test(first.text);
  const [only] = call.args;
  const isAsking = call.args.length === 1 && (only?.text === '--version' || only?.text === '--help');
  if (isAsking && program && !isPath) return harmless(call);
  const deeds = program?.(call) ?? [];
  if (first.text.includes('://')) return [unclear(call), ...deeds];
  if (isPath) return [own(call, first.text, first), ...deeds.filter((deed) => !isOwnCode(deed))];
  return program && isExact ? deeds : [unclear(call), ...deeds];
}

/** Said already by the path of the program. */
function isOwnCode(deed: Deed): boolean {
  return deed.type === 'touch' && deed.access === 'run' && deed.place === HERE;
}

function programOf(name: string): (typeof programs)[string] | undefined {
  if (isProgram(name)) return programs[name];
  const plain = VERSIONED.exec(name)?.[1];
  return plain === undefined ? undefined : programs[plain];
}

function plainName(text: string): string {
  return nameOf(text).replace(/\.exe$/i, '');
}

export function createCall(args: readonly Arg[], { dirs, input }: Circumstances, reading: Reading): Call {
  const plain = plainName(args[0]?.text ?? '');
  const name = isProgram(plain) ? plain : plain.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const rest = args.slice(1);
  return {
    name,
    args: rest,
    dirs,
    input,
    knows: isProgram,
    command: name === '' ? [] : commandOf(name, rest),
    run: (words, changes = {}) =>
      collected(reading, (inner) =>
        runCommand(words, { dirs: changes.dirs ?? dirs, input: changes.input ?? input }, inner),
      ),
    script: (text) =>
      collected(reading, (inner) => {
        if (!text.known) addUnclear(inner, `${name}: a script that cannot be known`);
        return reading.readScript(text.text, dirs, deeper(inner));
      }),
  };
}

function collected(reading: Reading, work: (inner: Reading) => unknown): readonly Deed[] {
  const deeds: Deed[] = [];
  work({ ...reading, deeds });
  return deeds;
}
