import { existsSync } from 'node:fs';
import path from 'node:path';
import { completedPhases } from '../../language/tracker/completed-phases.ts';
import { outlineOf } from '../../language/outline.ts';
import { readDocument } from '../../plans/read-document.ts';
import { createGit, type Git } from '../../platform/git.ts';
import { EffectError } from '../effect-error.ts';
import type { Performer } from '../performer.ts';

/** Refuses what a run could harm or never finish, before anything is made: each refusal says what to do. */
export const inspectProject: Performer<'inspect-project'> = async ({ root, prd, start, end }) => {
  const git = createGit(requireFolder(root));
  const { branch, head } = await requireCleanBranch(git);
  return { type: 'project-inspected', branch, head, phases: await plannedPhases({ git, root, prd, start, end, head }) };
};

/** The phases of a PRD in order, with the commit that completed each; nothing is completed where there is no `head`. */
export async function plannedPhases(plan: {
  readonly git: Git;
  readonly root: string;
  readonly prd: string;
  readonly start: string | null;
  readonly end: string | null;
  readonly head: string | null;
}): Promise<{ id: string; title: string; completed: string | null }[]> {
  const { git, root, prd, start, end, head } = plan;
  const document = readDocument(path.join(root, prd), prd);
  if (!document.ok) throw new EffectError('user', document.message);
  const { phases } = outlineOf(prd, document.text);
  if (phases.length === 0) {
    throw new EffectError(
      'user',
      `${prd} names no phases. Add headings such as “## Phase 1: Name”, then run it again.`,
    );
  }
  requirePhases(
    prd,
    phases.map(({ id }) => id),
    start,
    end,
  );
  const done = head === null ? new Map<string, string>() : await landedPhases(git, root, prd, head);
  return phases.map(({ id, title }) => ({ id, title, completed: done.get(id) ?? null }));
}

function requirePhases(prd: string, known: readonly string[], start: string | null, end: string | null): void {
  for (const wanted of [start, end]) {
    if (wanted === null || known.includes(wanted)) continue;
    throw new EffectError('user', `${prd} has no phase ${wanted}. Its phases are ${known.join(', ')}.`);
  }
  if (start === null || end === null || known.indexOf(start) <= known.indexOf(end)) return;
  const how = `Name them in the order of the PRD: ${known.join(', ')}`;
  throw new EffectError(
    'user',
    `Phase ${start} comes after phase ${end} in ${prd}, so there is nothing to run. ${how}.`,
  );
}

function requireFolder(root: string): string {
  if (!existsSync(root)) throw new EffectError('user', `The project folder ${root} is gone.`);
  return root;
}

async function requireCleanBranch(git: Git): Promise<{ branch: string; head: string }> {
  const top = await git.ask('rev-parse', '--show-toplevel');
  if (top === null) {
    const how = `git init && git add --all && git commit -m "start"`;
    throw new EffectError('user', `${git.dir} is not a git repository, and commits need one. Run: ${how}`);
  }
  const prefix = await git.run('rev-parse', '--show-prefix');
  if (prefix !== '') {
    const where = `${git.dir} is a folder inside the git repository ${top}`;
    throw new EffectError('user', `${where}. Keep PRDs/ and PRPs/ at the top of the repository and run from there.`);
  }
  const head = await git.ask('rev-parse', '--verify', '--quiet', 'HEAD');
  if (head === null) {
    throw new EffectError('user', `${git.dir} has no commit yet. Commit the project and its plan, then run it again.`);
  }
  const branch = await git.ask('symbolic-ref', '--quiet', '--short', 'HEAD');
  if (branch === null) {
    const where = `HEAD of ${git.dir} is detached at ${head.slice(0, 8)}, so the commits would belong to no branch`;
    throw new EffectError('user', `${where}. Run: git switch -c <branch>`);
  }
  await requireNothingUncommitted(git);
  return { branch, head };
}

async function requireNothingUncommitted(git: Git): Promise<void> {
  const status = await git.run('status', '--porcelain', '-z', '--untracked-files=no');
  if (status === '') return;
  const paths = status
    .split('\0')
    .filter((entry) => /^.. /.test(entry))
    .map((entry) => entry.slice(3));
  const more = paths.length > 3 ? ` and ${paths.length - 3} more` : '';
  const what = `${git.dir} has changes that are not committed: ${paths.slice(0, 3).join(', ')}${more}`;
  throw new EffectError('user', `${what}. Commit or stash them, then run it again; nothing was touched.`);
}

/** Phases that WORKFLOW.md calls completed, where git agrees: the named commit is part of this branch. */
async function landedPhases(git: Git, root: string, prd: string, head: string): Promise<Map<string, string>> {
  const tracker = readDocument(path.join(root, 'WORKFLOW.md'));
  const done = new Map<string, string>();
  if (!tracker.ok) return done;
  const committed = (await git.ask('diff', '--quiet', 'HEAD', '--', 'WORKFLOW.md')) !== null;
  for (const { id, commit, byPerson } of completedPhases(tracker.text, prd)) {
    // Committed by a person, the phase is in the commit that says so.
    const where = commit ?? (byPerson && committed ? head : null);
    const known = where && (await git.ask('merge-base', '--is-ancestor', where, head)) !== null;
    if (known) done.set(id, where);
  }
  return done;
}
