import type { ActionClass } from '#schemas/run/permission.ts';
import { type Access, type Act, type Arg, type Deed, type Dirs, type Extent, HERE, type Touch } from './deed.ts';

/** One program that a script starts, with its arguments. */
export interface Call {
  /** Without its folder, in small letters. */
  readonly name: string;
  readonly args: readonly Arg[];
  readonly dirs: Dirs;
  /** See `Deed`. */
  readonly command: readonly string[];
  /** What it reads: null for nothing of the script, unknown for a pipe or a file. */
  readonly input: Arg | null;
  /** Whether a program of this name is known. */
  knows(name: string): boolean;
  /** What happens when it starts this as a command of its own. */
  run(args: readonly Arg[], changes?: { readonly dirs?: Dirs; readonly input?: Arg | null }): readonly Deed[];
  /** What happens when it gives this to a shell. */
  script(text: Arg): readonly Deed[];
}

/** What one program does when it is called like this. */
export type Program = (call: Call) => readonly Deed[];
/** Programs by their names. */
export type Programs = Readonly<Record<string, Program>>;

/** The same for several programs. */
export function each(names: string, program: Program): Programs {
  return Object.fromEntries(names.split(' ').map((name) => [name, program]));
}

export function act(call: Call, what: ActionClass, subject: string, more: Partial<Act> = {}): Act {
  return { type: 'act', class: what, subject, known: true, host: null, command: call.command, ...more };
}

export function touch(call: Call, access: Access, place: Arg, extent: Extent = 'file', subject = ''): Touch {
  return { type: 'touch', access, place, extent, dirs: call.dirs, command: call.command, subject };
}

export const touches = (
  call: Call,
  access: Access,
  places: readonly Arg[],
  extent: Extent = 'file',
): readonly Touch[] => places.map((place) => touch(call, access, place, extent));

/** Executes code of the folder that it is called in, or of the file `place`. */
export function own(call: Call, subject: string, place: Arg = HERE): Touch {
  return touch(call, 'run', place, 'file', subject);
}

/** Nothing that anybody needs to be asked about. */
export const harmless = (call: Call): readonly Deed[] => [act(call, 'read', '')];

/** Nobody can tell what it does; the subject is the whole command. */
export function unclear(call: Call): Act {
  const place = call.dirs.length === 1 ? call.dirs[0] : null;
  const where = place === '.' ? '' : ` in ${place ?? '?'}`;
  const words = [call.name, ...call.args.map(({ text }) => quote(text))].join(' ');
  return act(call, 'unknown', words + where, { known: place !== null && call.args.every((arg) => arg.known) });
}

function quote(text: string): string {
  return /^[\w@%+=:,./~-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The same call under the name of a subcommand: `npm run build` instead of `npm`. */
export function named(call: Call, ...words: readonly string[]): Call {
  return { ...call, command: words };
}

export const commandOf = (name: string, args: readonly Arg[]): readonly string[] => {
  const end = args.findIndex((arg) => !arg.known);
  const words = (end < 0 ? args : args.slice(0, end)).map(({ text }) => text);
  return [name, ...words.filter((text) => !text.startsWith('-')).slice(0, 8)];
};
