import { act, type Call, each, type Programs, touch, touches } from '../call.ts';
import { type Arg, type Deed, HERE, word } from '../deed.ts';
import { readOptions } from '../options.ts';
import { folderOf } from '../paths.ts';

/** Programs that make, change, move and remove files. */
export const files: Programs = {
  ...each('mkdir mkfifo', (call) => touches(call, 'write', readOptions(call.args, 'm mode').operands)),
  touch: (call) => touches(call, 'write', readOptions(call.args, 'd date r reference t time').operands),
  tee: (call) => touches(call, 'write', readOptions(call.args, 'output-error').operands),
  ...each('rm rmdir unlink trash rimraf', (call) => {
    const options = readOptions(call.args);
    const isTree = options.has('r', 'R', 'recursive');
    return touches(call, 'delete', options.operands, isTree ? 'tree' : 'file');
  }),
  ...each('shred wipe srm', (call) => touches(call, 'delete', readOptions(call.args, 'n iterations s size').operands)),
  truncate: (call) => touches(call, 'delete', readOptions(call.args, 's size r reference').operands),
  cp: copy,
  ...each('install ditto', copy),
  mv: (call) => {
    const { sources, target } = fromTo(call, 't target-directory S suffix');
    return [
      ...touches(call, 'read', sources),
      ...touches(call, 'delete', sources),
      ...touches(call, 'write', target, 'tree'),
    ];
  },
  rename: (call) => [act(call, 'unknown', 'rename', { known: false })],
  // Whoever writes through a link writes where it points, and that is told from where the link lies.
  ln: (call) => {
    const { sources, target } = fromTo(call, 't target-directory S suffix');
    const isSymbolic = readOptions(call.args).has('s', 'symbolic');
    const from = target.flatMap(({ text }) => [text, folderOf(text)]);
    const pointed = sources.flatMap((one) =>
      isSymbolic && !/^[/~]/.test(one.text) ? from.map((folder) => ({ ...one, text: `${folder}/${one.text}` })) : [one],
    );
    return [...touches(call, 'read', sources), ...touches(call, 'write', pointed), ...touches(call, 'write', target)];
  },
  ...each('chmod chown chgrp setfacl xattr', (call) => {
    const options = readOptions(call.args, 'reference from');
    const [first, ...rest] = options.operands;
    // `chmod -x file` looks like an option.
    const isMode = call.name !== 'chmod' || (first !== undefined && /^(?:[0-7]{1,4}|[ugoa]*[-+=].*)$/.test(first.text));
    const places = options.has('reference') || !isMode ? options.operands : rest;
    const gives =
      call.name === 'chmod' && first !== undefined && /(?:[ugoa]*[+=][rwxXt]*s|^[2467]\d{3}$)/.test(first.text);
    return [
      ...touches(call, 'write', places, options.has('R', 'recursive') ? 'tree' : 'file'),
      ...(gives ? [act(call, 'privilege', `chmod ${first.text}`)] : []),
    ];
  }),
  dd: (call) =>
    call.args.flatMap((arg): readonly Deed[] => {
      const [, key, value = ''] = /^(if|of)=(.*)$/s.exec(arg.text) ?? [];
      const place = { ...arg, text: value };
      if (key === 'of') return [touch(call, 'delete', place)];
      if (key === 'if') return [touch(call, 'read', place)];
      return arg.known ? [] : [act(call, 'destructive', `dd ${arg.text}`, { known: false })];
    }),
  ...each('split csplit', (call) => [
    ...touches(call, 'read', readOptions(call.args, 'l b n a C filter').operands.slice(0, 1)),
    touch(call, 'write', readOptions(call.args, 'l b n a C filter').operands[1] ?? HERE),
    ...(readOptions(call.args).has('filter') ? [act(call, 'unknown', 'split --filter', { known: false })] : []),
  ]),
  patch: (call) => {
    const options = readOptions(call.args, 'p i d o r B F input directory output reject-file');
    const place = options.values('d', 'directory')[0] ?? HERE;
    const written = [...options.operands.slice(0, 1), ...options.values('o', 'output', 'r', 'reject-file')];
    return [
      touch(call, 'write', place),
      ...touches(call, 'write', written),
      ...touches(call, 'read', options.values('i', 'input')),
    ];
  },
  tar,
  ...each('gzip gunzip bzip2 bunzip2 xz unxz zstd unzstd', (call) => {
    const { operands } = readOptions(call.args, 'o S T');
    return [
      ...touches(call, 'read', operands),
      ...touches(call, 'write', [...operands, ...readOptions(call.args, 'o').values('o')]),
    ];
  }),
  unzip: (call) => {
    const options = readOptions(call.args, 'd x P');
    const isListing = options.has('l', 't', 'Z', 'v', 'p');
    const written = isListing ? [] : [options.values('d')[0] ?? HERE];
    return [...touches(call, 'read', options.operands.slice(0, 1)), ...touches(call, 'write', written, 'tree')];
  },
  zip: (call) => {
    const options = readOptions(call.args, 'x i b n P t tt');
    if (options.has('TT', 'unzip-command') || options.unclear) return [act(call, 'unknown', 'zip', { known: false })];
    const isTree = options.has('r', 'R', 'recurse-paths');
    const [archive, ...added] = options.operands;
    return [
      ...touches(call, 'write', archive ? [archive] : []),
      ...touches(call, 'read', added, isTree ? 'tree' : 'file'),
    ];
  },
  mktemp: (call) => [touch(call, 'write', readOptions(call.args, 'p tmpdir').operands[0] ?? word('/tmp'))],
};

