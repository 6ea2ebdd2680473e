import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Rehearsal } from '#schemas/run/rehearsal.ts';
import { outlineOf } from '../language/outline.ts';
import { parseDocument } from '../language/parse-document.ts';
import { programsOf } from '../language/shell-programs.ts';
import { isSamePrd, readTrackers } from '../language/tracker/read-trackers.ts';
import { trackedPhases } from '../language/tracker/tracked-phases.ts';
import { reasonIn } from '../language/tracker/tracked-workstreams.ts';
import { isInside } from '../plans/inside.ts';
import { createProgramLookup } from '../plans/program-lookup.ts';
import { readDocument } from '../plans/read-document.ts';
import { createGit, type Git } from '../platform/git.ts';
import { EffectError } from './effect-error.ts';
import { planAhead, type PhaseAhead } from './plan-ahead.ts';
import { readProjectConfig } from './project-config.ts';
import { judgeRehearsal, type RehearsalFacts } from './rehearsal.ts';

/**
 * Clones the project into `scratch`, an empty folder of the caller's, and asks only the clone how the plan stands: what
 * it does not know, a stranger would not know. Starts nothing of the project.
 */
export async function rehearsePlan({ root, prd }: { root: string; prd: string }, scratch: string): Promise<Rehearsal> {
  const original = createGit(root);
  const { branch, head } = await requireHistory(original);
  const clone = path.join(scratch, 'clone');
  const which = branch === null ? [] : ['--branch', branch, '--single-branch'];
  await original.run('clone', '--no-hardlinks', '--quiet', ...which, '--', root, clone);
  const git = createGit(clone);
  const config = configOf(clone);
  const missing = await uncommittedIn(original, [prd, ...(config.playbook ? [config.playbook.path] : [])]);
  if (!existsSync(path.join(clone, prd))) {
    const uncommitted = missing.length > 0 ? missing : [{ path: prd, state: 'new' as const }];
    const nothing = { phases: [], tracked: [], missingPrograms: [] };
    return judgeRehearsal({ project: root, prd, branch, head, config, uncommitted, ...nothing });
  }
  const phases = await planAhead({ root: clone, prd, start: null, end: null });
  const ahead = phases.filter(({ completed }) => completed === null);
  return judgeRehearsal({
    project: root,
    prd,
    branch,
    head,
    config,
    phases: withLines(clone, prd, phases),
    tracked: await trackedIn(git, clone, prd, head),
    missingPrograms: programsMissing(ahead),
    uncommitted: [...missing, ...scriptsMissing(root, clone, ahead)],
  });
}

async function requireHistory(git: Git): Promise<{ branch: string | null; head: string }> {
  const refuse = (why: string): never => {
    throw new EffectError('user', `${git.dir} cannot be rehearsed: ${why}`);
  };
  const prefix = await git.ask('rev-parse', '--show-prefix');
  if (prefix === null)
    return refuse('it is not a git repository, so there could be no other clone of it. Run git init.');
  if (prefix !== '')
    return refuse('it is a folder inside another repository. Keep the plan at the top of its repository.');
  const head = await git.ask('rev-parse', '--verify', '--quiet', 'HEAD');
  if (head === null) return refuse('it has no commit yet. Commit the project and its plan.');
  if ((await git.run('rev-parse', '--is-shallow-repository')) === 'true') {
    return refuse('its history is cut off. Run git fetch --unshallow (in CI: fetch-depth: 0).');
  }
  return { branch: await git.ask('symbolic-ref', '--quiet', '--short', 'HEAD'), head };
}

function withLines(root: string, prd: string, phases: readonly PhaseAhead[]): RehearsalFacts['phases'] {
  const document = readDocument(path.join(root, prd), prd);
  const outline = document.ok ? outlineOf(prd, document.text).phases : [];
  return phases.map((phase) => ({ ...phase, line: outline.find(({ id }) => id === phase.id)?.line ?? null }));
}

/** What WORKFLOW.md says of the phases: the same as a run reads, with the places where it stands. */
async function trackedIn(git: Git, root: string, prd: string, head: string): Promise<RehearsalFacts['tracked']> {
  const document = readDocument(path.join(root, 'WORKFLOW.md'));
  if (!document.ok) return [];
  const trackers = readTrackers(parseDocument(document.text)).filter((tracker) => isSamePrd(tracker.prd, prd));
  const sections = trackers.flatMap((tracker) => tracker.phases);
  const rows = trackers.flatMap((tracker) => tracker.summary);
  return Promise.all(
    [...trackedPhases(document.text, prd)].map(async ([id, { status, commit }]) => {
      const section = sections.findLast((one) => one.id === id);
      const row = rows.findLast((one) => one.id === id);
      const written = section?.writtenStatus ?? row?.writtenStatus ?? '';
      return {
        id,
        line:
          (section?.places.get(status === 'completed' ? 'commit' : 'status')?.value.start.line ??
            section?.line ??
            row?.line ??
            0) + 1,
        status,
        written,
        commit,
        commitIs: commit === null ? null : await placeOf(git, commit, head),
        // What is behind the word itself: `deferred (reason: …)`, `postponed: …`.
        reason: status === 'deferred' ? reasonIn(written.replace(/^\W*\w+\s*/u, '')) : null,
      };
    }),
  );
}

