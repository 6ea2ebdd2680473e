/** Names by which people say what something is built with; the first of each is how it is written. */
const NAMES: readonly (readonly [name: string, ...others: string[]])[] = [
  ['TypeScript'],
  ['JavaScript'],
  ['Python'],
  ['Rust'],
  ['Go', 'golang'],
  ['Java'],
  ['Kotlin'],
  ['Swift'],
  ['Ruby'],
  ['PHP'],
  ['Elixir'],
  ['Haskell'],
  ['Scala'],
  ['Julia'],
  ['MATLAB'],
  ['Bash'],
  ['Dart'],
  ['Zig'],
  ['C++', 'cpp'],
  ['C#'],
  ['C'],
  ['R'],
  ['Node.js', 'Node', 'NodeJS'],
  ['Deno'],
  ['Bun'],
  ['React'],
  ['Vue'],
  ['Svelte'],
  ['Angular'],
  ['Next.js', 'NextJS'],
  ['Django'],
  ['Flask'],
  ['FastAPI'],
  ['Rails'],
  ['Laravel'],
  ['Flutter'],
  ['Electron'],
  ['ROS 2', 'ROS2'],
  ['ROS'],
  ['Qt'],
  ['Arduino'],
  ['Unity'],
  ['SQLite'],
  ['PostgreSQL', 'Postgres'],
  ['Docker'],
];

const byWord = new Map(
  NAMES.flatMap(([name, ...others]) => [name, ...others].map((word) => [word.toLowerCase(), name])),
);
const escaped = (word: string): string => word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
const alternatives = [...byWord.keys()]
  .sort((a, b) => b.length - a.length)
  .map(escaped)
  .join('|');
const NAME = `(?:${alternatives})(?![\\p{L}\\p{N}+#])`;
const SAID = new RegExp(
  `\\b(?:in|with|using|on|written in|built (?:with|in|on))\\s+(${NAME}(?:\\s*(?:,|and|with|\\+|&)\\s*${NAME}){0,4})`,
  'iu',
);

/** `in Python`, `with React and FastAPI`: only names that are known, because `in our lab` is none. */
export function technologiesSaid(text: string): { readonly answer: string; readonly words: string } | null {
  const said = SAID.exec(text);
  const list = said?.[1];
  if (!said || list === undefined) return null;
  // `go` and `c` and `r` are names only where they are written as such.
  const names = [...list.matchAll(new RegExp(NAME, 'giu'))]
    .map(([word]) => word)
    .filter((word) => word.length > 2 || word !== word.toLowerCase())
    .map((word) => byWord.get(word.toLowerCase()) ?? word);
  return names.length === 0 ? null : { answer: [...new Set(names)].join(' and '), words: said[0] };
}