function fromTo(call: Call, takes: string): { sources: readonly Arg[]; target: readonly Arg[] } {
  const options = readOptions(call.args, takes);
  const folder = options.values('t', 'target-directory');
  if (folder.length > 0) return { sources: options.operands, target: folder };
  // One name alone: a link to it is made here.
  if (options.operands.length === 1) return { sources: options.operands, target: [HERE] };
  return { sources: options.operands.slice(0, -1), target: options.operands.slice(-1) };
}

function copy(call: Call): readonly Deed[] {
  const { sources, target } = fromTo(call, 't target-directory S suffix m mode o owner g group');
  const isTree = readOptions(call.args).has('r', 'R', 'a', 'recursive', 'archive');
  return [...touches(call, 'read', sources, isTree ? 'tree' : 'file'), ...touches(call, 'write', target, 'tree')];
}

function tar(call: Call): readonly Deed[] {
  const [first, ...rest] = call.args;
  const args = first && /^[A-Za-z]+$/.test(first.text) ? [{ ...first, text: `-${first.text}` }, ...rest] : call.args;
  const options = readOptions(
    args,
    'f file C directory X T exclude exclude-from files-from strip-components transform',
  );
  const starts = options.has(
    'to-command',
    'I',
    'use-compress-program',
    'checkpoint-action',
    'F',
    'info-script',
    'rsh-command',
  );
  if (starts || options.unclear || options.has('T', 'files-from'))
    return [act(call, 'unknown', 'tar', { known: false })];
  const archive = options.values('f', 'file').filter(({ text }) => text !== '-');
  // It fetches archives from other machines.
  if (archive.some(({ text }) => text.includes(':'))) return [act(call, 'unknown', 'tar', { known: false })];
  const folders = options.values('C', 'directory');
  if (options.has('x', 'extract', 'get')) {
    const places = folders.length > 0 ? folders : [HERE];
    const above = options.has('P', 'absolute-names')
      ? [act(call, 'unknown', 'tar --absolute-names', { known: false })]
      : [];
    return [...touches(call, 'read', archive), ...touches(call, 'write', places, 'tree'), ...above];
  }
  if (options.has('t', 'list')) return touches(call, 'read', archive);
  const packed = folders.length > 0 ? [...folders, ...options.operands] : options.operands;
  return [...touches(call, 'write', archive), ...touches(call, 'read', packed, 'tree')];
}
