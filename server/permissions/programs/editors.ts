import { act, type Call, each, type Programs, touch, touches } from '../call.ts';
import type { Arg, Deed } from '../deed.ts';
import { readOptions } from '../options.ts';
import { isCalmSed } from '../sed-script.ts';

/** Programs that change text by a script of their own. */
export const editors: Programs = {
  ...each('sed gsed', sed),
  ...each('awk gawk mawk nawk', awk),
  ...each('vi vim nvim emacs nano ed ex code', (call) => [act(call, 'unknown', call.name, { known: false })]),
  yq: (call) => {
    const options = readOptions(call.args, 'o p I f from-file s split-exp output-format input-format');
    const access = options.has('i', 'inplace') ? 'write' : 'read';
    const files = options.operands.slice(['e', 'eval', 'ea'].includes(options.operands[0]?.text ?? '') ? 2 : 1);
    if (options.operands.some(({ text }) => /env|load|\bsystem\b/.test(text)))
      return [act(call, 'unknown', 'yq', { known: false })];
    return touches(call, access, files);
  },
  // It answers questions about JSON, and about every variable.
  jq: (call) => {
    const options = readOptions(call.args, 'f from-file L indent');
    // These shift where the program stands, so that every word may be a file.
    const isShifted = options.has('arg', 'argjson', 'slurpfile', 'rawfile', 'args', 'jsonargs', 'f', 'from-file');
    const files = isShifted ? options.operands : options.operands.slice(1);
    const words = options.operands;
    return [
      ...touches(call, 'read', [...files, ...options.values('f', 'from-file')]),
      ...(words.some(({ text }) => /\benv\b|\$ENV\b/.test(text))
        ? [act(call, 'credentials', 'environment variables')]
        : []),
      ...(words.some(({ text, known }) => !known || /\b(?:import|include)\b/.test(text))
        ? [act(call, 'unknown', 'jq', { known: false })]
        : []),
    ];
  },
};

function sed(call: Call): readonly Deed[] {
  const options = readOptions(call.args, 'e expression f file l line-length');
  const scripts = options.values('e', 'expression');
  const files = scripts.length > 0 || options.has('f', 'file') ? options.operands : options.operands.slice(1);
  const all = scripts.length > 0 ? scripts : options.operands.filter(({ text }) => text !== '').slice(0, 1);
  const isCalm = !options.has('f', 'file') && !options.unclear && all.every(isKnownAndCalm);
  // On a Mac `-i` is followed by a suffix, which may be empty.
  const places = files.filter(({ text }) => text !== '');
  return [
    ...touches(call, options.has('i', 'in-place') ? 'write' : 'read', places),
    ...(isCalm ? [] : [act(call, 'unknown', 'sed', { known: false })]),
  ];
}

/** A variable in the replacement may hold anything, also the end of the command. */
function isKnownAndCalm(script: Arg): boolean {
  return script.known && isCalmSed(script.text);
}

/** An awk program that starts nothing, writes nothing and asks for no variable of the environment. */
const CALM_AWK = /^(?:(?!system|getline|ENVIRON|ARG[VC]|close|@|[|>])[\s\S]|\|\||>=?\s*[\d.]+(?=[\s){&|;]|$))*$/;

function awk(call: Call): readonly Deed[] {
  const options = readOptions(call.args, 'f file F v field-separator assign i include l load e source');
  const [program, ...files] = options.operands;
  const isElsewhere = options.has(
    'f',
    'file',
    'i',
    'include',
    'l',
    'load',
    'e',
    'source',
    'E',
    'exec',
    'W',
    'o',
    'p',
    'd',
    'D',
    'dump-variables',
    'pretty-print',
    'profile',
    'debug',
  );
  const isCalm = !isElsewhere && !options.unclear && program?.known === true && CALM_AWK.test(program.text);
  if (!isCalm) return [act(call, 'unknown', 'awk', { known: false })];
  return files.filter(({ text }) => !/^\w+=/.test(text)).map((file) => touch(call, 'read', file));
}
