import type { ServerInfo } from '#schemas/protocol/handshake.ts';
import type { RecordBody, SessionRecord } from '#schemas/journal/records.ts';
import type { DoctorReport } from '#schemas/protocol/doctor.ts';
import type { Overview } from '#schemas/protocol/overview.ts';
import type { StartRunParams } from '#schemas/protocol/runs.ts';
import type { SessionEntry } from '#schemas/protocol/session-entry.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { AgentTools } from '../agent-tools/agent-tools.ts';
import type { CollabWork } from '../collab/requests/collab-work.ts';
import type { Connections } from '../connect-agents/connections.ts';
import type { Logger } from '../platform/logger.ts';
import type { LanguageServices } from './handlers/language/client.ts';
import type { Collab } from '../collab/collab.ts';
import type { Projects } from '../projects/projects.ts';
import type { Agents } from '../runs/agents.ts';
import type { SentRun } from '../runs/prompts/show-prompt.ts';
import type { Supervisor } from '../runs/supervisor.ts';
import type { Trust } from '../runs/trust.ts';
import type { Setup } from '../setup/setup.ts';
import type { TaskBoard } from '../tasks/task-board.ts';
import type { SessionWatcher } from '../watcher/watcher.ts';

/** What the handlers need of the server; made once in main.ts and the same for every client. */
export interface Services {
  readonly info: ServerInfo;
  readonly log: Logger;
  readonly supervisor: Supervisor;
  readonly trust: Trust;
  readonly agents: Agents;
  startRun(params: StartRunParams): Promise<RunView>;
  /** Throws where the project has no agent of that name, or it cannot be found; null is always fine. */
  requireAgent(name: string | null, root: string): void;
  /** What the sessions of a run have left, oldest first; of very many, the newest. */
  recordsOf(run: string, kinds: readonly RecordBody['kind'][] | null): SessionRecord[];
  /** A run with what its sessions have left behind; null where there is none of this id. */
  sentRun(run: string): SentRun | null;
  /** Everything the trees show of the projects in these folders; of all known projects when there are none. */
  overview(folders: readonly string[]): Overview;
  /** Which projects this machine takes part in. */
  readonly projects: Projects;
  /** How this machine is set up. */
  readonly setup: Setup;
  /** What somebody who begins to work in this folder should know; null where it belongs to no project with a plan. */
  entry(folder: string): Promise<SessionEntry | null>;
  /** Whether this machine is fit for the projects in these folders. */
  doctor(folders: readonly string[]): Promise<DoctorReport>;
  /** Tells every window that the overview is another one now. */
  projectsChanged(): void;
  readonly tasks: TaskBoard;
  /** What agents may ask of the server. */
  readonly agentTools: AgentTools;
  /** CLUTCH's tools in a person's own agents. */
  readonly connections: Connections;
  readonly sessions: SessionWatcher;
  /** What this machine shares with others. */
  readonly collab: Collab;
  /** What people say to those machines, and ask of them. */
  readonly collabWork: CollabWork;
  readonly language: LanguageServices;
  clients(): number;
  /** Leaves after the answer that asked for it has been sent. */
  leaveSoon(): void;
}
