import { realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { MachineConfig } from '#schemas/settings.ts';
import { PROTOCOL_VERSION, type ServerInfo } from '#schemas/protocol/handshake.ts';
import { clutchHome } from '#schemas/protocol/home.ts';
import { AwayChangedMethod } from '#schemas/protocol/away.ts';
import { CollabChangedMethod } from '#schemas/protocol/collab.ts';
import { OverviewChangedMethod } from '#schemas/protocol/overview.ts';
import { RunChangedMethod } from '#schemas/protocol/runs.ts';
import { SessionsChangedMethod } from '#schemas/protocol/sessions.ts';
import type { Away } from './away/away.ts';
import { createServerAway } from './away/server-away.ts';
import { createAgentTools } from './agent-tools/agent-tools.ts';
import { mcpServerFor } from './agent-tools/mcp-server-for.ts';
import { type Collab, createCollab } from './collab/collab.ts';
import { createDispatch, type Dispatch } from './collab/dispatch/dispatch.ts';
import { openIdentity } from './collab/identity.ts';
import { createPlaces } from './collab/places.ts';
import { type CollabWork, createCollabWork } from './collab/requests/collab-work.ts';
import type { SharedProject } from './collab/shared-project.ts';
import type { McpServer } from './engine/ports.ts';
import { createConnections, launchOf } from './connect-agents/connections.ts';
import { listen, type Clients } from './lsp/clients.ts';
import { serveClient } from './lsp/index.ts';
import { buildOverview } from './lsp/overview.ts';
import { createRulePages } from './lsp/rule-pages.ts';
import { createRunKnowledge, type RunKnowledge } from './lsp/run-knowledge.ts';
import type { Services } from './lsp/services.ts';
import { makePrivateFolder, serverAddress } from './platform/address.ts';
import { createIdleExit, type IdleExit } from './platform/idle-exit.ts';
import { acquireLock } from './platform/lock.ts';
import { createLogger, type Logger } from './platform/logger.ts';
import { machineConfigFile, readMachineConfig } from './platform/machine-config.ts';
import { createBriefProcesses } from './platform/processes/brief-processes.ts';
import { createGuard } from './platform/processes/guard.ts';
import { isStillThere } from './platform/processes/start-time.ts';
import { createThrottle } from './platform/throttle.ts';
import { VERSION } from './platform/version.ts';
import { watchFolders } from './platform/watch-folders.ts';
import { signerOf } from './platform/signed-json.ts';
import { writeAtomically } from './platform/write-atomically.ts';
import { machinePorts } from './plans/machine-ports.ts';
import { createPlanIndex, type PlanIndex } from './plans/plan-index.ts';
import { createPerformers } from './runs/effects/index.ts';
import { createRunAgentAnywhere } from './runs/effects/run-agent-anywhere.ts';
import { type Agents, createAgents } from './runs/agents.ts';
import { requireAgent } from './runs/agent-settings.ts';
import { createOpenSessions, type OpenSessions } from './runs/open-sessions.ts';
import { createOwnProcesses, type OwnProcesses } from './runs/own-processes.ts';
import type { Performers } from './runs/performer.ts';
import { readProjectConfig } from './runs/project-config.ts';
import { reapLeftovers } from './runs/reap-leftovers.ts';
import { startRun } from './runs/start-run.ts';
import { Supervisor } from './runs/supervisor.ts';
import { createTrust, type Trust } from './runs/trust.ts';
import type { AgentDeps } from './runs/trusted-agent.ts';
import type { AgentMachine } from './runtimes/find-agent.ts';
import { createRuntimes, type Runtimes } from './runtimes/index.ts';
import { openCollabStore } from './store/collab-store.ts';
import { openJournal, type Journal } from './store/journal.ts';
import { readPrices } from './usage/prices.ts';
import { createSessionWatcher, type SessionWatcher } from './watcher/watcher.ts';

const CLUTCH = path.join(import.meta.dirname, 'clutch.mjs');
/** Tells a starter that it lost the race: another server runs, and can be attached to. */
const EXIT_ANOTHER_SERVER = 3;
const RUN_UPDATES_MS = 100;
const OVERVIEW_UPDATES_MS = 500;
const SESSIONS_UPDATES_MS = 2000;
const COLLAB_UPDATES_MS = 250;
/** More is read from the journal's file. */
const MOST_RECORDS = 1_000;

/** The composition root: the only file that knows everything. */
async function main(): Promise<void> {
  const home = clutchHome(process.env, process.platform, os.homedir());
  makePrivateFolder(home);
  const lock = acquireLock(path.join(home, 'server.lock'));
  if (!lock) process.exit(EXIT_ANOTHER_SERVER);
  const { idleExitSeconds } = readMachineConfig(home);
  const log = createLogger(path.join(home, 'logs', 'server.log'));
  // It ends the server all the same, and the next one begins the file anew that holds what Node says of it.
  process.on('uncaughtExceptionMonitor', (error) => log.error('ended by an error that nobody caught', error));
  const journal = openJournal(home);
  await reapLeftovers(journal, log);

  const live: { clients?: Clients; idleExit?: IdleExit; knowledge?: RunKnowledge } = {};
  const runtimes = createRuntimes(agentMachine(home));
  const trust = createTrust(journal);
  const machine = (): MachineConfig => readMachineConfig(home);
  const own = createOwnProcesses(journal, createGuard(), log);
  const processes = createBriefProcesses({ atOnce: 2, ...own });
  const agents = createAgents({ runtimes, machine, machineFile: machineConfigFile(home), trust, processes });
  const openSessions = createOpenSessions();
  const away = createServerAway({
    home,
    journal,
    machine,
    log,
    supervisor: () => supervisor,
    onChange: (change) => live.clients?.notify(AwayChangedMethod, change),
  });
  const ofRuns = { ...agentsOfRuns(home, runtimes, machine, openSessions, trust), away: away.guard };
  const isShared = (root: string): boolean => collab.views(root).length > 0;
  const { performers, dispatch } = createAnywhere(home, ofRuns, journal, own, isShared);
  const supervisor: Supervisor = createRunSupervisor(performers, journal, own, away.onEvent, log, live);
  const knowledge = createRunKnowledge(() => supervisor.views());
  live.knowledge = knowledge;
  const { collab, collabWork } = createSharedProjects(home, machine, dispatch, supervisor.pauseAll, log, live);
  const isNeeded = (): boolean =>
    (live.clients?.count() ?? 0) > 0 || supervisor.activeRuns() > 0 || collab.isNeeded() || away.anyArmed();
  const sessions = createSessions(home, log, live);
  const leave = async (why: string): Promise<void> => {
    log.info(`leaving: ${why}`);
    live.clients?.close();
    await Promise.all([supervisor.shutDown(), processes.close(), collab.close(), away.close()]);
    void sessions.close();
    rmSync(path.join(home, 'server.json'), { force: true });
    journal.close();
    lock.release();
    process.exit(0);
  };
  const idleExit = createIdleExit(idleExitSeconds * 1000, isNeeded, () => void leave('idle'));
  live.idleExit = idleExit;
  const info = serverInfo(home);
  const machinery = { info, log, supervisor, knowledge, journal, trust, agents, runtimes, machine, sessions, away };
  const shared = { openSessions, collab, collabWork, idleExit };
  live.clients = await serve({ ...machinery, ...shared, leave: (why) => void leave(why) });
  collab.start();
  await away.load();
  // After the shared projects are known, so that no session begins here that another machine has.
  supervisor.recover(away.watch);
  writeAtomically(path.join(home, 'server.json'), `${JSON.stringify(info)}\n`);
  idleExit.check();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void leave(signal));
  log.info(`CLUTCH ${VERSION} is ready at ${info.address}, pid ${info.pid}`);
}

