import type {
  AgentView,
  AllowAgentParams,
  AllowAgentResult,
  ListAgentsParams,
  ListAgentsResult,
  UseAgentParams,
  UseAgentResult,
} from '#schemas/protocol/agents.ts';
import { AgentRole } from '#schemas/run/policy.ts';
import { type MachineConfig, ProjectConfig } from '#schemas/settings.ts';
import { editJson } from '../platform/edit-json.ts';
import type { BriefProcesses } from '../platform/processes/brief-processes.ts';
import { createVersionReader } from '../runtimes/agent-version.ts';
import { catalog, knownAgent, packageOf } from '../runtimes/catalog.ts';
import type { Runtimes } from '../runtimes/index.ts';
import { probeAgent } from '../runtimes/probe-agent.ts';
import { agentSettings, unknownAgent } from './agent-settings.ts';
import { EffectError } from './effect-error.ts';
import { readProjectConfig } from './project-config.ts';
import { resolveProject } from './resolve-target.ts';
import { describeEntry, type Trust } from './trust.ts';
import { agentEntries, runtimeEntry } from './trust-entries.ts';
import { useAgent } from './use-agent.ts';

/** The agents of this machine, as a person asks about them and chooses among them. */
export interface Agents {
  list(params: ListAgentsParams): Promise<ListAgentsResult>;
  use(params: UseAgentParams): Promise<UseAgentResult>;
  allow(params: AllowAgentParams): AllowAgentResult;
}

export interface AgentsDeps {
  readonly runtimes: Runtimes;
  /** The machine's configuration as it is now. */
  readonly machine: () => MachineConfig;
  /** Path of the file that it stands in. */
  readonly machineFile: string;
  readonly trust: Trust;
  readonly processes: BriefProcesses;
}

interface Place {
  readonly root: string | null;
  readonly project: ProjectConfig;
  readonly machine: MachineConfig;
}

export function createAgents(deps: AgentsDeps): Agents {
  const look = createLook(deps);
  const placeOf = (folder: string | null): Place => {
    const root = folder === null ? null : resolveProject(folder);
    const project = root === null ? ProjectConfig.parse({}) : readProjectConfig(root);
    return { root, project, machine: deps.machine() };
  };
  return {
    async list({ project: folder, names, look: how, trusted = false }) {
      const place = placeOf(folder);
      const asked = namesIn(place).filter((name) => names?.includes(name) ?? true);
      const agents = await Promise.all(asked.map((name) => look(name, place, how, trusted)));
      return { project: place.root, agents };
    },
    async use({ project: folder, ...choice }) {
      const place = placeOf(folder);
      const { name } = choice;
      const settings = agentSettings(name, place.project, place.machine);
      if (place.root === null || !knownAgent(name, settings)) throw unknownAgent(deps.runtimes, name, place);
      const config = useAgent(place.root, choice);
      deps.trust.grant(place.root, [runtimeEntry(name).hash]);
      return { config, agent: await look(name, placeOf(folder), 'files', false) };
    },
    allow({ name, allowed }) {
      const npm = catalog.find((one) => one.name === name)?.npm;
      if (!npm?.npx)
        throw new EffectError('user', `${name} is none of the agents that can be fetched: ${fetchable()}.`);
      // Read first: a file that cannot be used is not written to.
      deps.machine();
      editJson(deps.machineFile, [{ path: ['agents', name, 'download'], value: allowed }], 0o600);
      return { package: packageOf(npm) };
    },
  };
}

const fetchable = (): string => catalog.flatMap(({ name, npm }) => (npm?.npx ? [name] : [])).join(', ');

/** All that are known, and all that a configuration names, though nobody may know them. */
function namesIn({ root, project, machine }: Place): string[] {
  const used = root === null ? [] : [project.runtime, ...Object.values(project.roles)];
  const configured = [...Object.keys(project.agents), ...Object.keys(machine.agents)];
  return [...new Set([...catalog.map(({ name }) => name), ...configured, ...used])];
}

type Look = (name: string, place: Place, how: ListAgentsParams['look'], trusted: boolean) => Promise<AgentView>;

/** What a project says about an agent and nobody has trusted is shown and not started. */
function createLook({ runtimes, trust, processes }: AgentsDeps): Look {
  const versionOf = createVersionReader(processes);
  return async (name, place, how, trusted) => {
    const { root, project, machine } = place;
    const settings = agentSettings(name, project, machine);
    const entry = knownAgent(name, settings);
    const found = runtimes.find({ name, settings, root });
    const view = emptyView(name, place);
    if (!entry || !found) return { ...view, problem: unknownAgent(runtimes, name, place).message };
    const { title, kind, models, login, homepage, npm } = entry;
    const allowed = machine.agents[name]?.download === true;
    const download = npm?.npx ? { package: packageOf(npm), allowed } : null;
    const known = { ...view, title, kind, models: [...models], login, homepage, download };
    if (!found.found) return { ...known, problem: found.message };
    const { source, program } = found;
    const seen = { ...known, source, program, version: found.version };
    const [open] = root === null || trusted ? [] : trust.untrusted(root, agentEntries(project, name));
    if (open)
      return { ...seen, problem: `Nobody has trusted ${describeEntry(open)} yet: see \`clutch trust --show\`.` };
    if (how === 'files') return seen;
    const [version, answer] = await Promise.all([
      versionOf(found),
      how === 'greeting' ? probeAgent({ name, kind, settings, found }, processes) : null,
    ]);
    const why = answer?.answers === false ? `${name} does not answer: ${answer.why}.` : null;
    const problem = why && login ? `${why} If it is new here, ${login}.` : why;
    return { ...seen, version, answers: answer?.answers ?? null, problem };
  };
}

function emptyView(name: string, { root, project, machine }: Place): AgentView {
  const roles = AgentRole.options.filter((role) => root !== null && (project.roles[role] ?? project.runtime) === name);
  return {
    name,
    title: name,
    kind: null,
    source: null,
    program: null,
    version: null,
    answers: null,
    problem: null,
    model: agentSettings(name, project, machine).model ?? null,
    roles: roles.map((role) => ({ role, model: project.models[role] ?? null })),
    models: [],
    download: null,
    login: null,
    homepage: null,
  };
}
