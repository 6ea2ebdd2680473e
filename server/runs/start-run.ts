import { createHash, randomBytes } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { StartRunParams } from '#schemas/protocol/runs.ts';
import type { RunView } from '#schemas/run/run.ts';
import { outlineOf } from '../language/outline.ts';
import { findPrds, findProjectRoot } from '../plans/project.ts';
import { relativeTo } from '../plans/relative-to.ts';
import { readDocument } from '../plans/read-document.ts';
import { loadPlaybook } from '../runtimes/playbook/load-playbook.ts';
import type { Journal, StoredProject } from '../store/journal.ts';
import { EffectError } from './effect-error.ts';
import { inspectProject } from './effects/inspect-project.ts';
import { readProjectConfig } from './project-config.ts';
import type { EffectContext } from './performer.ts';
import type { Supervisor } from './supervisor.ts';

/** Turns a person's words into a run, or into one sentence about why there can be none. Nothing is made before that. */
export async function startRun(
  deps: { supervisor: Supervisor; journal: Journal; runtimes: readonly string[]; now: () => number },
  params: StartRunParams,
): Promise<RunView> {
  const known = params.key === undefined ? null : deps.supervisor.viewByKey(params.key);
  if (known) return known;
  const { root, prd } = resolveTarget(params.target);
  const { runtime, playbook } = await chooseRuntime(root, params, deps.runtimes);
  const start = params.start === null ? null : normalisePhase(params.start);
  const end = params.end === null ? null : normalisePhase(params.end);
  refuseSecondRun(deps.supervisor, root);
  await inspectProject({ id: 'preflight', type: 'inspect-project', root, prd, start, end }, PREFLIGHT);
  refuseSecondRun(deps.supervisor, root);
  const project = projectAt(root);
  deps.journal.addProject(project);
  const run = `${new Date(deps.now()).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}-${randomBytes(3).toString('hex')}`;
  const key = params.key === undefined ? {} : { key: params.key };
  return deps.supervisor.request({ run, project, prd, start, end, runtime, playbook, ...key });
}

/** The inspection changes nothing, so it needs nothing of a run. */
const PREFLIGHT: EffectContext = {
  run: 'preflight',
  signal: new AbortController().signal,
  onStarted: () => undefined,
  onAgentEvent: () => undefined,
  ask: () => Promise.resolve(null),
};

export function projectAt(root: string): StoredProject {
  return { id: createHash('sha256').update(root).digest('hex').slice(0, 12), name: path.basename(root), root };
}

/** `01` and `1` are the same phase. */
function normalisePhase(id: string): string {
  return id
    .trim()
    .toLowerCase()
    .replace(/^0+(?=\d)/, '');
}

/** A path that ends in `.md` is a PRD; any other is a project, whose only PRD is meant. */
function resolveTarget(target: string): { root: string; prd: string } {
  if (target.toLowerCase().endsWith('.md')) return resolvePrd(target);
  if (!statSync(target, { throwIfNoEntry: false })?.isDirectory()) {
    throw new EffectError('user', `${target} is neither a PRD (a .md file) nor a project folder. Check the path.`);
  }
  const root = findProjectRoot(realpathSync(target)) ?? realpathSync(target);
  const prds = findPrds(root);
  const [only] = prds;
  if (!only) {
    throw new EffectError(
      'user',
      `No PRD found in ${root}. Write one as ${path.join('PRDs', 'PRD-name.md')}, then run it.`,
    );
  }
  if (prds.length > 1) {
    throw new EffectError(
      'user',
      `${root} has several PRDs: ${prds.map((prd) => relativeTo(root, prd)).join(', ')}. Name the one to run.`,
    );
  }
  return { root, prd: relativeTo(root, only) };
}

function resolvePrd(target: string): { root: string; prd: string } {
  const document = readDocument(target);
  if (!document.ok) throw new EffectError('user', document.message);
  const file = realpathSync(target);
  const root = findProjectRoot(file);
  if (!root) {
    throw new EffectError(
      'user',
      `${target} is in no project: no folder above it holds PRDs/, PRPs/, .clutch/ or .git.`,
    );
  }
  const { kind } = outlineOf(file, document.text);
  if (kind !== 'prd') {
    throw new EffectError(
      'user',
      `${target} reads as ${kind === 'other' ? 'ordinary markdown' : `a ${kind}`}, not as a PRD. Name a PRD.`,
    );
  }
  return { root, prd: relativeTo(root, file) };
}

async function chooseRuntime(
  root: string,
  params: StartRunParams,
  known: readonly string[],
): Promise<{ runtime: string; playbook: string | null }> {
  const config = readProjectConfig(root);
  const runtime = params.runtime ?? (params.playbook ? 'playbook' : config.runtime);
  if (!known.includes(runtime)) {
    throw new EffectError('user', `There is no agent runtime named ${runtime}. Known are: ${known.join(', ')}.`);
  }
  if (runtime !== 'playbook') return { runtime, playbook: null };
  const playbook = params.playbook ?? (config.playbook && path.resolve(root, config.playbook));
  if (!playbook) {
    const how = 'Pass --playbook FILE, or name one as "playbook" in .clutch/config.json';
    throw new EffectError('user', `The playbook runtime needs a playbook. ${how}.`);
  }
  const loaded = await loadPlaybook(playbook);
  if (!loaded.ok) throw new EffectError('user', loaded.message);
  return { runtime, playbook };
}

function refuseSecondRun(supervisor: Supervisor, root: string): void {
  const active = supervisor.views().find(({ project, status }) => project.root === root && status === 'running');
  if (!active) return;
  const how = '`clutch status` shows it, `clutch stop` stops it';
  throw new EffectError('user', `${root} already runs ${active.prd} (${active.id}). ${how}.`);
}