/** Where agents are looked for, as a mission or a person asks for them. */
function agentMachine(home: string): AgentMachine {
  const npxFolder = path.join(home, 'npx');
  makePrivateFolder(npxFolder);
  return {
    env: process.env,
    builtIn: { program: process.execPath, args: [path.join(import.meta.dirname, 'playbook-agent.mjs')] },
    npxFolder,
    mayDownload: (name) => readMachineConfig(home).agents[name]?.download === true,
  };
}

function serverInfo(home: string): ServerInfo {
  const address = serverAddress(home);
  return { pid: process.pid, version: VERSION, protocol: PROTOCOL_VERSION, address, startedAt: Date.now() };
}

/** What the agents of runs are started with. */
function agentsOfRuns(
  home: string,
  runtimes: Runtimes,
  machine: () => MachineConfig,
  sessions: OpenSessions,
  trust: Trust,
): Omit<AgentDeps, 'away'> {
  const programs = { node: process.execPath, program: CLUTCH, home };
  const tools = (token: string): McpServer => mcpServerFor(programs, token);
  return { runtimes, machine, trust, prices: () => readPrices(home), sessions, tools };
}

/** Effects are performed here; sessions of agents on whichever machine gets them. */
function createAnywhere(
  home: string,
  agents: AgentDeps,
  journal: Journal,
  processes: OwnProcesses,
  isShared: (root: string) => boolean,
): { performers: Performers; dispatch: Dispatch } {
  const performers = createPerformers(path.join(home, 'worktrees'), agents);
  const sign = (bytes: Uint8Array): string => signerOf(openIdentity(home).keys)(bytes);
  const deps = { home, performers, agents, journal, processes, isShared, now: Date.now, sign };
  const dispatch = createDispatch(deps);
  const runAgent = createRunAgentAnywhere(performers['run-agent'], dispatch);
  return { performers: { ...performers, 'run-agent': runAgent }, dispatch };
}

