import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createGit, type Git } from '../../platform/git.ts';

/**
 * Code on its way between two repositories, as git bundles. Nothing here moves a branch or touches a checkout of a
 * person's: whatever comes lies under `refs/clutch/`.
 */

/** No larger bundle is opened. */
const MAX_BUNDLE_BYTES = 1024 * 1024 * 1024;
/** The newest commit that came from main: it keeps what the next session builds on. */
const LAST_BASE = 'refs/clutch/base';
/** Says that the repository is ours: there was none in the folder, so its checkout follows main. */
const MADE_HERE = 'clutch.madeFromBundle';

const offeredRef = (task: string): string => `refs/clutch/offered/${task}`;
const doneRef = (task: string): string => `refs/clutch/done/${task}`;
/** Where main takes a result in. */
export const takenRef = (task: string): string => `refs/clutch/remote/${task}`;

/** A bundle that is not what it should be. `message` is a sentence. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
}

/** Commits that the repository holds, newest first; none where there is no repository yet. */
export async function tipsOf(root: string): Promise<string[]> {
  if (!existsSync(path.join(root, '.git'))) return [];
  const git = createGit(root);
  const refs = ['refs/heads', LAST_BASE];
  const tips = await git.run('for-each-ref', '--count=63', '--sort=-committerdate', '--format=%(objectname)', ...refs);
  const head = await git.ask('rev-parse', '--verify', '--quiet', 'HEAD');
  return [...new Set([...(head === null ? [] : [head]), ...tips.split('\n').filter((line) => line !== '')])];
}

/** Whether the remote holds the commit, as far as the last fetch or push from here has seen. */
export async function isOnRemote(root: string, remote: string, commit: string): Promise<boolean> {
  const refs = `refs/remotes/${remote}/`;
  return (await createGit(root).run('for-each-ref', '--count=1', `--contains=${commit}`, refs)) !== '';
}

/** Writes what leads to `base` and is in none of `has` into `file`. False: nothing is missing, and nothing was written. */
export async function bundleBase(
  root: string,
  { task, base, has, file }: { task: string; base: string; has: readonly string[]; file: string },
): Promise<boolean> {
  const git = createGit(root);
  const known = await Promise.all(
    has.map(async (commit) => ((await git.ask('cat-file', '-e', `${commit}^{commit}`)) === null ? [] : [`^${commit}`])),
  );
  const without = known.flat();
  if ((await git.run('rev-list', '--max-count=1', base, ...without)) === '') return false;
  await git.run('update-ref', offeredRef(task), base);
  await git.run('bundle', 'create', '--quiet', file, offeredRef(task), ...without);
  return true;
}

/** Makes sure that `base` is in the repository at `root`, which is made where the folder is empty. */
export async function takeBase(
  root: string,
  { task, base, bundle }: { task: string; base: string; bundle: string | null },
): Promise<void> {
  await makeRepository(root, base);
  const git = createGit(root);
  if (bundle !== null) await fetchBundle(git, bundle, { name: offeredRef(task), commit: base, as: offeredRef(task) });
  else if (!(await holds(git, base))) await fetchFromRemotes(git, base);
  await git.run('update-ref', offeredRef(task), base);
  await git.run('update-ref', LAST_BASE, base);
  await followMain(git, base);
}

/** Writes the one commit of a session into `file`. */
export async function bundleWork(
  root: string,
  { task, base, commit, file }: { task: string; base: string; commit: string; file: string },
): Promise<void> {
  const git = createGit(root);
  await git.run('update-ref', doneRef(task), commit);
  await git.run('bundle', 'create', '--quiet', file, doneRef(task), `^${base}`);
}

/**
 * Takes the work of a session in under the ref `as`, if it is exactly one commit on `base` with exactly this tree;
 * rejects with a `BundleError` for anything else. What it changes is for others to judge.
 */
export async function takeWork(
  root: string,
  { task, base, work, bundle, as }: TakenWork & { readonly bundle: string; readonly as: string },
): Promise<void> {
  const git = createGit(root);
  await fetchBundle(git, bundle, { name: doneRef(task), commit: work.commit, as, strict: true });
  const problem = await whatIsWrong(git, base, work);
  if (problem === null) return;
  await git.ask('update-ref', '-d', as);
  throw new BundleError(`The result of ${task} is not used: ${problem}.`);
}

