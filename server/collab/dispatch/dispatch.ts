import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { EffectOf } from '#schemas/journal/effects.ts';
import type { Elsewhere } from '../../runs/effects/run-agent-anywhere.ts';
import { agentSettings, allAgentSettings, requireAgent } from '../../runs/agent-settings.ts';
import type { OwnProcesses } from '../../runs/own-processes.ts';
import type { EffectContext, Outcome, Performers } from '../../runs/performer.ts';
import { readProjectConfig } from '../../runs/project-config.ts';
import { type AgentDeps, trustedAgent } from '../../runs/trusted-agent.ts';
import { createTurns } from '../../runs/turns.ts';
import type { Journal } from '../../store/journal.ts';
import type { CollabPart, SharedProject } from '../shared-project.ts';
import { Assignment, parsed } from './assignments.ts';
import { createMainSide, type MainSide } from './main-side.ts';
import { createTakenSessions } from './taken-sessions.ts';
import { taskOf } from './task-name.ts';
import { createWorker } from './worker.ts';

export interface DispatchDeps {
  /** `CLUTCH_HOME`. */
  readonly home: string;
  /** Those of this machine alone. */
  readonly performers: Pick<Performers, 'run-agent' | 'collect-work'>;
  readonly agents: Pick<AgentDeps, 'runtimes' | 'machine' | 'trust' | 'prices' | 'sessions' | 'tools' | 'away'>;
  readonly journal: Pick<Journal, 'addRecord' | 'records' | 'lastingDecisions'>;
  readonly processes: OwnProcesses;
  readonly now: () => number;
  /** With this machine's key; base64url. */
  sign(bytes: Uint8Array): string;
  /** Whether this machine takes part in a shared project there, reachable or not. */
  isShared(root: string): boolean;
}

export interface Dispatch extends Elsewhere {
  /** Takes part in a shared project for as long as it is attached, as whatever this machine is in it. */
  attach(project: SharedProject): CollabPart;
}

interface Attached {
  readonly project: SharedProject;
  readonly mainSide: MainSide;
}

const LOOK_MS = 250;
/** So long a session waits for the others that could as well be done here. */
const ATTACH_MS = 10_000;

/** Sessions of runs on several machines: gives those of this machine's runs away, and does those of others. */
export function createDispatch(deps: DispatchDeps): Dispatch {
  const attached = new Map<string, Attached>();
  const folderOf = (root: string): string =>
    path.join(deps.home, 'dispatch', createHash('sha256').update(root).digest('hex').slice(0, 16));

  /** Somebody else may be at it, although this machine does not reach the others now. */
  const isGivenAway = (effect: EffectOf<'run-agent'>, run: string): boolean => {
    const task = taskOf({ run, effect: effect.id, workstream: effect.workstream });
    const file = path.join(folderOf(effect.root), 'given', `${task}.json`);
    const read = existsSync(file) ? Assignment.safeParse(parsed(readFileSync(file, 'utf8'))) : null;
    return read?.success === true && read.data.state !== 'here' && read.data.machine !== null;
  };

  /** A server that has just started is not attached yet. */
  const attaching = async (effect: EffectOf<'run-agent'>, context: EffectContext): Promise<void> => {
    const isOthers = isGivenAway(effect, context.run) || readProjectConfig(effect.root).dispatch === 'workers';
    const deadline = performance.now() + (isOthers ? Infinity : ATTACH_MS);
    while (!attached.has(effect.root) && deps.isShared(effect.root) && performance.now() < deadline) {
      context.signal.throwIfAborted();
      context.onActivity(() => 'waits until the other machines of the project can be reached');
      await delay(LOOK_MS);
    }
  };

  const perform = async (effect: EffectOf<'run-agent'>, context: EffectContext): Promise<Outcome | null> => {
    if (!mayTravel(deps, effect)) return null;
    // What an away plan allows here another machine does not know.
    if (deps.agents.away(effect.root) !== null && !isGivenAway(effect, context.run)) return null;
    await attaching(effect, context);
    const here = attached.get(effect.root);
    if (here?.project.role() !== 'main') return null;
    return here.mainSide.perform(effect, context);
  };

  return {
    perform,
    attach(project) {
      const { root } = project;
      const folder = folderOf(root);
      const mainSide = createMainSide({ project, folder, now: deps.now, sign: deps.sign });
      const worker = createWorker({ ...deps, ...workerDeps(deps, project, folder) });
      attached.set(root, { project, mainSide });
      return {
        async close() {
          attached.delete(root);
          await Promise.all([mainSide.close(), worker.close()]);
        },
      };
    },
  };
}

/** Executors only: everybody else needs the phase as it lies here. A person works where they are. */
function mayTravel({ agents }: DispatchDeps, { role, merge, runtime, root }: EffectOf<'run-agent'>): boolean {
  if (role !== 'executor' || merge !== null) return false;
  const config = readProjectConfig(root);
  if (config.dispatch === 'never') return false;
  const settings = agentSettings(runtime, config, agents.machine());
  return agents.runtimes.runtimeFor({ name: runtime, settings, root })?.resumes !== 'in-place';
}

function workerDeps(deps: DispatchDeps, project: SharedProject, folder: string) {
  const { agents, home } = deps;
  const turns = createTurns(1);
  return {
    project,
    sessions: createTakenSessions(path.join(folder, 'taken')),
    worktrees: path.join(home, 'worktrees', 'for-others'),
    folder: path.join(folder, 'out'),
    monotonic: () => performance.now(),
    inTurn: <T>(work: () => Promise<T>): Promise<T> => turns.take(work),
    capabilities: () => agentsHere(agents, project.root).map((name) => `agent:${name}`),
    requireAgent(root: string, run: string, name: string) {
      const config = readProjectConfig(root);
      requireAgent(agents.runtimes, name, { root, project: config, machine: agents.machine() });
      trustedAgent(agents, { run, root, name, config });
    },
  };
}

function agentsHere({ runtimes, machine }: DispatchDeps['agents'], root: string): string[] {
  const settings = allAgentSettings(readProjectConfig(root), machine());
  const isHere = (name: string): boolean =>
    runtimes.find({ name, settings: settings[name] ?? {}, root })?.found === true;
  return runtimes.names(settings).filter(isHere);
}
