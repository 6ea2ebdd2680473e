import type { ServerInfo } from '#schemas/protocol/handshake.ts';
import type { MachineConfig } from '#schemas/settings.ts';
import type { Collab } from '../collab/collab.ts';
import type { DoctorContext } from '../doctor/check.ts';
import { diagnose } from '../doctor/diagnose.ts';
import { isStillThere } from '../platform/processes/start-time.ts';
import { findProjects } from '../projects/find-projects.ts';
import { createProjects } from '../projects/projects.ts';
import { openRegistry } from '../projects/registry.ts';
import type { Agents } from '../runs/agents.ts';
import type { Supervisor } from '../runs/supervisor.ts';
import { sessionEntry } from '../session-entry/session-entry.ts';
import { createSetup } from '../setup/setup.ts';
import { checkJournal } from '../store/check-journal.ts';
import type { Journal } from '../store/journal.ts';
import type { TaskBoard } from '../tasks/task-board.ts';
import type { Services } from './services.ts';

export interface MachineServicesDeps {
  readonly home: string;
  readonly info: ServerInfo;
  readonly journal: Journal;
  readonly supervisor: Supervisor;
  readonly collab: Collab;
  readonly agents: Agents;
  readonly tasks: Pick<TaskBoard, 'list'>;
  readonly machine: () => MachineConfig;
  /** Path of the built command, which probes shared folders. */
  readonly program: string;
}

/** What is about this machine rather than about one run. To be made before anything is started. */
export function createMachineServices(
  deps: MachineServicesDeps,
): Pick<Services, 'projects' | 'setup' | 'entry' | 'doctor'> {
  const { home, journal, supervisor, collab, machine, tasks } = deps;
  const registry = openRegistry(home);
  const runs = () => supervisor.views();
  const shared = () => collab.views(null);
  const projects = createProjects({
    home,
    registry,
    machine,
    withRuns: () => journal.projects(),
    runs,
    shared,
    now: Date.now,
  });
  const runsOf = (root: string) => runs().filter(({ project }) => project.root === root);
  const server = serverFacts(deps);
  return {
    projects,
    setup: createSetup(process.env),
    entry: (folder) =>
      sessionEntry(folder, {
        live: true,
        standing: projects.standing,
        runs: runsOf,
        tasks: (root) => tasks.list([root]).tasks,
        machine,
      }),
    doctor(folders) {
      const place = { home, roots: findProjects(folders), env: process.env, machine };
      return diagnose(
        { ...place, server, absence: null, probe: [process.execPath, deps.program, 'collab', 'probe'] },
        Date.now,
      );
    },
  };
}

function serverFacts({
  home,
  info,
  journal,
  supervisor,
  collab,
  agents,
}: MachineServicesDeps): DoctorContext['server'] {
  // What was there before anything was started now could not be ended.
  const stuck = journal.processes();
  return {
    info,
    get rssBytes() {
      return process.memoryUsage.rss();
    },
    agents: async (root) => (await agents.list({ project: root, look: 'version' })).agents,
    shared: () => collab.views(null),
    runs: () => supervisor.views(),
    processes: () => stuck.filter(isStillThere).length,
    journal: () => checkJournal(home),
  };
}
