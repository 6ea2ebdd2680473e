import { act, type Call, each, named, own, type Program, type Programs, touches } from '../call.ts';
import type { Deed } from '../deed.ts';
import { changed } from '../dirs.ts';
import { readOptions } from '../options.ts';
import { runsScript } from './script-names.ts';

/** Compilers, linters, formatters and test runners: they execute code of the worktree, or read and write only there. */
const TOOLS =
  'tsc vitest jest mocha ava tap c8 nyc eslint oxlint oxfmt biome prettier stylelint xo standard rollup webpack esbuild vite parcel swc tsup turbo nx lerna next nuxt astro svelte-check vue-tsc typedoc storybook playwright cypress knip depcheck markdownlint markdownlint-cli2 ncc ' +
  'pytest py.test tox nox mypy pyright pylint flake8 black isort ruff bandit coverage sphinx-build mkdocs yapf autopep8 pre-commit pyflakes pydocstyle ' +
  'rustc rustfmt clippy-driver gofmt goimports golangci-lint gofumpt staticcheck ' +
  'gcc g++ cc c++ clang clang++ ld ar nm objdump readelf strip as clang-format clang-tidy cppcheck cmake ctest ninja meson scons bazel bazelisk buck2 colcon catkin catkin_make ament_lint ' +
  'javac java mvn mvnw gradle gradlew ant kotlinc scala sbt ktlint swift swiftc xcodebuild swiftlint ghc stack cabal dune ocaml elixir iex mixc zig nim crystal lua luac luacheck busted ' +
  'rspec rubocop rake phpunit phpstan php-cs-fixer psalm shellcheck shfmt hadolint yamllint actionlint ansible-lint buf protoc flatc thrift sqlc latexmk pdflatex pandoc dot plantuml doxygen hugo jekyll verilator iverilog yosys';

export const builds: Programs = {
  ...each(TOOLS, tool()),
  ...each('make gmake just task', (outer) => {
    const options = readOptions(outer.args, 'C f j file makefile directory jobs I o l W d working-directory justfile');
    const folder = options.values('C', 'directory', 'd', 'working-directory')[0];
    const targets = options.operands.filter(({ text }) => !/^\w+\??[:+]?=/.test(text));
    const call = {
      ...named(outer, outer.name, ...targets.map(({ text }) => text)),
      dirs: folder ? changed(outer.dirs, folder) : outer.dirs,
    };
    const files = options.values('f', 'file', 'makefile', 'justfile').map((place) => own(call, outer.name, place));
    const unclear =
      options.unclear || targets.some(({ known }) => !known)
        ? [act(call, 'unknown', outer.name, { known: false })]
        : [];
    if (targets.length === 0) return [...files, ...unclear, own(call, outer.name)];
    return [...files, ...unclear, ...targets.flatMap(({ text }) => target(call, text))];
  }),
  west: (call) =>
    subcommands(call, { flash: 'hardware', debug: 'hardware', attach: 'hardware', init: 'network', update: 'network' }),
  'idf.py': (call) => subcommands(call, { flash: 'hardware', monitor: 'hardware', 'erase-flash': 'hardware' }),
  'arduino-cli': (call) =>
    subcommands(call, {
      upload: 'hardware',
      monitor: 'hardware',
      board: 'hardware',
      'burn-bootloader': 'hardware',
      core: 'package-install',
      lib: 'package-install',
    }),
  ...each('pio platformio', (call) => [
    ...subcommands(call, { device: 'hardware', remote: 'hardware', pkg: 'package-install', lib: 'package-install' }),
    ...(call.args.some(({ text }) => /^(?:--target=)?(?:upload|program|monitor|uploadfs)/.test(text))
      ? [act(call, 'hardware', `${call.name} upload`)]
      : []),
  ]),
};

function tool(): Program {
  return (call) => {
    const options = readOptions(call.args, 'o output outDir outdir out out-dir d dir B S C prefix');
    const verb = VERBS.has(call.name) ? options.operands.find(({ known }) => known)?.text : undefined;
    const subject = verb === undefined ? call.name : `${call.name} ${verb}`;
    const places = options.values('o', 'output', 'outDir', 'outdir', 'out', 'out-dir', 'B', 'prefix');
    // What lies elsewhere is not its business; it may be changed, or run.
    const elsewhere = options.operands.filter(({ text }) => /^(?:\/|~|\.\.)/.test(text));
    const written = options.given
      .filter(({ name, value }) => name.length > 1 && /^(?:\/|~|\.\.)/.test(value.text))
      .map(({ value }) => value);
    const evaluates =
      /^(?:elixir|iex|scala|ghc|crystal|nim)$/.test(call.name) && (options.has('e', 'eval') || verb === 'eval');
    const installs = !LOCAL_INSTALL.test(call.name) && (verb === 'install' || options.has('install'));
    return [
      ...runsScript(call, subject, verb ?? ''),
      ...touches(call, 'write', [...places, ...written]),
      ...(evaluates || options.unclear
        ? [act(call, 'unknown', `${call.name} with code of its own`, { known: false })]
        : []),
      ...elsewhere.map((place) => own(call, subject, place)),
      ...(installs ? [act(call, 'write-out-of-scope', `${call.name} install`)] : []),
      ...(call.name === 'cmake' && options.has('E', 'P') ? [act(call, 'unknown', 'cmake -E', { known: false })] : []),
    ];
  };
}

/** Tools whose first word says what to do. */
const VERBS = new Set(
  'turbo nx lerna next nuxt astro biome ruff cmake ninja meson scons mvn mvnw gradle gradlew ant sbt swift stack cabal dune bazel bazelisk buck2 colcon catkin catkin_make mix rake buf golangci-lint pre-commit playwright cypress hugo jekyll mkdocs zig storybook'.split(
    ' ',
  ),
);

/** These install into a folder of their own. */
const LOCAL_INSTALL = /^(?:mvn|mvnw|stack|cabal|gradle|gradlew)$/;

function target(call: Call, name: string): readonly Deed[] {
  const subject = `${call.name} ${name}`;
  return name === 'install' || name === 'uninstall'
    ? [own(call, subject), act(call, 'write-out-of-scope', subject)]
    : runsScript(call, subject, name);
}

function subcommands(
  call: Call,
  classes: Readonly<Record<string, 'hardware' | 'network' | 'package-install'>>,
): readonly Deed[] {
  const words = call.args.filter(({ text, known }) => known && Object.hasOwn(classes, text)).map(({ text }) => text);
  return [
    own(call, [call.name, call.args.find(({ text }) => !text.startsWith('-'))?.text].join(' ').trim()),
    ...words.flatMap((word) => {
      const what = classes[word];
      return what ? [act(call, what, `${call.name} ${word}`)] : [];
    }),
  ];
}
