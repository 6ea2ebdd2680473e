/** Random numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What breaks parsers of plans: fences, comments, tables, headings, ids, line ends, halves of surrogate pairs. */
const TOKENS = [
  '```',
  '````',
  '~~~',
  '\n```yaml\n',
  '<!--',
  '-->',
  '---\n',
  '\n# ',
  '\n## Phase 2: x\n',
  '\n### Workstream 3: api\n',
  '**Phase 1:**',
  '| a | b |\n|---|---|\n',
  '|',
  '\\|',
  '\t',
  '\r',
  '\r\n',
  '\uFEFF',
  '\0',
  '\uD800',
  '\uDFFF',
  '阶段 三：',
  '第一阶段',
  '- **Depends on**: ',
  '- **Files owned**: src/**, {a,b}/*',
  '[a] → publishes [b] → [c]',
  '`',
  '``',
  '{{ issue }}',
  '](',
  '![',
  '<div>',
  '- **Status**: completed',
  'deadbeefcafe',
  '<!-- clutch-disable -->',
  '<!-- clutch-enable',
  'Expires: 2026-13-45',
  '((((((((((((((((',
  '[[[[[[[[[[[[[[',
  '&'.repeat(40),
  '*'.repeat(60),
  ' '.repeat(200),
  '#'.repeat(20),
  '> > > > > ',
  '- - - - - ',
  '1. 1. 1. ',
  'Phase 1-3',
  'depends_on: [a, b',
] as const;

/** One to eight changes of a text, made from the seed: cuts, repeats, swaps, splices from another text, and hostile tokens. */
export function mutate(text: string, other: string, random: () => number): string {
  const below = (limit: number): number => Math.floor(random() * Math.max(1, limit));
  let current = text;
  for (let round = 1 + below(8); round > 0; round -= 1) {
    const at = below(current.length + 1);
    const length = below(Math.min(400, current.length - at + 1));
    const piece = current.slice(at, at + length);
    const before = current.slice(0, at);
    const behind = current.slice(at);
    switch (below(7)) {
      case 0:
        current = before + behind.slice(length);
        break;
      case 1:
        current = before + piece.repeat(1 + below(30)) + behind;
        break;
      case 2: {
        const from = below(other.length);
        current = before + other.slice(from, from + below(3000)) + behind;
        break;
      }
      case 3:
        current = before + piece.split('').toReversed().join('') + behind.slice(length);
        break;
      case 4:
        current = current.slice(0, at);
        break;
      default:
        current = before + (TOKENS[below(TOKENS.length)] ?? '') + behind;
    }
  }
  return current.slice(0, 400_000);
}