function createRunSupervisor(
  performers: Performers,
  journal: Journal,
  own: OwnProcesses,
  onEvent: Away['onEvent'],
  log: Logger,
  live: { readonly clients?: Clients; readonly idleExit?: IdleExit; readonly knowledge?: RunKnowledge },
): Supervisor {
  const sendRun = createThrottle(RUN_UPDATES_MS, (run) => live.clients?.notify(RunChangedMethod, supervisor.view(run)));
  const sendOverview = createThrottle(OVERVIEW_UPDATES_MS, () => live.clients?.notify(OverviewChangedMethod));
  const supervisor = new Supervisor({
    journal,
    processes: own,
    performers,
    log,
    now: Date.now,
    isAlive: isStillThere,
    onEvent,
    onChange(run, what) {
      sendRun(run);
      live.knowledge?.changed();
      // The overview reads the projects' files anew; an agent that talks must not cause that.
      if (what === 'state') sendOverview('');
      live.idleExit?.check();
    },
  });
  return supervisor;
}

/** Watches nothing before somebody asks for sessions. */
function createSessions(home: string, log: Logger, live: { readonly clients?: Clients }): SessionWatcher {
  const sendSessions = createThrottle(SESSIONS_UPDATES_MS, () => live.clients?.notify(SessionsChangedMethod));
  return createSessionWatcher({
    storeFile: path.join(home, 'sessions.db'),
    // Agents say where they work without links.
    worktrees: path.join(realpathSync(home), 'worktrees'),
    environment: process.env,
    home: os.homedir(),
    prices: () => readPrices(home),
    now: Date.now,
    warn: (message, error) => log.warn(message, error),
    onChange: () => sendSessions(''),
  });
}

/** What this machine shares with others. */
function createSharedProjects(
  home: string,
  machine: () => MachineConfig,
  dispatch: Dispatch,
  pauseRuns: (root: string, why: string) => void,
  log: Logger,
  live: { readonly clients?: Clients; readonly idleExit?: IdleExit },
): { readonly collab: Collab; readonly collabWork: CollabWork } {
  const store = openCollabStore(home);
  const work = createCollabWork({ home, store, now: Date.now });
  // What a part says stands in the timeline.
  const parts = [work.part, dispatch.attach].map((part) => (project: SharedProject) => part(work.told(project)));
  const sendChanged = createThrottle(COLLAB_UPDATES_MS, () => live.clients?.notify(CollabChangedMethod));
  const collab = createCollab({
    home,
    log,
    machine,
    ...createPlaces(machine),
    parts,
    show: work.show,
    onRole(project, before, after) {
      log.info(`${project.id}: role ${before ?? 'none'} → ${after ?? 'none'}`);
      if (before === 'main') pauseRuns(project.root, `Another machine is main of ${project.id} now`);
    },
    changed() {
      sendChanged('');
      live.idleExit?.check();
    },
    now: Date.now,
  });
  const close = async (): Promise<void> => {
    await collab.close();
    store.close();
  };
  return { collab: { ...collab, close }, collabWork: work };
}

