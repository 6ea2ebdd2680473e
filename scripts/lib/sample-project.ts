import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import path from 'node:path';

const REPOSITORY = path.resolve(import.meta.dirname, '../..');
const SOURCE = path.join(REPOSITORY, 'test/fixtures/sample-project');

/** Packages that the sample's own commands need; linked, because a demo should not install anything twice. */
const PACKAGES = ['typescript', '@types/node', 'node'];
const PROGRAMS = ['tsc', 'node'];

/**
 * Makes the sample project in `folder`, which must not exist: a small TypeScript library with a history of its own, a
 * PRD of three phases and their PRPs. Returns the real path.
 */
export function createSampleProject(folder: string): string {
  if (existsSync(folder)) throw new Error(`${folder} exists already. Name a new folder for the sample project.`);
  cpSync(SOURCE, folder, { recursive: true });
  const root = realpathSync(folder);
  linkPackages(root);
  const git = (...args: string[]): void => {
    execFileSync('git', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  };
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'Sample Author');
  git('config', 'user.email', 'author@sample.invalid');
  const commit = (message: string, ...paths: string[]): void => {
    git('add', '--', ...paths);
    git('commit', '--quiet', '--message', message);
  };
  commit('chore: start the library', 'package.json', 'tsconfig.json', '.gitignore', 'README.md');
  commit('feat: points and their distance', 'src', 'test');
  commit('docs: plan lengths, formats and thinning', 'PRDs', 'PRPs', '.clutch');
  return root;
}

function linkPackages(root: string): void {
  for (const name of PACKAGES) link(path.join('node_modules', name), root);
  for (const name of PROGRAMS) link(path.join('node_modules/.bin', name), root);
}

function link(relative: string, root: string): void {
  const target = path.join(root, relative);
  mkdirSync(path.dirname(target), { recursive: true });
  symlinkSync(realpathSync(path.join(REPOSITORY, relative)), target);
}