interface TakenWork {
  readonly task: string;
  readonly base: string;
  readonly work: { readonly commit: string; readonly tree: string };
}

async function whatIsWrong(git: Git, base: string, work: TakenWork['work']): Promise<string | null> {
  const [parents, tree] = await Promise.all([
    git.run('log', '-1', '--format=%P', work.commit),
    git.run('rev-parse', '--verify', `${work.commit}^{tree}`),
  ]);
  if (parents !== base) return `its commit ${work.commit} is not one commit on ${base}`;
  return tree === work.tree ? null : `its commit holds the tree ${tree} and not ${work.tree}, as it says`;
}

/** Takes what a session left behind away again, on either side. */
export async function forgetCode(root: string, task: string): Promise<void> {
  const git = createGit(root);
  for (const ref of [offeredRef(task), doneRef(task), takenRef(task)]) await git.ask('update-ref', '-d', ref);
}

async function fetchBundle(
  git: Git,
  file: string,
  { name, commit, as, strict = false }: { name: string; commit: string; as: string; strict?: boolean },
): Promise<void> {
  const { size } = statSync(file);
  if (size > MAX_BUNDLE_BYTES)
    throw new BundleError(`The bundle of ${name} has ${size} bytes; nothing so large is taken.`);
  const heads = await git.ask('bundle', 'list-heads', file);
  if (heads === null) throw new BundleError(`What came as the bundle of ${name} is no git bundle.`);
  if (heads !== `${commit} ${name}`) {
    const held = heads.split('\n').slice(0, 5).join(', ').slice(0, 500);
    throw new BundleError(`The bundle holds ${held || 'nothing'} and not ${name} at ${commit} alone.`);
  }
  const verified = await git.ask('bundle', 'verify', '--quiet', file);
  if (verified === null)
    throw new BundleError(`The bundle of ${name} is damaged, or builds on commits that are not here.`);
  // Of history that is old and known to be odd nobody can be strict; of what an agent has just made one can.
  const checks = strict ? ['-c', 'fetch.fsckObjects=true'] : [];
  const quietly = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules'];
  const fetched = await git.ask(...checks, 'fetch', ...quietly, file, `+${name}:${as}`);
  if (fetched === null) throw new BundleError(`git refused what the bundle of ${name} holds.`);
}

const holds = async (git: Git, commit: string): Promise<boolean> =>
  (await git.ask('cat-file', '-e', `${commit}^{commit}`)) !== null;

async function fetchFromRemotes(git: Git, base: string): Promise<void> {
  const remotes = (await git.run('remote')).split('\n').filter((name) => name !== '');
  for (const remote of remotes) {
    await git.ask(
      'fetch',
      '--quiet',
      '--no-tags',
      '--no-write-fetch-head',
      remote,
      `+refs/heads/*:refs/clutch/from/${remote}/*`,
    );
    if (await holds(git, base)) return;
  }
  throw new BundleError(`The commit ${base} is neither in ${git.dir} nor in a remote of it.`);
}

async function makeRepository(root: string, base: string): Promise<void> {
  if (existsSync(path.join(root, '.git'))) return;
  await mkdir(root, { recursive: true });
  if (readdirSync(root).length > 0) {
    throw new BundleError(
      `${root} is no git repository and not empty: join with a clone of the project or an empty folder.`,
    );
  }
  const git = createGit(root);
  await git.run('init', '--quiet', ...(base.length === 64 ? ['--object-format=sha256'] : []));
  await git.run('config', MADE_HERE, 'true');
}

/** The project's configuration is read from the checkout; nobody works in one that we have made. */
async function followMain(git: Git, base: string): Promise<void> {
  if ((await git.ask('config', '--type=bool', MADE_HERE)) !== 'true') return;
  const isBranch = (await git.ask('symbolic-ref', '--quiet', 'HEAD')) !== null;
  const isUnborn = (await git.ask('rev-parse', '--verify', '--quiet', 'HEAD')) === null;
  if ((isBranch && !isUnborn) || (await git.run('status', '--porcelain')) !== '') return;
  await git.run('checkout', '--quiet', '--detach', base);
}