interface ServeDeps {
  readonly info: ServerInfo;
  readonly log: Logger;
  readonly supervisor: Supervisor;
  readonly knowledge: RunKnowledge;
  readonly journal: Journal;
  readonly trust: Trust;
  readonly agents: Agents;
  readonly runtimes: Runtimes;
  readonly machine: () => MachineConfig;
  readonly sessions: SessionWatcher;
  readonly away: Away;
  readonly openSessions: OpenSessions;
  readonly collab: Collab;
  readonly collabWork: CollabWork;
  readonly idleExit: IdleExit;
  leave(why: string): void;
}

async function serve(deps: ServeDeps): Promise<Clients> {
  const { info, log, supervisor, knowledge, journal, trust, agents, runtimes, machine, sessions, idleExit, leave } =
    deps;
  const sendOverview = createThrottle(OVERVIEW_UPDATES_MS, () => clients.notify(OverviewChangedMethod));
  const plans = createPlanIndex({ watch: watchFolders, warn: (message, error) => log.warn(message, error) });
  plans.onChange(({ type }) => {
    if (type === 'document' || type === 'project') sendOverview('');
  });
  const shown = holdEach(plans);
  const services: Services = {
    info,
    log,
    supervisor,
    trust,
    agents,
    sessions,
    away: deps.away,
    collab: deps.collab,
    collabWork: deps.collabWork,
    startRun: (params) => startRun({ supervisor, journal, trust, runtimes, machine, now: Date.now }, params),
    requireAgent(name, root) {
      if (name !== null) requireAgent(runtimes, name, { root, project: readProjectConfig(root), machine: machine() });
    },
    recordsOf: (run, kinds) => journal.records(run, kinds ? { kinds } : {}).slice(-MOST_RECORDS),
    sentRun(run) {
      const view = supervisor.view(run);
      return view && { view, records: journal.records(run, { kinds: ['prompt'] }) };
    },
    overview: (folders) =>
      buildOverview(folders, journal.projects(), supervisor.views(), deps.collab.views(null), shown.add),
    ...agentServices(deps),
    language: {
      version: VERSION,
      log,
      index: plans,
      live: knowledge.live,
      onRunsChanged: knowledge.onChanged,
      ports: { ...machinePorts(), receipts: knowledge.receipts },
      rulePage: createRulePages(path.join(import.meta.dirname, '..', 'docs', 'rules')),
    },
    clients: () => clients.count(),
    leaveSoon: () => setImmediate(() => leave('a client asked for it')),
  };
  const clients = await listen(
    info.address,
    (socket) => serveClient(socket, services),
    (count) => {
      if (count === 0) shown.clear();
      idleExit.check();
    },
  );
  return clients;
}

/** What agents use of the server: those of a run, and a person's own. */
function agentServices(
  deps: Pick<ServeDeps, 'supervisor' | 'openSessions' | 'journal' | 'collab' | 'collabWork' | 'log'>,
): Pick<Services, 'agentTools' | 'connections'> {
  const { supervisor, openSessions, journal, collab, collabWork, log } = deps;
  return {
    agentTools: createAgentTools({
      sessions: openSessions,
      machines(root) {
        const [view] = collab.views(root);
        return view === undefined
          ? null
          : { view, send: (message) => collabWork.send({ root: view.root, ...message }) };
      },
      view: (run) => supervisor.view(run),
      records: (run, kinds) => journal.records(run, { kinds }),
      overview: (folder) => buildOverview([folder], [], supervisor.views(), [], () => undefined),
      now: Date.now,
      log,
    }),
    connections: createConnections(
      { home: os.homedir(), platform: process.platform, env: process.env },
      launchOf({ node: process.execPath, program: CLUTCH, env: process.env }),
    ),
  };
}

/** Follows the plans of the projects that windows show, until no window is left. */
function holdEach(plans: PlanIndex): { add(root: string): void; clear(): void } {
  const held = new Map<string, () => void>();
  return {
    add(root) {
      if (!held.has(root)) held.set(root, plans.hold(root, 'places'));
    },
    clear() {
      for (const release of held.values()) release();
      held.clear();
    },
  };
}

try {
  await main();
} catch (error) {
  // The starter shows the last line of this to the person; there may be no log to write to.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
