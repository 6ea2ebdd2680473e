/** A word of the documented vocabulary: the files that it means, and the commands. */
export interface Topic {
  readonly name: string;
  readonly words: RegExp;
  readonly paths: readonly string[];
  readonly commands: readonly string[];
}

/** All that words without back-ticks may mean; `docs/away.md` lists the same. */
export const topics: readonly Topic[] = [
  {
    name: 'documentation',
    words: /^(?:documentation|docs?|documents?|guides?|manuals?)$/,
    paths: ['docs/**', 'doc/**', 'README.md'],
    commands: [],
  },
  { name: 'the readme', words: /^readme(?:\.md)?$/, paths: ['README.md'], commands: [] },
  { name: 'the changelog', words: /^changelogs?(?:\.md)?$/, paths: ['CHANGELOG.md'], commands: [] },
  { name: 'examples', words: /^examples?$/, paths: ['examples/**', 'example/**'], commands: [] },
  {
    name: 'tests',
    words: /^(?:tests?|specs?|unit-tests?)$/,
    paths: ['test/**', 'tests/**', 'spec/**', '__tests__/**'],
    commands: [
      'npm test',
      'npm run test',
      'pnpm test',
      'yarn test',
      'bun test',
      'pytest',
      'cargo test',
      'go test',
      'make test',
      'vitest',
      'jest',
    ],
  },
  {
    name: 'the linter',
    words: /^(?:lint|linters?|linting)$/,
    paths: [],
    commands: ['npm run lint', 'pnpm lint', 'yarn lint', 'eslint', 'oxlint', 'ruff check', 'cargo clippy', 'make lint'],
  },
  {
    name: 'the formatter',
    words: /^(?:formatters?|formatting)$/,
    paths: [],
    commands: ['npm run format', 'prettier', 'oxfmt', 'ruff format', 'cargo fmt', 'make format'],
  },
  {
    name: 'the type check',
    words: /^(?:types?|type-?checks?|type-?checking|typechecker)$/,
    paths: [],
    commands: ['npm run typecheck', 'tsc', 'mypy', 'pyright'],
  },
  {
    name: 'the build',
    words: /^builds?$/,
    paths: [],
    commands: ['npm run build', 'pnpm build', 'yarn build', 'cargo build', 'go build', 'make build'],
  },
  { name: 'commits', words: /^commits?$/, paths: [], commands: ['git add', 'git commit'] },
  {
    name: 'the locked dependencies',
    words: /^dependenc(?:y|ies)$/,
    paths: [],
    commands: ['npm ci', 'uv sync', 'poetry install', 'cargo fetch', 'bundle install'],
  },
];

/** Programs that do one thing whatever they are given, so that their name alone is narrow enough to be allowed. */
export const CHECKERS: ReadonlySet<string> = new Set(
  'pytest vitest jest mocha eslint oxlint oxfmt prettier biome tsc ruff mypy pyright flake8 black phpunit rspec tox'.split(
    ' ',
  ),
);

const EDIT =
  /^(?:add|adding|adds|write|writing|edit|edits|editing|change|changes|changing|mend|mending|fix|fixes|fixing|correct|correcting|corrections?|update|updates|updating|improve|improving|improvements?|extend|extending|create|creating|refactor\w*|rename|renaming|format|tidy|rewrite|implement\w*|modify|modifying|adjust|adjusting|complete|finish|polish|typos?|spelling|wording)$/;
const READ =
  /^(?:read|reading|look|looking|review|reviewing|inspect|inspecting|search|searching|list|study|analy[sz]e)$/;
const RUN = /^(?:run|running|runs|execute|executing|use|using|call|start|install|installing|make)$/;
const GLUE: ReadonlySet<string> = new Set(
  'a an and or the of in on at to for with from below under inside within all any own their its our my this that new missing existing more small only local folder folders file files branch project code command commands unit as is are be may can work allowed & ,'.split(
    ' ',
  ),
);

export type Verb = 'edit' | 'read' | 'run';

export function verbOf(word: string): Verb | null {
  if (EDIT.test(word)) return 'edit';
  if (READ.test(word)) return 'read';
  return RUN.test(word) ? 'run' : null;
}

export const isGlue = (word: string): boolean => GLUE.has(word);

export const topicOf = (word: string): Topic | null => topics.find(({ words }) => words.test(word)) ?? null;
