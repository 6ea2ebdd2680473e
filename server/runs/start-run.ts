import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { StartRunParams } from '#schemas/protocol/runs.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { MachineConfig } from '#schemas/settings.ts';
import { loadPlaybook } from '../runtimes/playbook/load-playbook.ts';
import type { Journal } from '../store/journal.ts';
import type { Runtimes } from '../runtimes/index.ts';
import { requireAgent } from './agent-settings.ts';
import { EffectError } from './effect-error.ts';
import { inspectProject } from './effects/inspect-project.ts';
import { historyOf } from './history.ts';
import { policyOf, readProjectConfig } from './project-config.ts';
import { PREFLIGHT } from './preflight.ts';
import { projectAt } from './project-at.ts';
import { normalisePhase, resolveTarget } from './resolve-target.ts';
import type { Supervisor } from './supervisor.ts';
import { entriesOfPlan, requireTrust, type Trust } from './trust.ts';

export interface StartRunDeps {
  readonly supervisor: Supervisor;
  readonly journal: Journal;
  readonly trust: Trust;
  readonly runtimes: Runtimes;
  /** The machine's configuration as it is now. */
  readonly machine: () => MachineConfig;
  readonly now: () => number;
}

/** Turns a person's words into a run, or into one sentence about why there can be none. Nothing is made before that. */
export async function startRun(deps: StartRunDeps, params: StartRunParams): Promise<RunView> {
  const known = params.key === undefined ? null : deps.supervisor.viewByKey(params.key);
  if (known) return known;
  const { root, prd } = resolveTarget(params.target);
  const { runtime, playbook } = await chooseRuntime(root, params, deps);
  const start = params.start === null ? null : normalisePhase(params.start);
  const end = params.end === null ? null : normalisePhase(params.end);
  refuseSecondRun(deps.supervisor, root);
  await inspectProject({ id: 'preflight', type: 'inspect-project', root, prd, start, end }, PREFLIGHT);
  const consent = params.consent === 'listed' ? 'listed' : 'all';
  if (consent === 'listed') requireTrust(deps.trust, root, await entriesOfPlan({ root, prd, start, end }, params));
  refuseSecondRun(deps.supervisor, root);
  const project = projectAt(root);
  deps.journal.addProject(project);
  const run = `${new Date(deps.now()).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}-${randomBytes(3).toString('hex')}`;
  const key = params.key === undefined ? {} : { key: params.key };
  const policy = policyOf(readProjectConfig(root), { runtime, model: params.model });
  const history = historyOf(deps.supervisor.views().filter((view) => view.project.root === root));
  return deps.supervisor.request({
    run,
    project,
    prd,
    start,
    end,
    runtime,
    playbook,
    policy,
    history,
    consent,
    ...key,
  });
}

async function chooseRuntime(
  root: string,
  params: StartRunParams,
  { runtimes, machine }: StartRunDeps,
): Promise<{ runtime: string; playbook: string | null }> {
  const config = readProjectConfig(root);
  const runtime = params.runtime ?? (params.playbook ? 'playbook' : config.runtime);
  const place = { root, project: config, machine: machine() };
  for (const name of [runtime, ...Object.values(config.roles)]) requireAgent(runtimes, name, place);
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
