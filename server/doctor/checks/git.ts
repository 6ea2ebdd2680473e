import path from 'node:path';
import { createGit, GitError } from '../../platform/git.ts';
import { repositoryAround } from '../../platform/repository-around.ts';
import { type DoctorCheck, finding, type Finding } from '../check.ts';

/** The first git that mends worktrees, which runs rely on. */
const MINIMUM = [2, 29] as const;

export const git: DoctorCheck = {
  id: 'git',
  title: 'git',
  limitMs: 10_000,
  async look({ home, roots }, signal) {
    try {
      const somewhere = createGit(roots[0] ?? home, { signal, offline: true });
      const version = await somewhere.run('--version');
      const [name, email] = [await somewhere.ask('config', 'user.name'), await somewhere.ask('config', 'user.email')];
      const repositories = await Promise.all(roots.map((root) => aboutRepository(root, signal)));
      return [aboutVersion(version), aboutIdentity(name, email), ...repositories];
    } catch (error) {
      if (!(error instanceof GitError) || error.code !== 'not-installed') throw error;
      return [finding('problem', 'git was not found.', { todo: 'Install git and put it on PATH.' })];
    }
  },
};

function aboutVersion(said: string): Finding {
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(said) ?? [];
  const isNew = Number(major) > MINIMUM[0] || (Number(major) === MINIMUM[0] && Number(minor) >= MINIMUM[1]);
  if (isNew) return finding('ok', `${said}.`, { id: 'version' });
  return finding('problem', `${said} is too old.`, {
    id: 'version',
    todo: `Install git ${MINIMUM.join('.')} or newer.`,
  });
}

function aboutIdentity(name: string | null, email: string | null): Finding {
  if (name && email) return finding('ok', `Commits are made by ${name} <${email}>.`, { id: 'identity' });
  return finding('warning', 'git does not know who commits, so commits of runs carry a name of CLUTCH.', {
    id: 'identity',
    todo: 'Tell git your name and e-mail address.',
    command: 'git config --global user.name "…" && git config --global user.email "…"',
  });
}

async function aboutRepository(root: string, signal: AbortSignal): Promise<Finding> {
  const id = `repository.${root}`;
  const name = path.basename(root);
  if (repositoryAround(root) === null) {
    const help = { id, todo: 'Make it one, then commit the plan.', command: 'git init' };
    return finding('problem', `${name} is no git repository.`, help);
  }
  try {
    const repository = createGit(root, { signal, offline: true });
    await repository.run('status', '--porcelain', '--untracked-files=no');
    const head = await repository.ask('rev-parse', '--short', 'HEAD');
    if (head !== null) return finding('ok', `${name} is at ${head}.`, { id });
    return finding('warning', `${name} has no commit yet.`, { id, todo: 'Commit the plan: runs begin at a commit.' });
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return finding('problem', error.message, { id, todo: 'Mend what git says, then look again.' });
  }
}