async function placeOf(git: Git, commit: string, head: string): Promise<'ancestor' | 'elsewhere' | 'unknown'> {
  if ((await git.ask('rev-parse', '--verify', '--quiet', `${commit}^{commit}`)) === null) return 'unknown';
  return (await git.ask('merge-base', '--is-ancestor', commit, head)) === null ? 'elsewhere' : 'ancestor';
}

function configOf(root: string): RehearsalFacts['config'] {
  try {
    const { research, runtime, roles, playbook } = readProjectConfig(root);
    const needsPlaybook = [runtime, ...Object.values(roles)].includes('playbook');
    return { problem: null, research, needsPlaybook, playbook: playbook === null ? null : playbookAt(root, playbook) };
  } catch (error) {
    if (!(error instanceof EffectError)) throw error;
    const problem = error.message.replaceAll(`${root}${path.sep}`, '');
    return { problem, research: true, needsPlaybook: false, playbook: null };
  }
}

function playbookAt(root: string, written: string): RehearsalFacts['config']['playbook'] {
  const file = path.resolve(root, written);
  if (path.isAbsolute(written) || !isInside(root, file)) return { path: written, state: 'outside' };
  const isThere = statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
  return { path: path.relative(root, file).split(path.sep).join('/'), state: isThere ? 'there' : 'missing' };
}

const PLANS = [
  'PRD.md',
  'docs/PRD.md',
  'PRDs',
  'PRPs',
  'WORKFLOW.md',
  'AWAY_DEVELOPMENT_PLAN.md',
  '.clutch/config.json',
  '.clutch/prompts',
];

async function uncommittedIn(git: Git, also: readonly string[]): Promise<RehearsalFacts['uncommitted']> {
  const places = [...PLANS, ...also].filter((place) => !path.isAbsolute(place) && !place.startsWith('..'));
  const options = ['--porcelain', '-z', '--no-renames', '--untracked-files=all', '--ignored=traditional'];
  const status = await git.run('--literal-pathspecs', 'status', ...options, '--', ...new Set(places));
  return status
    .split('\0')
    .filter((entry) => entry.length > 3)
    .map((entry) => ({ path: entry.slice(3), state: stateOf(entry.slice(0, 2)) }))
    .filter(({ path: file }) => /\.md$/i.test(file) || !/^PR[DP]s\//.test(file));
}

function stateOf(code: string): 'changed' | 'new' | 'ignored' {
  if (code === '!!') return 'ignored';
  return code === '??' || code.startsWith('A') ? 'new' : 'changed';
}

function programsMissing(phases: readonly PhaseAhead[]): RehearsalFacts['missingPrograms'] {
  const isThere = createProgramLookup(process.env);
  const found = new Map<string, RehearsalFacts['missingPrograms'][number]>();
  for (const { prp } of phases) {
    for (const { commands, line } of prp?.validation ?? []) {
      for (const program of commands.flatMap(programsOf)) {
        if (!found.has(program) && isThere(program) === false)
          found.set(program, { program, path: prp?.path ?? '', line });
      }
    }
  }
  return [...found.values()];
}

/** Scripts that validation commands start by a path: what the original has and the clone has not is not committed. */
function scriptsMissing(root: string, clone: string, phases: readonly PhaseAhead[]): RehearsalFacts['uncommitted'] {
  const scripts = phases
    .flatMap(({ prp }) => prp?.validation.flatMap(({ commands }) => commands) ?? [])
    .flatMap((command) =>
      [...command.matchAll(/(?<![\w./-])\.\/([\w.-]+(?:\/[\w.-]+)*)/g)].map(([, file = '']) => file),
    )
    .filter((file) => !/(?:^|\/)(?:\.\.|node_modules)(?:\/|$)/.test(file));
  const isFile = (folder: string, file: string): boolean =>
    statSync(path.join(folder, file), { throwIfNoEntry: false })?.isFile() ?? false;
  const missing = [...new Set(scripts)].filter((file) => isFile(root, file) && !isFile(clone, file));
  return missing.map((file) => ({ path: file, state: 'new' as const }));
}
