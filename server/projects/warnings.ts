import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { ProjectWarning, RegisteredProject } from '#schemas/protocol/projects.ts';
import type { CollabView } from '#schemas/protocol/collab.ts';
import type { RunView } from '#schemas/run/run.ts';
import { freeBytes, gibibytes, LITTLE_SPACE } from '../platform/disk-space.ts';
import { createGit, type Git, GitError } from '../platform/git.ts';
import { gitFolders } from '../platform/git-folders.ts';
import { inTime } from '../platform/in-time.ts';
import { repositoryAround } from '../platform/repository-around.ts';
import { EffectError } from '../runs/effect-error.ts';
import { readProjectConfig } from '../runs/project-config.ts';

export interface WarningDeps {
  readonly home: string;
  runs(): readonly RunView[];
  shared(): readonly CollabView[];
  /** Whether a person wants to be asked about new projects. */
  readonly asks: boolean;
}

type Warning = ProjectWarning['id'];

/** A disk that hangs must not keep the whole list from being shown. */
const PATIENCE_MS = 4_000;
const PLAN = ['PRDs', 'PRPs', 'PRD.md', 'prd.md', 'WORKFLOW.md', '.clutch'];
/** What lies in git's folder while a person is in the middle of something. */
const UNDER_WAY: readonly (readonly [string, string])[] = [
  ['MERGE_HEAD', 'merge'],
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['BISECT_LOG', 'bisect'],
];

/** What a person should know about a project, the gravest first. Never rejects. */
export async function warningsOf(project: RegisteredProject, deps: WarningDeps): Promise<ProjectWarning[]> {
  const { root, state } = project;
  if (!existsSync(root)) {
    return [warning('gone', `${root} is not there any more. Put it back, or detach the project.`)];
  }
  if (state === 'detached') return [];
  const [git, space] = await Promise.all([aboutGit(root), aboutSpace(root)]);
  return [
    ...git,
    ...aboutSettings(root),
    ...aboutSharing(root, deps),
    ...space,
    ...aboutArtifacts(project),
    ...aboutWorktrees(root, deps),
    ...aboutNew(project, deps),
  ];
}

const warning = (id: Warning, text: string): ProjectWarning => ({ id, text });

/** A configuration that cannot be used stops every run of the project. */
function aboutSettings(root: string): ProjectWarning[] {
  try {
    readProjectConfig(root);
    return [];
  } catch (error) {
    if (!(error instanceof EffectError)) throw error;
    return [warning('settings', error.message)];
  }
}

async function aboutGit(root: string): Promise<ProjectWarning[]> {
  const top = repositoryAround(root);
  if (top === null) {
    return [warning('no-git', 'This is no git repository, so no run can begin: git init, then commit the plan.')];
  }
  const { own } = gitFolders(top);
  const busy = UNDER_WAY.find(([mark]) => existsSync(path.join(own, mark)));
  const underWay = busy ? [warning('under-way', `A ${busy[1]} is under way. Finish or abort it before a run.`)] : [];
  try {
    const answered = await inTime(PATIENCE_MS, (signal) => askGit(createGit(root, { signal, offline: true })));
    return [
      ...(answered ?? [warning('git-problem', `git did not answer within ${PATIENCE_MS / 1000} s in ${root}.`)]),
      ...underWay,
    ];
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return [warning('git-problem', error.message), ...underWay];
  }
}

async function askGit(git: Git): Promise<ProjectWarning[]> {
  // First, and by `run`: where git refuses to look at all, what it says is the answer.
  const status = await git.run('status', '--porcelain', '--untracked-files=normal', '--', ...PLAN);
  if ((await git.ask('rev-parse', '--verify', '--quiet', 'HEAD')) === null) {
    return [warning('no-commit', 'The repository has no commit yet, and runs begin at one: commit the plan.')];
  }
  const changed = status.split('\n').filter((line) => line !== '').length;
  if (changed === 0) return [];
  const what = changed === 1 ? 'One plan document is' : `${changed} plan documents are`;
  return [warning('unsaved-plan', `${what} not committed, and a run takes the plan from the last commit.`)];
}

async function aboutSpace(root: string): Promise<ProjectWarning[]> {
  try {
    const free = await inTime(PATIENCE_MS, () => freeBytes(root));
    if (free === null || free >= LITTLE_SPACE) return [];
    return [warning('little-space', `Only ${gibibytes(free)} are free where it lies. Make room before a run.`)];
  } catch {
    // Some file systems do not say; `clutch doctor` says that of them.
    return [];
  }
}

function aboutSharing(root: string, { shared }: WarningDeps): ProjectWarning[] {
  const view = shared().find((one) => one.root === root);
  if (view === undefined || view.health.state === 'ok') return [];
  return [warning('not-reached', `${view.place}: ${view.health.text}`)];
}

/** A folder that only would be there is made when something is put into it. */
function aboutArtifacts({ artifacts, since }: RegisteredProject): ProjectWarning[] {
  if (artifacts === null || since === null || existsSync(path.dirname(artifacts))) return [];
  return [
    warning('artifacts-missing', `The folder of its artifacts, ${artifacts}, cannot be reached. Mount its disk.`),
  ];
}

function aboutWorktrees(root: string, { home, runs }: WarningDeps): ProjectWarning[] {
  const left = leftWorktrees(home, runs()).filter(({ project }) => project === root);
  if (left.length === 0) return [];
  const [first] = left;
  const what = left.length === 1 ? 'A worktree of an ended run was' : `Worktrees of ${left.length} ended runs were`;
  return [warning('worktrees-left', `${what} kept, because it may hold work: ${first?.folder ?? ''}.`)];
}

/** Folders of worktrees whose run has ended, with the root of its project; null where no run of that name is known. */
export function leftWorktrees(
  home: string,
  runs: readonly RunView[],
): { readonly folder: string; readonly project: string | null }[] {
  const parent = path.join(home, 'worktrees');
  if (!statSync(parent, { throwIfNoEntry: false })) return [];
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'for-others')
    .map(({ name }) => ({ folder: path.join(parent, name), run: runs.find(({ id }) => id === name) }))
    .filter(({ folder, run }) => (run === undefined || run.status === 'completed') && readdirSync(folder).length > 0)
    .map(({ folder, run }) => ({ folder, project: run?.project.root ?? null }));
}

function aboutNew({ state }: RegisteredProject, { asks }: WarningDeps): ProjectWarning[] {
  if (state !== 'new' || !asks) return [];
  return [
    warning('new', 'This project is not attached to this machine yet, so only windows that have it open know it.'),
  ];
}
