import { act, type Call, each, harmless, type Program, type Programs, touches } from '../call.ts';
import { type Deed, type Extent, HERE } from '../deed.ts';
import { type Options, readOptions } from '../options.ts';

/** A program that looks at files, and the few options by which it does more than that. */
interface Reader {
  /** Options that take a value. */
  readonly takes?: string;
  /** So many operands are no files: a pattern, a filter. */
  readonly skip?: number;
  /** Options by which the pattern is given, so that every operand is a file. */
  readonly patterns?: readonly string[];
  readonly extent?: Extent;
  /** Options that make it read everything below. */
  readonly tree?: readonly string[];
  /** Without an operand it reads the folder that it is called in. */
  readonly here?: boolean;
  /** Options whose value is a file that it writes. */
  readonly writes?: readonly string[];
  /** Options whose value is a file that it reads. */
  readonly reads?: readonly string[];
  /** Options that start a program. */
  readonly starts?: readonly string[];
}

const SEARCH = 'A B C D d m e f regexp file include exclude exclude-dir max-count context after-context before-context';
/** Words behind these are patterns, even where they look like a path. */
const PATTERNS =
  /^(?:e|regexp|g|glob|iglob|include|exclude|exclude-dir|d|delimiter|t|r|replace|I|ignore|hide|L|P|label)$/;
const RIPGREP =
  'A B C M d e E f g j m r t T max-count max-depth max-columns regexp file glob iglob type type-not threads context replace sort sortr encoding engine color colors ignore-file pre-glob';

const READERS: readonly (readonly [names: string, reader: Reader])[] = [
  ['cat tac nl more rev less', {}],
  ['strings', { takes: 'n t e o' }],
  ['bat batcat', { takes: 'l language style theme r line-range', starts: ['pager', 'diff-so-fancy'] }],
  ['head tail', { takes: 'n c lines bytes' }],
  ['wc', { reads: ['files0-from'] }],
  ['file stat', { takes: 'format printf', starts: ['C', 'compile'] }],
  ['md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum cksum sum md5 shasum', { takes: 'a' }],
  ['od hexdump hd', { takes: 'A j N' }],
  ['diff cmp comm colordiff', { takes: 'U C I x label', tree: ['r', 'recursive'] }],
  ['cut', { takes: 'd f c b delimiter fields characters output-delimiter' }],
  ['tr', { skip: 99 }],
  ['paste', { takes: 'd delimiters' }],
  ['join fold fmt column expand unexpand', { takes: 't' }],
  ['base64 base32', { writes: ['o', 'output'] }],
  [
    'ls dir vdir exa eza lsd',
    { takes: 'I ignore hide', extent: 'folder', tree: ['R', 'recursive', 'tree'], here: true },
  ],
  ['tree', { takes: 'L I P o', extent: 'tree', here: true, writes: ['o'] }],
  ['du', { takes: 'd max-depth X exclude', extent: 'folder', here: true }],
  ['realpath readlink', {}],
  ['zcat bzcat xzcat zless zmore', {}],
  [
    'grep egrep fgrep zgrep',
    {
      takes: SEARCH,
      skip: 1,
      patterns: ['e', 'f', 'regexp', 'file'],
      reads: ['f', 'file'],
      tree: ['r', 'R', 'recursive'],
    },
  ],
  [
    'rg ag ack',
    {
      takes: RIPGREP,
      skip: 1,
      patterns: ['e', 'f', 'regexp', 'file', 'files'],
      reads: ['f', 'file'],
      extent: 'tree',
      here: true,
      starts: ['pre', 'hostname-bin', 'pager'],
    },
  ],
  ['cloc tokei scc', { takes: 'e exclude-dir t', extent: 'tree', here: true }],
  ['lsof pgrep pidof', { skip: 99 }],
];

export const readers: Programs = {
  ...Object.fromEntries(READERS.flatMap(([names, reader]) => Object.entries(each(names, reading(reader))))),
  sort: (call) => {
    const options = readOptions(
      call.args,
      'k t o S T output key field-separator buffer-size compress-program files0-from',
    );
    if (options.unclear || options.has('compress-program')) return [act(call, 'unknown', 'sort', { known: false })];
    return [...touches(call, 'read', options.operands), ...touches(call, 'write', options.values('o', 'output'))];
  },
  // A second file is the one that it writes.
  uniq: (call) => {
    const { operands } = readOptions(call.args, 'f s w skip-fields skip-chars check-chars');
    return [...touches(call, 'read', operands.slice(0, 1)), ...touches(call, 'write', operands.slice(1))];
  },
  xxd: (call) => {
    const { operands } = readOptions(call.args, 'c g l s o n');
    return [...touches(call, 'read', operands.slice(0, 1)), ...touches(call, 'write', operands.slice(1))];
  },
};

function reading(reader: Reader): Program {
  const { skip = 0, patterns = [], tree = [], writes = [], reads = [], starts = [] } = reader;
  return (call: Call): readonly Deed[] => {
    const options = readOptions(call.args, reader.takes);
    // Words that nobody sees may be any of these options.
    const isHidden = options.unclear && (writes.length > 0 || starts.length > 0);
    if (isHidden || options.has(...starts)) return [act(call, 'unknown', call.name, { known: false })];
    const isGiven = options.has(...patterns);
    const files = isGiven ? options.operands : options.operands.slice(skip);
    const isTree = reader.extent === 'tree' || options.has(...tree);
    const isHere = files.length === 0 && (reader.here === true || isTree);
    return [
      ...harmless(call),
      ...touches(call, 'read', isHere ? [HERE] : files, isTree ? 'tree' : (reader.extent ?? 'file')),
      ...touches(call, 'read', options.values(...reads)),
      // Another program of that name may take no value there, and then this is a file.
      ...touches(
        call,
        'read',
        options.given.filter(isPerhapsFile).map(({ value }) => value),
      ),
      ...touches(call, 'write', options.values(...writes)),
    ];
  };
}

function isPerhapsFile({ name, value }: Options['given'][number]): boolean {
  return !PATTERNS.test(name) && /^(?:\/.|~|\.\.|\.env)/.test(value.text);
}
