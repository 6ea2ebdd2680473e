import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Everything that a person has in a checkout: HEAD, their refs, the index, configuration, hooks and each file's bytes. */
export function checkoutState(root: string): Record<string, string> {
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
  const refs = git('for-each-ref', '--format=%(refname) %(objectname)').split('\n');
  return {
    HEAD: readFileSync(path.join(root, '.git/HEAD'), 'utf8'),
    refs: refs.filter((ref) => !/^refs\/(?:heads\/clutch|clutch)\//.test(ref)).join('\n'),
    index: git('ls-files', '--stage', '-v'),
    stash: git('stash', 'list'),
    ...Object.fromEntries(
      ['config', ...readdirSync(path.join(root, '.git/hooks')).map((name) => `hooks/${name}`)].map((file) => [
        `.git/${file}`,
        hashOf(path.join(root, '.git', file)),
      ]),
    ),
    ...filesIn(root),
  };
}

function filesIn(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => path.join(parentPath, name));
  return Object.fromEntries(
    paths
      .filter((file) => !path.relative(root, file).startsWith(`.git${path.sep}`))
      .map((file) => [path.relative(root, file), hashOf(file)]),
  );
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
