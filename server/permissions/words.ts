import type { Word, WordPart } from 'unbash';
import { type Arg, unknownWord, word } from './deed.ts';

/** More than this one word never becomes. */
const MAX_WORDS = 64;

/** What a word of a script becomes when the shell is done with it; several words where it holds braces. */
export function argsOf(from: Word): readonly Arg[] {
  const { parts } = from;
  if (!parts) return [word(withHome(from.text, from.value))];
  let words: readonly Arg[] = [{ text: '', known: true, glob: false, splits: false }];
  for (const [index, part] of parts.entries()) {
    const next = partWords(part, index === 0);
    words = words.flatMap((before) => next.map((after) => glued(before, after)));
    if (words.length > MAX_WORDS) return [unknownWord(from.text)];
  }
  return words;
}

/** Several words as one text for a shell. */
export function joined(args: readonly Arg[]): Arg {
  return { ...word(args.map(({ text }) => text).join(' ')), known: args.every(({ known, glob }) => known && !glob) };
}

/** Only a tilde that is not quoted means a home. */
function withHome(text: string, value: string): string {
  return value.startsWith('~') && !text.startsWith('~') ? `./${value}` : value;
}

function glued(a: Arg, b: Arg): Arg {
  return {
    text: a.text + b.text,
    known: a.known && b.known,
    glob: a.glob || b.glob,
    splits: a.splits || b.splits,
  };
}

function partWords(part: WordPart, first: boolean): readonly Arg[] {
  switch (part.type) {
    case 'Literal':
      return [word(first ? withHome(part.text, part.value) : part.value)];
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return [word(first ? withHome(part.text, part.value) : part.value)];
    case 'DoubleQuoted':
    case 'LocaleString':
      return [quoted(part.parts, first)];
    case 'Glob':
      return [{ ...word(part.text), glob: true }];
    case 'ExtendedGlob':
      return [{ ...word('*'), glob: true }];
    case 'BraceExpansion':
      return braceWords(part.text);
    case 'ProcessSubstitution':
      return [word('/dev/fd/63')];
    case 'SimpleExpansion':
    case 'ParameterExpansion':
      return [variable(part.text, first, true)];
    case 'CommandExpansion':
      return [substitution(part.text, first, true)];
    case 'ArithmeticExpansion':
      return [{ ...unknownWord(part.text), splits: false }];
    default:
      return [unknownWord('')];
  }
}

function quoted(parts: readonly WordPart[], first: boolean): Arg {
  return parts.reduce<Arg>((before, part, index) => {
    const isFirst = first && index === 0;
    switch (part.type) {
      case 'Literal':
        return glued(before, word(isFirst ? withHome('"', part.value) : part.value));
      case 'SimpleExpansion':
      case 'ParameterExpansion':
        return glued(before, variable(part.text, isFirst, false));
      case 'CommandExpansion':
        return glued(before, substitution(part.text, isFirst, false));
      default:
        return glued(before, { ...unknownWord(part.text), splits: false });
    }
  }, word(''));
}

/** Nobody knows what a command will print, but where it is run. */
function substitution(text: string, first: boolean, bare: boolean): Arg {
  return first && /^(?:\$\( *pwd *\)|`pwd`)$/.test(text) ? word('.') : { ...unknownWord(text), splits: bare };
}

/** Two variables are known: scripts that set them are not believed (`assignments.ts`). */
function variable(text: string, first: boolean, bare: boolean): Arg {
  const name = /^\$\{?(\w+)\}?$/.exec(text)?.[1];
  if (first && name === 'HOME') return word('~');
  if (first && name === 'PWD') return word('.');
  const many = /^\$(?:[@*]|\{[^}]*\[[@*]\]|\{[@*])/.test(text);
  return { ...unknownWord(text), splits: bare || many };
}

const LIST = /^\{([^{}$`"'\\\s]*,[^{}$`"'\\\s]*)\}$/;
const NUMBERS = /^\{\d{1,6}\.\.\d{1,6}\}$/;

function braceWords(text: string): readonly Arg[] {
  const list = LIST.exec(text)?.[1];
  if (list !== undefined) {
    return list.split(',').map((one) => ({ ...word(one), glob: /[*?[]/.test(one) }));
  }
  // A row of numbers is like a pattern: it cannot lead out of the folder.
  if (NUMBERS.test(text)) return [{ ...word('*'), glob: true }];
  return [unknownWord(text)];
}
