import { realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { MachineConfig } from '#schemas/settings.ts';
import { PROTOCOL_VERSION, type ServerInfo } from '#schemas/protocol/handshake.ts';
import { clutchHome } from '#schemas/protocol/home.ts';
import { AwayChangedMethod, type AwayChangedParams } from '#schemas/protocol/away.ts';
import { CollabChangedMethod } from '#schemas/protocol/collab.ts';
import { OverviewChangedMethod } from '#schemas/protocol/overview.ts';
import { RunChangedMethod } from '#schemas/protocol/runs.ts';
import { SessionsChangedMethod } from '#schemas/protocol/sessions.ts';
import { TasksChangedMethod } from '#schemas/protocol/tasks.ts';
import type { Away } from './away/away.ts';
import { createServerAway } from './away/server-away.ts';
import { mcpServerFor } from './agent-tools/mcp-server-for.ts';
import { type Collab, createCollab } from './collab/collab.ts';
import { createDispatch, type Dispatch } from './collab/dispatch/dispatch.ts';
import { openIdentity } from './collab/identity.ts';
import { createPlaces } from './collab/places.ts';
import { type CollabWork, createCollabWork } from './collab/requests/collab-work.ts';
import type { SharedProject } from './collab/shared-project.ts';
import type { McpServer } from './engine/ports.ts';
import type { Clients } from './lsp/clients.ts';
import { createRunKnowledge, type RunKnowledge } from './lsp/run-knowledge.ts';
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
import { signerOf } from './platform/signed-json.ts';
import { writeAtomically } from './platform/write-atomically.ts';
import { createPerformers } from './runs/effects/index.ts';
import { createRunAgentAnywhere } from './runs/effects/run-agent-anywhere.ts';
import { createAgents } from './runs/agents.ts';
import { createOpenSessions, type OpenSessions } from './runs/open-sessions.ts';
import { createOwnProcesses, type OwnProcesses } from './runs/own-processes.ts';
import type { Performers } from './runs/performer.ts';
import { reapLeftovers } from './runs/reap-leftovers.ts';
import { Supervisor } from './runs/supervisor.ts';
import { createTrust, type Trust } from './runs/trust.ts';
import type { AgentDeps } from './runs/trusted-agent.ts';
import type { AgentMachine } from './runtimes/find-agent.ts';
import { createRuntimes, type Runtimes } from './runtimes/index.ts';
import { openCollabStore } from './store/collab-store.ts';
import { openJournal, type Journal } from './store/journal.ts';
import { startTaskBoard } from './tasks/start-task-board.ts';
import type { TaskBoard } from './tasks/task-board.ts';
import { readPrices } from './usage/prices.ts';
import { createSessionWatcher, type SessionWatcher } from './watcher/watcher.ts';
import { CLUTCH } from './clutch-program.ts';
import { serve } from './serve.ts';

/** Tells a starter that it lost the race: another server runs, and can be attached to. */
const EXIT_ANOTHER_SERVER = 3;
const RUN_UPDATES_MS = 100;
const OVERVIEW_UPDATES_MS = 500;
const SESSIONS_UPDATES_MS = 2000;
const COLLAB_UPDATES_MS = 250;

/** The composition root: the only file that knows everything. */
async function main(): Promise<void> {
  const home = clutchHome(process.env, process.platform, os.homedir());
  makePrivateFolder(home);
  const lock = acquireLock(path.join(home, 'server.lock'));
  if (!lock) process.exit(EXIT_ANOTHER_SERVER);
  const { idleExitSeconds } = readMachineConfig(home);
  const log = openLog(home);
  const journal = openJournal(home);
  await reapLeftovers(journal, log);

  const live: Live = {};
  const runtimes = createRuntimes(agentMachine(home));
  const trust = createTrust(journal);
  const machine = (): MachineConfig => readMachineConfig(home);
  const own = createOwnProcesses(journal, createGuard(), log);
  const processes = createBriefProcesses({ atOnce: 2, ...own });
  const agents = createAgents({ runtimes, machine, machineFile: machineConfigFile(home), trust, processes });
  const openSessions = createOpenSessions();
  const onChange = (change: AwayChangedParams): void => live.clients?.notify(AwayChangedMethod, change);
  const away = createServerAway({ home, journal, machine, log, supervisor: () => supervisor, onChange });
  const ofRuns = { ...agentsOfRuns(home, runtimes, machine, openSessions, trust, journal), away: away.guard };
  const isShared = (root: string): boolean => collab.views(root).length > 0;
  const { performers, dispatch } = createAnywhere(home, ofRuns, journal, own, isShared);
  const supervisor: Supervisor = createRunSupervisor(performers, journal, own, away.onEvent, log, live);
  const knowledge = createRunKnowledge(() => supervisor.views());
  live.knowledge = knowledge;
  const tasks = startTaskBoard(home, journal, supervisor, (params) => live.clients?.notify(TasksChangedMethod, params));
  live.tasks = tasks;
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
    tasks.close();
    journal.close();
    lock.release();
    process.exit(0);
  };
  const idleExit = createIdleExit(idleExitSeconds * 1000, isNeeded, () => void leave('idle'));
  live.idleExit = idleExit;
  const info = serverInfo(home);
  const machinery = { info, log, supervisor, tasks, knowledge, journal, trust, agents, runtimes, machine, sessions };
  const shared = { home, openSessions, collab, collabWork, away, idleExit };
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

function openLog(home: string): Logger {
  const log = createLogger(path.join(home, 'logs', 'server.log'));
  // It ends the server all the same, and the next one begins the file anew that holds what Node says of it.
  process.on('uncaughtExceptionMonitor', (error) => log.error('ended by an error that nobody caught', error));
  return log;
}

/** What is made after those that tell it of changes. */
interface Live {
  clients?: Clients;
  idleExit?: IdleExit;
  knowledge?: RunKnowledge;
  tasks?: TaskBoard;
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
  { keepWording }: Journal,
): Omit<AgentDeps, 'away'> {
  const programs = { node: process.execPath, program: CLUTCH, home };
  const tools = (token: string): McpServer => mcpServerFor(programs, token);
  return { runtimes, machine, trust, prices: () => readPrices(home), sessions, keepWording, tools };
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
  live: Readonly<Live>,
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
      live.tasks?.runChanged(run, what);
      // The overview reads the projects' files anew; an agent that talks must not cause that.
      if (what === 'state') sendOverview('');
      live.idleExit?.check();
    },
  });
  return supervisor;
}

/** Watches nothing before somebody asks for sessions. */
function createSessions(home: string, log: Logger, live: Readonly<Live>): SessionWatcher {
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
  live: Readonly<Live>,
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

try {
  await main();
} catch (error) {
  // The starter shows the last line of this to the person; there may be no log to write to.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
