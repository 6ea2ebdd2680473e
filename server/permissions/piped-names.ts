import type { CommandNode } from 'unbash';
import { type Arg, HERE, unknownWord } from './deed.ts';
import { readOptions } from './options.ts';
import { argsOf } from './words.ts';

/**
 * What comes through a pipe. Where it can only be names of files below one folder, that is a pattern of them (unknown, but
 * with `glob`), for `find src -name '*.ts' | grep -v test | xargs grep todo`.
 */
export function pipedInput(before: readonly CommandNode[]): Arg {
  const unknown = unknownWord('|');
  const [first, ...filters] = before.map(wordsOf);
  const folder = first ? listedFolder(first) : null;
  if (folder === null || !filters.every(isFilter)) return unknown;
  return { ...unknown, text: `${folder.text.replace(/\/+$/, '')}/…*`, glob: true };
}

/** The words of a plain command; null where a part of it is not known, or where it does more. */
function wordsOf(node: CommandNode): readonly Arg[] | null {
  if (node.type !== 'Command' || !node.name || node.prefix.length > 0) return null;
  const words = [node.name, ...node.args].flatMap((part) => (part.type === 'Word' ? argsOf(part) : [unknownWord('')]));
  const calm = node.redirects.every((one) => one.type === 'Redirect' && one.target?.value === '/dev/null');
  return calm && words.every(({ known }) => known) ? words : null;
}

/** The folder that a command lists the files of. */
function listedFolder(words: readonly Arg[] | null): Arg | null {
  const [name, ...args] = words ?? [];
  if (name?.text === 'find') {
    const end = args.findIndex(({ text }) => /^[-(!]/.test(text));
    const places = end < 0 ? args : args.slice(0, end);
    const isPlain = args.every(({ text }) => !/^-(?:L|follow|f?printf?|fls|ls|exec.*|ok.*|files0-from)$/.test(text));
    return isPlain && places.length < 2 ? (places[0] ?? HERE) : null;
  }
  if (name?.text === 'git') return /^(?:ls-files|diff --name-only)(?: |$)/.test(joined(args)) ? HERE : null;
  if (name?.text !== 'rg' && name?.text !== 'grep') return null;
  const options = readOptions(args, 'e g t A B C include exclude exclude-dir glob type');
  const places = options.operands.slice(options.has('files', 'e') ? 0 : 1);
  const listing = options.has('l', 'files', 'files-with-matches') && (name.text === 'rg' || options.has('r', 'R'));
  return listing && places.length < 2 ? (places[0] ?? HERE) : null;
}

const joined = (args: readonly Arg[]): string => args.map(({ text }) => text).join(' ');

/** It leaves lines out, and changes none. */
function isFilter(words: readonly Arg[] | null): boolean {
  const [name, ...args] = words ?? [];
  const { operands } = readOptions(args, 'n c e k m');
  if (name?.text === 'grep') return operands.length <= 1 && args.every(({ text }) => !/^-[a-z]*[onHbcrR]/.test(text));
  return /^(?:sort|uniq|head|tail)$/.test(name?.text ?? '') && operands.length === 0;
}
