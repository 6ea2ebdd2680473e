/** What every file of the repository keeps to, beyond what the linter and the type checker see. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import * as z from 'zod';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Tracked files and new ones that are not ignored, without what is generated or given. */
const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root })
  .toString()
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(root, path)) && path !== 'package-lock.json');

const withEnding = (...endings: readonly string[]): readonly string[] =>
  files.filter((path) => endings.includes(extname(path)) && !path.startsWith('test/fixtures/'));
const code = withEnding('.ts', '.mjs', '.js', '.css');
const text = withEnding('.ts', '.mjs', '.js', '.css', '.json', '.jsonc', '.md', '.yml', '.yaml', '');

/** `file:line` of every line that matches. */
function places(paths: readonly string[], pattern: RegExp): readonly string[] {
  return paths.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : [])),
  );
}

describe('every code file', () => {
  it('is at most 400 lines long', () => {
    assert.deepEqual(
      code.filter((path) => read(path).trimEnd().split('\n').length > 400),
      [],
    );
  });

  it('has finished comments only', () => {
    assert.deepEqual(places(code, /(\/\/|\/\*|^\s*\*)\s*(TODO|FIXME|XXX|HACK)\b/u), []);
  });

  it('keeps the checkers switched on, or says in the same line why one rule is wrong about the next', () => {
    const unexplained =
      /@ts-(ignore|nocheck|expect-error)|(oxlint|eslint)-(disable|enable)(?!-next-line [\w/-]+ -- \w)/u;
    assert.deepEqual(places(code, unexplained), []);
  });

  it('names no type that switches checking off', () => {
    assert.deepEqual(places(withEnding('.ts'), /(:|\bas|<|\|)\s*any\b\s*([\])>;,|=[]|$)/u), []);
  });
});

describe('every webview', () => {
  it('leaves styling to its style sheet, because the content security policy blocks style attributes', () => {
    const views = code.filter((path) => path.startsWith('webviews/'));
    assert.deepEqual(places(views, /\sstyle\s*=\s*["'`$]/u), []);
  });
});

describe('the repository', () => {
  it('has the top-level folders of the architecture and no other', () => {
    const folders = new Set(files.filter((path) => path.includes('/')).map((path) => path.slice(0, path.indexOf('/'))));
    const expected = [
      '.ci',
      '.vscode',
      'client',
      'docs',
      'schemas',
      'scripts',
      'server',
      'snippets',
      'test',
      'webviews',
    ];
    assert.deepEqual([...folders].toSorted(), expected);
  });

  it('has only build and repository files beside them', () => {
    const known =
      /^(package(-lock)?|package\.nls(\.(de|zh-cn))?)\.json$|^tsconfig(\.\w+)?\.json$|^\.(gitignore|gitattributes|vscodeignore|oxlintrc\.json|oxfmtrc\.json)$|^(README|ARCHITECTURE|CHANGELOG|CONTRIBUTING)\.md$|^LICENSE$|^esbuild\.mjs$/u;
    assert.deepEqual(
      files.filter((path) => !path.includes('/') && !known.test(path)),
      [],
    );
  });

  it('depends on nothing outside of itself', () => {
    const machinePath = /(^|[^\w.~-])\/(work|workspaces?|builds|root|tmp\/[\w.-]+)\/|(\.\.\/)+shared\//u;
    assert.deepEqual(places(text, machinePath), []);
  });
});

describe('README.md', () => {
  const blocks = [...read('README.md').matchAll(/^```(?:sh|bash|shell|console)\n(.*?)^```/gmsu)];
  const commands = blocks
    .flatMap(([, block = '']) => block.split('\n'))
    .map((line) =>
      line
        .replace(/^\$ /u, '')
        .replace(/\s+#.*$/u, '')
        .trim(),
    )
    .filter((line) => line !== '');

  it('names exactly two commands', () => assert.equal(commands.length, 2, commands.join('\n')));

  it('names only commands that package.json has', () => {
    const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')));
    const missing = commands.filter((command) => {
      const [, name = ''] = /^npm (?:run )?([\w:]+)/u.exec(command) ?? [];
      return scripts[name] === undefined;
    });
    assert.deepEqual(missing, []);
  });
});
