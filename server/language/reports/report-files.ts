import { readPaths } from '../owned-files.ts';

const MAX_FILES = 200;
const MAX_PATH = 1024;

const EXTENSION =
  /\.(?:[cm]?[jt]sx?|py|go|rs|rb|java|kts?|swift|c|h|cc|cpp|hpp|cs|php|vue|svelte|astro|mdx?|json[c5]?|ya?ml|toml|xml|html?|s?css|less|sql|sh|bash|ps1|txt|csv|env|lock|prisma|graphql|proto|tf|ini|cfg|conf|snap|svg|dart|ex|exs|lua|scala|zig)$/i;
/** Names of libraries that look like files. */
const LIBRARY = /^(?:node|next|nuxt|nest|vue|react|express|three|d3|ember|backbone|chart|socket|alpine|moment)\.js$/i;

/** Paths of explicit lists (`Files: …`) and those that lines name on their way, each once. */
export function filesOf(listed: readonly string[], lines: readonly string[]): string[] {
  const explicit = listed.flatMap(readPaths).map(withoutPlace).filter(isListed);
  // Of a listed path with blanks, the last word looks like a path of its own.
  const spaced = explicit.filter((path) => /\s/.test(path));
  const named = lines.flatMap(namedIn).filter((name) => !spaced.some((path) => path.endsWith(` ${name}`)));
  return [...new Set([...explicit, ...named])].slice(0, MAX_FILES);
}

function namedIn(line: string): readonly string[] {
  if (!/[/.]/.test(line)) return [];
  return line
    .split(/[\s,;|]+|`/)
    .map((word) => word.replace(/^[^\p{L}\p{N}_.@*/[(~$]+|[^\p{L}\p{N}_*\])/]+$/gu, '').replace(/^\(+|\)+$/g, ''))
    .flatMap(readPaths)
    .map(withoutPlace)
    .filter(isNamed);
}

/** Without lines (`src/a.ts:12-30`, `src/a.ts#L12`) and punctuation behind. */
function withoutPlace(path: string): string {
  return path.replace(/(?::\d+(?:[-:]\d+)*|#L\d+(?:-L?\d+)?)?[.,:)]*$/, '');
}

/** What a list of files names: one word, or a path with blanks. */
function isListed(path: string): boolean {
  if (path === '' || path.length > MAX_PATH || leavesProject(path)) return false;
  return !/\s/.test(path) || path.includes('/') || EXTENSION.test(path);
}

/** What is certainly a path in the middle of a sentence: `and/or` and `Node.js` are none. */
function isNamed(path: string): boolean {
  if (path.length > MAX_PATH || /[\s:<>"']/.test(path) || leavesProject(path) || LIBRARY.test(path)) return false;
  return path.includes('/') ? /\.[a-z][a-z0-9]{0,7}$/i.test(path) : /[\w\])]\.\w+$/.test(path) && EXTENSION.test(path);
}

function leavesProject(path: string): boolean {
  return /^(?:[/~$]|\.\.(?:\/|$)|[a-z]+:\/)/i.test(path) || path.includes('/../');
}
