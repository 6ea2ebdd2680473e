/**
 * Whether two ownership patterns can name the same file. A pattern is a path, a folder (`src/api/` or `src/api`: the
 * folder and all below it) or a glob with `*`, `?`, `**` and `{a,b}`. Square brackets are plain characters, because
 * routes such as `app/[id]/page.tsx` are far more common in plans than character classes.
 */
export function patternsOverlap(a: string, b: string): boolean {
  if (isPlainPattern(a) && isPlainPattern(b)) return isAtOrBelow(a, b) || isAtOrBelow(b, a);
  return expandBraces(a).some((left) =>
    expandBraces(b).some((right) =>
      segmentsOverlap(toSegments(left, isPlain(right)), toSegments(right, isPlain(left))),
    ),
  );
}

/** Whether the pattern is a path or a folder, which overlaps exactly what is equal to it, above it or below it. */
export function isPlainPattern(pattern: string): boolean {
  return !/[*?{]/.test(pattern);
}

/** Whether the pattern covers the path of a file. */
export function patternCovers(pattern: string, path: string): boolean {
  const file = path
    .replace(/^(?:\.\/)+/, '')
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.');
  const literal = file.map((text) => ({ text, magic: false }));
  return expandBraces(pattern).some((one) => segmentsOverlap(toSegments(one, true), literal));
}

/** For plain paths, which most are, this says the same at a fraction of the cost. */
function isAtOrBelow(path: string, folder: string): boolean {
  return `${plainPath(path)}/`.startsWith(plainPath(folder) === '' ? '' : `${plainPath(folder)}/`);
}

const UNTIDY = /\\|^\/|\/\/|\/$|(?:^|\/)\.(?:\/|$)/;

/** One spelling for each path: no `.`, no doubled or trailing separators. */
export function plainPath(path: string): string {
  if (!UNTIDY.test(path)) return path;
  const segments = path.replaceAll('\\', '/').split('/');
  return segments.filter((segment) => segment !== '' && segment !== '.').join('/');
}

interface Segment {
  readonly text: string;
  /** False: `*` and `?` in it are plain characters. */
  readonly magic: boolean;
}

const MAX_ALTERNATIVES = 64;
const MAX_SEGMENTS = 64;

function expandBraces(pattern: string): readonly string[] {
  let patterns: readonly string[] = [pattern];
  for (let round = 0; round < 8; round += 1) {
    const next = patterns.flatMap((one) => {
      const match = /\{([^{}]*,[^{}]*)\}/.exec(one);
      if (!match) return [one];
      const head = one.slice(0, match.index);
      const tail = one.slice(match.index + match[0].length);
      return (match[1] ?? '').split(',').map((alternative) => head + alternative.trim() + tail);
    });
    if (next.length === patterns.length || next.length > MAX_ALTERNATIVES) break;
    patterns = next;
  }
  return patterns;
}

function isPlain(pattern: string): boolean {
  return !/[*?]/.test(pattern);
}

/** `otherIsPlain`: what it is compared with is a path, which may show that this one is a folder after all. */
function toSegments(pattern: string, otherIsPlain: boolean): readonly Segment[] {
  const folder = pattern.endsWith('/');
  const texts = pattern
    .replaceAll('\\', '/')
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .slice(0, MAX_SEGMENTS);
  const segments = texts.map((text) => ({ text, magic: true }));
  const last = texts.at(-1);
  // The project's own folder is everything.
  if (last === undefined) return [{ text: '**', magic: true }];
  // A plain name may be a folder; a glob's last segment names files.
  if (folder) return [...segments, { text: '*', magic: true }, { text: '**', magic: true }];
  const isFile = !isPlain(last) || (!otherIsPlain && /[^.]\.[a-z][a-z0-9]{0,5}$/i.test(last));
  return isFile ? segments : [...segments, { text: '**', magic: true }];
}

function isAnyDepth(segment: Segment | undefined): boolean {
  return segment !== undefined && segment.magic && segment.text === '**';
}

/** Intersection of two sequences in which `**` stands for any number of segments, none included. */
function segmentsOverlap(a: readonly Segment[], b: readonly Segment[]): boolean {
  return intersects(a, b, isAnyDepth, (left, right) => {
    if (!left.magic && !right.magic) return left.text === right.text;
    return intersects(characters(left), characters(right), isAnyRun, sameCharacter);
  });
}

interface Character {
  readonly text: string;
  readonly kind: 'plain' | 'one' | 'run';
}

function characters(segment: Segment): readonly Character[] {
  return Array.from(segment.text.slice(0, 256), (text) => {
    if (segment.magic && text === '*') return { text, kind: 'run' };
    return { text, kind: segment.magic && text === '?' ? 'one' : 'plain' };
  });
}

function isAnyRun(character: Character | undefined): boolean {
  return character?.kind === 'run';
}

function sameCharacter(a: Character, b: Character): boolean {
  return a.kind === 'one' || b.kind === 'one' || a.text === b.text;
}

/**
 * Whether some sequence fits both patterns: `open[j]` says that the rest of `a` from the current item on and the rest
 * of `b` from `j` on have one in common. Filled from the end, so it costs `a.length * b.length` steps.
 */
function intersects<Item>(
  a: readonly Item[],
  b: readonly Item[],
  isWild: (item: Item | undefined) => boolean,
  fits: (left: Item, right: Item) => boolean,
): boolean {
  let below: boolean[] = [];
  for (let i = a.length; i >= 0; i -= 1) {
    const row: boolean[] = Array.from({ length: b.length + 1 }, () => false);
    for (let j = b.length; j >= 0; j -= 1) {
      const left = a[i];
      const right = b[j];
      if (left === undefined && right === undefined) row[j] = true;
      else if (isWild(left)) row[j] = (below[j] ?? false) || (right !== undefined && (row[j + 1] ?? false));
      else if (isWild(right)) row[j] = (row[j + 1] ?? false) || (left !== undefined && (below[j] ?? false));
      else if (left !== undefined && right !== undefined) row[j] = fits(left, right) && (below[j + 1] ?? false);
    }
    below = row;
  }
  return below[0] ?? false;
}
