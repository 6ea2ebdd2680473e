import { harmless } from './harmless.ts';
import type { Fact, RepositoryFacts } from './repository-facts.ts';

/** Texts of files at the root of a repository, by name; a name without a text is known to be there. */
export type RootFiles = ReadonlyMap<string, string>;

/** Files that are read, and no others. */
export const READ_FILES = [
  'package.json',
  'pyproject.toml',
  'setup.py',
  'requirements.txt',
  'Cargo.toml',
  'go.mod',
  'CMakeLists.txt',
  'package.xml',
  'Makefile',
  'README.md',
  'readme.md',
  'README.rst',
  'README',
] as const;

type ManifestFacts = Pick<RepositoryFacts, 'technologies' | 'test' | 'lint' | 'typeCheck' | 'build' | 'about'>;

/** What the manifests say; commands are those that a person would type at the root. Never throws. */
export function readManifests(files: RootFiles): ManifestFacts {
  const parts = [ros, node, python, rust, go, cmake, make].map((read) => read(files));
  const first = (key: 'test' | 'lint' | 'typeCheck' | 'build' | 'about'): Fact | null =>
    parts.map((part) => part[key] ?? null).find((fact) => fact !== null) ?? null;
  return {
    technologies: parts.flatMap(({ technologies = [] }) => technologies),
    test: first('test'),
    lint: first('lint'),
    typeCheck: first('typeCheck'),
    build: first('build'),
    about: readme(files) ?? first('about'),
  };
}

type Reader = (files: RootFiles) => Partial<ManifestFacts>;

const NODE_PACKAGES: readonly (readonly [name: string, called: string])[] = [
  ['next', 'Next.js'],
  ['react', 'React'],
  ['vue', 'Vue'],
  ['svelte', 'Svelte'],
  ['@angular/core', 'Angular'],
  ['lit', 'Lit'],
  ['express', 'Express'],
  ['fastify', 'Fastify'],
  ['electron', 'Electron'],
  ['vite', 'Vite'],
  ['vitest', 'vitest'],
  ['jest', 'jest'],
  ['mocha', 'mocha'],
  ['@playwright/test', 'Playwright'],
];

const node: Reader = (files) => {
  const text = files.get('package.json');
  if (text === undefined) return {};
  const manifest = objectOf(parsed(text));
  const scripts = objectOf(manifest['scripts']);
  const packages = { ...objectOf(manifest['dependencies']), ...objectOf(manifest['devDependencies']) };
  const typed = files.has('tsconfig.json') || 'typescript' in packages;
  const language = typed
    ? fact('TypeScript', files.has('tsconfig.json') ? 'tsconfig.json is there' : 'package.json names typescript')
    : fact('JavaScript', 'package.json is there');
  const runner = files.has('pnpm-lock.yaml') ? 'pnpm' : files.has('yarn.lock') ? 'yarn' : 'npm';
  const script = (...names: readonly string[]): Fact | null => {
    const name = names.find((one) => typeof scripts[one] === 'string' && !scripts[one].includes('no test specified'));
    if (name === undefined) return null;
    return fact(name === 'test' ? `${runner} test` : `${runner} run ${name}`, `package.json has the script “${name}”`);
  };
  const about = manifest['description'];
  return {
    technologies: [
      language,
      ...NODE_PACKAGES.filter(([name]) => name in packages).map(([name, called]) =>
        fact(called, `package.json names ${name}`),
      ),
    ],
    test: script('test', 'test:unit'),
    lint: script('lint', 'check:lint') ?? nodeLinter(files),
    typeCheck:
      script('typecheck', 'type-check', 'check:types', 'types') ??
      (files.has('tsconfig.json') ? fact('npx tsc --noEmit', 'tsconfig.json is there') : null),
    build: script('build', 'compile'),
    about:
      typeof about === 'string' && harmless(about) !== ''
        ? fact(about, `package.json describes it as “${harmless(about).slice(0, 120)}”`)
        : null,
  };
};

function nodeLinter(files: RootFiles): Fact | null {
  const found = (pattern: RegExp): string | undefined => [...files.keys()].find((name) => pattern.test(name));
  const oxlint = found(/^\.oxlintrc\.json$/);
  if (oxlint !== undefined) return fact('npx oxlint', `${oxlint} is there`);
  const biome = found(/^biome\.jsonc?$/);
  if (biome !== undefined) return fact('npx biome check', `${biome} is there`);
  const eslint = found(/^(?:\.eslintrc(?:\..+)?|eslint\.config\.\w+)$/);
  return eslint === undefined ? null : fact('npx eslint .', `${eslint} is there`);
}

const PYTHON_PACKAGES: readonly (readonly [pattern: RegExp, called: string])[] = [
  [/\bdjango\b/i, 'Django'],
  [/\bfastapi\b/i, 'FastAPI'],
  [/\bflask\b/i, 'Flask'],
  [/\btorch\b/i, 'PyTorch'],
  [/\bpandas\b/i, 'pandas'],
  [/\bnumpy\b/i, 'NumPy'],
  [/\bpytest\b/i, 'pytest'],
];

