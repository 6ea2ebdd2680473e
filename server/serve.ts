import os from 'node:os';
import path from 'node:path';
import type { MachineConfig } from '#schemas/settings.ts';
import type { ServerInfo } from '#schemas/protocol/handshake.ts';
import { OverviewChangedMethod } from '#schemas/protocol/overview.ts';
import { createAnalytics } from './analytics/analytics.ts';
import type { Away } from './away/away.ts';
import { createAgentTools } from './agent-tools/agent-tools.ts';
import type { Collab } from './collab/collab.ts';
import type { CollabWork } from './collab/requests/collab-work.ts';
import { createConnections, launchOf } from './connect-agents/connections.ts';
import { CLUTCH } from './clutch-program.ts';
import { listen, type Clients } from './lsp/clients.ts';
import { serveClient } from './lsp/index.ts';
import { buildOverview } from './lsp/overview.ts';
import { createMachineServices } from './lsp/machine-services.ts';
import { createRulePages } from './lsp/rule-pages.ts';
import type { RunKnowledge } from './lsp/run-knowledge.ts';
import type { Services } from './lsp/services.ts';
import type { IdleExit } from './platform/idle-exit.ts';
import type { Logger } from './platform/logger.ts';
import { createThrottle } from './platform/throttle.ts';
import { VERSION } from './platform/version.ts';
import { watchFolders } from './platform/watch-folders.ts';
import { machinePorts } from './plans/machine-ports.ts';
import { holdEach } from './plans/hold-each.ts';
import { createPlanIndex } from './plans/plan-index.ts';
import type { Agents } from './runs/agents.ts';
import { requireAgent } from './runs/agent-settings.ts';
import type { OpenSessions } from './runs/open-sessions.ts';
import { readProjectConfig } from './runs/project-config.ts';
import { startRun } from './runs/start-run.ts';
import { Supervisor } from './runs/supervisor.ts';
import type { Trust } from './runs/trust.ts';
import type { Runtimes } from './runtimes/index.ts';
import type { Journal } from './store/journal.ts';
import type { TaskBoard } from './tasks/task-board.ts';
import type { SessionWatcher } from './watcher/watcher.ts';

const OVERVIEW_UPDATES_MS = 500;
/** More is read from the journal's file. */
const MOST_RECORDS = 1_000;

export interface ServeDeps {
  readonly home: string;
  readonly info: ServerInfo;
  readonly log: Logger;
  readonly supervisor: Supervisor;
  readonly tasks: TaskBoard;
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

/** Answers clients of every kind; what they may ask for is made here from the parts of the server. */
export async function serve(deps: ServeDeps): Promise<Clients> {
  const { info, log, supervisor, knowledge, journal, trust, agents, runtimes, machine, sessions, idleExit, leave } =
    deps;
  const sendOverview = createThrottle(OVERVIEW_UPDATES_MS, () => clients.notify(OverviewChangedMethod));
  const plans = createPlanIndex({ watch: watchFolders, warn: (message, error) => log.warn(message, error) });
  plans.onChange(({ type }) => {
    if (type === 'document' || type === 'project') sendOverview('');
  });
  const shown = holdEach(plans);
  const own = createMachineServices({ ...deps, program: CLUTCH });
  const services: Services = {
    info,
    log,
    supervisor,
    tasks: deps.tasks,
    trust,
    agents,
    sessions,
    analytics: createAnalytics({ facts: () => supervisor.facts(), journal, machine, now: Date.now }),
    away: deps.away,
    outputs: deps.openSessions.outputs,
    collab: deps.collab,
    collabWork: deps.collabWork,
    async startRun(params) {
      const view = await startRun({ supervisor, journal, trust, runtimes, machine, now: Date.now }, params);
      own.projects.ran(view.project.root);
      return view;
    },
    requireAgent(name, root) {
      if (name !== null) requireAgent(runtimes, name, { root, project: readProjectConfig(root), machine: machine() });
    },
    recordsOf: (run, kinds) => journal.records(run, kinds ? { kinds } : {}).slice(-MOST_RECORDS),
    sentRun(run) {
      const view = supervisor.view(run);
      return view && { view, records: journal.records(run, { kinds: ['prompt'] }) };
    },
    overview: (folders) =>
      buildOverview(folders, own.projects.shown(folders), supervisor.views(), deps.collab.views(null), shown.add),
    ...own,
    projectsChanged: () => sendOverview(''),
    ...agentServices(deps, own),
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
  const onCount = (count: number): void => {
    if (count === 0) shown.clear();
    idleExit.check();
  };
  const clients = await listen(info.address, (socket) => serveClient(socket, services), onCount);
  return clients;
}

/** What agents use of the server: those of a run, and a person's own. */
function agentServices(
  deps: Pick<ServeDeps, 'supervisor' | 'tasks' | 'openSessions' | 'journal' | 'collab' | 'collabWork' | 'log'>,
  { projects, entry }: Pick<Services, 'projects' | 'entry'>,
): Pick<Services, 'agentTools' | 'connections'> {
  const { supervisor, tasks, openSessions, journal, collab, collabWork, log } = deps;
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
      overview: (folder) => buildOverview([folder], projects.shown([folder]), supervisor.views(), [], () => undefined),
      tasks: (folder) => tasks.list([folder]).tasks,
      entry,
      now: Date.now,
      log,
    }),
    connections: createConnections(
      { home: os.homedir(), platform: process.platform, env: process.env },
      launchOf({ node: process.execPath, program: CLUTCH, env: process.env }),
    ),
  };
}
