import type { Call } from '../call.ts';
import type { Arg, Deed } from '../deed.ts';
import type { Options } from '../options.ts';

/** One command of git; `rest` is what stands behind its name. */
export type GitCommand = (call: Call, rest: readonly Arg[], options: Options) => readonly Deed[];
