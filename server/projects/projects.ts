import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { CollabView } from '#schemas/protocol/collab.ts';
import type { AttachProjectParams, ProjectStanding, RegisteredProject } from '#schemas/protocol/projects.ts';
import type { RunView } from '#schemas/run/run.ts';
import { MachineConfig } from '#schemas/settings.ts';
import { SettingsError } from '../platform/settings-error.ts';
import { findProjectRoot } from '../plans/project.ts';
import { projectAt } from '../runs/project-at.ts';
import { repositoryAround } from '../platform/repository-around.ts';
import { findProjects, projectsBelow } from './find-projects.ts';
import { ProjectError } from './project-error.ts';
import type { Registry } from './registry.ts';
import { roleIn } from './role.ts';
import { warningsOf } from './warnings.ts';

/** Which projects this machine takes part in, and how they stand. Nothing of it lies in a repository. */
export interface Projects {
  /** Roots that are shown and followed: in these folders and below them, or without folders all attached ones. */
  shown(folders: readonly string[]): string[];
  /** All of them, detached ones too. Rejects never: what cannot be found out about one is a warning of it. */
  list(folders: readonly string[]): Promise<ProjectStanding[]>;
  /** How the one at `root` stands. */
  standing(root: string): Promise<ProjectStanding>;
  /** A run began: a person who starts one in a detached project wants it back. */
  ran(root: string): void;
  /** Throws a `ProjectError` where there is nothing to attach. */
  attach(params: AttachProjectParams): RegisteredProject;
  /** Throws a `ProjectError` where something of it is under way. */
  detach(folder: string): RegisteredProject;
}

export interface ProjectsDeps {
  readonly home: string;
  readonly registry: Registry;
  /** Throws a `SettingsError` where it cannot be used; all defaults hold then. */
  readonly machine: () => MachineConfig;
  /** Those that had a run here: they are attached, unless a person said otherwise. */
  withRuns(): readonly { readonly root: string; readonly name: string }[];
  runs(): readonly RunView[];
  shared(): readonly CollabView[];
  readonly now: () => number;
}

export function createProjects(deps: ProjectsDeps): Projects {
  const { registry, now } = deps;
  const machine = (): MachineConfig => usableConfig(deps.machine);
  const register = (root: string, changes: Partial<RegisteredProject>, attached: boolean): RegisteredProject => {
    const { name, artifacts } = { ...standingOf(deps, root), ...changes };
    registry.put({ root, name, artifacts, attached, since: now() });
    return standingOf(deps, root);
  };
  const seen = (root: string): RegisteredProject => {
    const standing = standingOf(deps, root);
    return standing.state === 'new' && machine().autoAttach === 'always' ? register(root, {}, true) : standing;
  };
  const describe = async (registered: RegisteredProject): Promise<ProjectStanding> => {
    const { root } = registered;
    const warnings = await warningsOf(registered, { ...deps, asks: machine().autoAttach === 'ask' });
    return { ...registered, id: projectAt(root).id, ...roleIn(root, deps.shared()), warnings };
  };
  const known = (): string[] => [...new Set([...registry.all(), ...deps.withRuns()].map(({ root }) => root))];
  return {
    shown(folders) {
      const roots = folders.length > 0 ? findProjects(folders) : known().filter((root) => existsSync(root));
      return isReadable(registry) ? roots.filter((root) => seen(root).state !== 'detached') : roots;
    },
    async list(folders) {
      const { projectsRoot } = machine();
      const offered = projectsRoot !== null && existsSync(projectsRoot) ? projectsBelow(projectsRoot) : [];
      const roots = folders.length > 0 ? findProjects(folders) : [...new Set([...known(), ...offered])];
      const isOpen = folders.length > 0;
      return Promise.all(roots.map((root) => describe(isOpen ? seen(root) : standingOf(deps, root))));
    },
    standing: (root) => describe(standingOf(deps, root)),
    ran(root) {
      if (standingOf(deps, root).state === 'detached') register(root, {}, true);
    },
    attach({ folder, name, artifacts }) {
      const root = rootOf(folder);
      if (artifacts !== undefined && artifacts !== null) refuseRepository(artifacts);
      const changes = { ...(name === undefined ? {} : { name }), ...(artifacts === undefined ? {} : { artifacts }) };
      return register(root, changes, true);
    },
    detach(folder) {
      const root = registry.find(path.resolve(folder))?.root ?? rootOf(folder);
      refuseWhileAtWork(root, deps);
      return register(root, {}, false);
    },
  };
}

function usableConfig(machine: () => MachineConfig): MachineConfig {
  try {
    return machine();
  } catch (error) {
    if (error instanceof SettingsError) return MachineConfig.parse({});
    throw error;
  }
}

function standingOf({ registry, withRuns, machine }: ProjectsDeps, root: string): RegisteredProject {
  const said = registry.find(root);
  if (said) {
    const { name, attached, since, artifacts } = said;
    return { root, name, state: attached ? 'attached' : 'detached', since, artifacts };
  }
  const hadRun = withRuns().some((one) => one.root === root);
  const { name, id } = projectAt(root);
  const { artifactStore } = usableConfig(machine);
  const artifacts = artifactStore === null ? null : path.join(artifactStore, `${name}-${id.slice(0, 6)}`);
  return { root, name, state: hadRun ? 'attached' : 'new', since: null, artifacts };
}

/** While it is damaged everything is shown; who asks for the list is told why. */
function isReadable(registry: Registry): boolean {
  try {
    registry.all();
    return true;
  } catch (error) {
    if (error instanceof ProjectError) return false;
    throw error;
  }
}

function rootOf(folder: string): string {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new ProjectError(`${folder} is no folder, so there is no project to attach. Check the path.`);
  }
  const real = realpathSync(folder);
  const root = findProjectRoot(real);
  if (root !== null) return root;
  throw new ProjectError(
    `${real} is no project: neither .git nor plans stand at or above it. Run \`git init\` or \`clutch init\` there first.`,
  );
}

function refuseRepository(folder: string): void {
  const repository = repositoryAround(folder);
  if (repository === null) return;
  throw new ProjectError(
    `${folder} lies in the repository ${repository}, where large files must not be. Choose another.`,
  );
}

function refuseWhileAtWork(root: string, { runs, shared }: ProjectsDeps): void {
  const active = runs().find(({ project, status }) => project.root === root && ['running', 'waiting'].includes(status));
  if (active) {
    throw new ProjectError(`${root} has a run under way (${active.id}). Stop it first: clutch stop ${active.id}.`);
  }
  const project = shared().find((one) => one.root === root);
  if (project) {
    throw new ProjectError(
      `${root} is shared as ${project.project}, and others count on this machine. Leave first: clutch members leave.`,
    );
  }
}
