/**
 * What is bundled from where to where. A new webview needs no line here: every `webviews/<view>/main.ts` is one.
 */
import { chmodSync, globSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as esbuild from 'esbuild';
import * as z from 'zod';
import { existsInRepository, inRepository, repositoryRoot, subfolders } from './repository.ts';

export interface BuildChoices {
  /** Minified and without source maps. */
  readonly production: boolean;
}

export interface Bundle extends esbuild.BuildOptions {
  /** Output path without its ending → source, both relative to the repository. */
  readonly entryPoints: Record<string, string>;
}

/** One written file, its path relative to the repository. */
export interface BuiltFile {
  readonly path: string;
  readonly bytes: number;
}

/** Bundled CommonJS packages call `require`, which an ES module does not have. */
const requireBanner =
  "import { createRequire as clutchCreateRequire } from 'node:module'; const require = clutchCreateRequire(import.meta.url);";

/** zod brings its messages in fifty languages, a third of every small bundle; only the English ones are ever shown. */
const englishZod: esbuild.Plugin = {
  name: 'english-zod',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/** Windows check values and describe none: what makes JSON Schemas of zod's is a sixth of it. */
const checkingZod: esbuild.Plugin = {
  name: 'checking-zod',
  setup({ onLoad }) {
    const none = "function none() { throw new Error('No JSON Schema is made in a window.'); }";
    const stand = (file: string, ...names: readonly string[]): void =>
      onLoad({ filter: new RegExp(`[\\\\/]zod[\\\\/]v4[\\\\/]core[\\\\/]${file}\\.js$`) }, () => ({
        contents: `${none} export { ${names.map((name) => `none as ${name}`).join(', ')} };`,
      }));
    stand('json-schema-processors', 'toJSONSchema');
    stand('json-schema-generator', 'JSONSchemaGenerator');
    stand('to-json-schema', 'createToJSONSchemaMethod', 'createStandardJSONSchemaMethod');
  },
};

/** What the extension loads late is a file of its own beside it; CommonJS has no other way to split a bundle. */
const lateLanguageClient: esbuild.Plugin = {
  name: 'late-language-client',
  setup({ onResolve }) {
    onResolve({ filter: /\/language-client\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './language-client.cjs', external: true } : undefined,
    );
  },
};

const commandLine = 'dist/clutch.mjs';

/**
 * zod probes for `eval` when an object schema is made, to be faster with it; the pages' content security policy forbids
 * that, and every probe would be reported as a violation. A banner, because nothing else surely runs before a schema is
 * made in whichever shared file it lies.
 */
const withoutEval = '(globalThis.__zod_globalConfig ??= {}).jitless = true;';

/** What several pages need is written once, and what a page imports late is read late. */
const page = {
  platform: 'browser',
  plugins: [englishZod, checkingZod],
  format: 'esm',
  splitting: true,
  chunkNames: 'dist/webviews/shared-[hash]',
  target: 'chrome128',
  banner: { js: withoutEval },
  loader: { '.ttf': 'file' },
  assetNames: 'dist/webviews/[name]',
} satisfies esbuild.BuildOptions;

/** Every esbuild run, with its sources. Entries are relative to the repository. */
export function bundles({ production }: BuildChoices): readonly Bundle[] {
  const base = {
    absWorkingDir: repositoryRoot,
    bundle: true,
    metafile: true,
    minify: production,
    sourcemap: production ? false : 'linked',
    outdir: '.',
    logLevel: 'silent',
    plugins: [englishZod],
  } satisfies esbuild.BuildOptions;
  const define = { CLUTCH_VERSION: JSON.stringify(packageVersion()) };
  const node = { ...base, platform: 'node', define } satisfies esbuild.BuildOptions;
  const module = {
    ...node,
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    // Packages that offer both are taken as ES modules, which bundle smaller and need no `require`.
    mainFields: ['module', 'main'],
  } satisfies esbuild.BuildOptions;
  const commonjs = { ...node, format: 'cjs', target: 'node20', outExtension: { '.js': '.cjs' } } as const;
  return [
    {
      ...commonjs,
      external: ['vscode'],
      plugins: [englishZod, checkingZod, lateLanguageClient],
      // Loaded by `require`, which VS Code hands its API to.
      supported: { 'dynamic-import': false },
      entryPoints: {
        'dist/extension': 'client/extension.ts',
        'dist/language-client': 'client/server-link/language-client.ts',
      },
    },
    // Programs of their own, which run on the Node that a person has. What several of them need is written once, and what
    // one of them imports late is read late: a command starts without the protocols that another one speaks.
    {
      ...module,
      target: 'node20',
      splitting: true,
      chunkNames: 'dist/shared-[hash]',
      // In the shared files the first line means nothing.
      banner: { js: `#!/usr/bin/env node\n${requireBanner}` },
      entryPoints: {
        'dist/server': 'server/main.ts',
        'dist/clutch': 'server/cli/main.ts',
        'dist/playbook-agent': 'server/runtimes/playbook/main.ts',
        'dist/share-child': 'server/transports/file/share-child.ts',
      },
    },
    // The programs read the prompts from beside themselves, as they do in the sources.
    {
      ...base,
      platform: 'node',
      loader: { '.md': 'copy' },
      entryPoints: Object.fromEntries(prompts().map((path) => [outputOfPrompt(path), path])),
    },
    { ...base, ...page, entryPoints: pages() },
    {
      ...commonjs,
      sourcemap: 'linked',
      minify: false,
      external: ['vscode', 'mocha'],
      entryPoints: Object.fromEntries(extensionSuites().map((path) => [outputOfSuite(path), path])),
    },
  ];
}

/** Builds everything, removes what earlier builds left behind, and returns what was written. */
export async function buildAll(choices: BuildChoices): Promise<readonly BuiltFile[]> {
  const results = await Promise.all(
    bundles(choices)
      .filter(hasEntries)
      .map((options) => esbuild.build({ ...options, metafile: true as const })),
  );
  const files = results
    .flatMap(({ metafile }) => Object.entries(metafile.outputs))
    .map(([path, { bytes }]) => ({ path, bytes }));
  removeStale(files.map(({ path }) => path));
  if (existsInRepository(commandLine)) chmodSync(inRepository(commandLine), 0o755);
  return files;
}

export const hasEntries = ({ entryPoints }: Bundle): boolean => Object.keys(entryPoints).length > 0;

const packageVersion = (): string => {
  const manifest = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(inRepository('package.json'), 'utf8')));
  return manifest.version;
};

const pages = (): Record<string, string> =>
  Object.fromEntries(
    subfolders('webviews')
      .filter((view) => existsInRepository('webviews', view, 'main.ts'))
      .map((view) => [`dist/webviews/${view}`, `webviews/${view}/main.ts`]),
  );

const prompts = (): readonly string[] =>
  globSync('server/prompts/role-prompts/**/*.md', { cwd: repositoryRoot }).map(posix);

const outputOfPrompt = (path: string): string => path.replace('server/prompts/', 'dist/').replace(/\.md$/, '');

/** The mocha entry and the files it finds beside itself; each is a bundle of its own. */
const extensionSuites = (): readonly string[] =>
  ['test/extension/run.ts', ...globSync('test/extension/**/*.test.ts', { cwd: repositoryRoot })].map(posix);

const outputOfSuite = (path: string): string => posix(join('out', dirname(path), basename(path, '.ts')));

const posix = (path: string): string => path.replaceAll('\\', '/');

function removeStale(kept: readonly string[]): void {
  const present = globSync(['dist/**/*.*', 'out/test/extension/**/*.*'], { cwd: repositoryRoot }).map(posix);
  for (const path of present) if (!kept.includes(path)) rmSync(inRepository(path));
}