const python: Reader = (files) => {
  const source = ['pyproject.toml', 'setup.py', 'requirements.txt'].find((name) => files.has(name));
  if (source === undefined) return {};
  const all = ['pyproject.toml', 'setup.py', 'requirements.txt'].map((name) => [name, files.get(name) ?? ''] as const);
  const naming = (pattern: RegExp): string | undefined => all.find(([, text]) => pattern.test(text))?.[0];
  const pytest = files.has('pytest.ini') ? 'pytest.ini' : naming(/\bpytest\b/i);
  const ruff = ['ruff.toml', '.ruff.toml'].find((name) => files.has(name)) ?? naming(/\bruff\b/i);
  const flake8 = files.has('.flake8') ? '.flake8' : naming(/\bflake8\b/i);
  const mypy = files.has('mypy.ini') ? 'mypy.ini' : naming(/\bmypy\b/i);
  const pyright = files.has('pyrightconfig.json') ? 'pyrightconfig.json' : naming(/\bpyright\b/i);
  const described = /^description\s*=\s*["'](.{3,300}?)["']\s*$/m.exec(files.get('pyproject.toml') ?? '')?.[1];
  return {
    technologies: [
      fact('Python', `${source} is there`),
      ...PYTHON_PACKAGES.flatMap(([pattern, called]) => {
        const file = naming(pattern);
        return file === undefined ? [] : [fact(called, `${file} names ${called}`)];
      }),
    ],
    test: pytest === undefined ? null : fact('pytest', `${pytest} names pytest`),
    lint:
      ruff !== undefined
        ? fact('ruff check .', `${ruff} configures ruff`)
        : flake8 === undefined
          ? null
          : fact('flake8', `${flake8} names flake8`),
    typeCheck:
      mypy !== undefined
        ? fact('mypy .', `${mypy} names mypy`)
        : pyright === undefined
          ? null
          : fact('pyright', `${pyright} names pyright`),
    about:
      described === undefined
        ? null
        : fact(described, `pyproject.toml describes it as “${harmless(described).slice(0, 120)}”`),
  };
};

const rust: Reader = (files) => {
  if (!files.has('Cargo.toml')) return {};
  const why = 'Cargo.toml is there';
  return {
    technologies: [fact('Rust', why)],
    test: fact('cargo test', why),
    lint: fact('cargo clippy -- -D warnings', why),
    build: fact('cargo build', why),
  };
};

const go: Reader = (files) => {
  if (!files.has('go.mod')) return {};
  const why = 'go.mod is there';
  return {
    technologies: [fact('Go', why)],
    test: fact('go test ./...', why),
    lint: fact('go vet ./...', why),
    build: fact('go build ./...', why),
  };
};

const ros: Reader = (files) => {
  const text = files.get('package.xml');
  if (text === undefined || !/<package\b/.test(text)) return {};
  const second = /ament|rclpy|rclcpp/.test(text);
  const why = `package.xml names ${second ? (/rclpy/.test(text) ? 'rclpy' : /rclcpp/.test(text) ? 'rclcpp' : 'ament') : 'a ROS package'}`;
  return {
    technologies: [fact(second ? 'ROS 2' : 'ROS', why)],
    test: second ? fact('colcon test', why) : fact('catkin_make run_tests', why),
    build: second ? fact('colcon build', why) : fact('catkin_make', why),
  };
};

const cmake: Reader = (files) => {
  const text = files.get('CMakeLists.txt');
  if (text === undefined) return {};
  const tested = /\b(?:enable_testing|add_test)\s*\(/i.test(text);
  return {
    technologies: [fact('C++ with CMake', 'CMakeLists.txt is there')],
    build: fact('cmake -S . -B build && cmake --build build', 'CMakeLists.txt is there'),
    test: tested ? fact('ctest --test-dir build', 'CMakeLists.txt enables tests') : null,
  };
};

const make: Reader = (files) => {
  const text = files.get('Makefile');
  if (text === undefined) return {};
  const target = (...names: readonly string[]): Fact | null => {
    const name = names.find((one) => new RegExp(`^${one}\\s*:(?!=)`, 'm').test(text));
    return name === undefined ? null : fact(`make ${name}`, `Makefile has the target “${name}”`);
  };
  return {
    test: target('test', 'check', 'tests'),
    lint: target('lint'),
    typeCheck: target('typecheck', 'types'),
    build: target('build', 'all'),
  };
};

/** Its title and its first paragraph. */
function readme(files: RootFiles): Fact | null {
  const name = [...files.keys()].find((one) => /^readme(?:\.md|\.rst)?$/i.test(one) && files.get(one) !== '');
  if (name === undefined) return null;
  const lines = (files.get(name) ?? '').slice(0, 8000).split(/\r?\n/);
  const title = harmless(lines.find((line) => /^#\s+\S/.test(line)) ?? '');
  const start = lines.findIndex((line) => /^[\p{L}\p{N}“"*_`]/u.test(line) && !/^[=~-]+$/.test(line));
  const end = lines.findIndex((line, index) => index > start && line.trim() === '');
  const paragraph = start < 0 ? '' : harmless(lines.slice(start, end < 0 ? undefined : end).join(' '));
  const said = [title, paragraph].filter((part) => part !== '').join(': ');
  return said === '' ? null : fact(said, `${name} begins with “${title || paragraph.slice(0, 80)}”`);
}

const fact = (value: string, evidence: string): Fact => ({ value, evidence });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Somebody is in the middle of writing it; then it says nothing.
    return null;
  }
}

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
