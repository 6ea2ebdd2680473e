import type { ServerInfo } from '#schemas/protocol/handshake.ts';
import type { Overview } from '#schemas/protocol/overview.ts';
import type { StartRunParams } from '#schemas/protocol/runs.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { AgentTools } from '../agent-tools/agent-tools.ts';
import type { Connections } from '../connect-agents/connections.ts';
import type { Logger } from '../platform/logger.ts';
import type { LanguageServices } from './handlers/language/client.ts';
import type { Supervisor } from '../runs/supervisor.ts';
import type { Trust } from '../runs/trust.ts';

/** What the handlers need of the server; made once in main.ts and the same for every client. */
export interface Services {
  readonly info: ServerInfo;
  readonly log: Logger;
  readonly supervisor: Supervisor;
  readonly trust: Trust;
  startRun(params: StartRunParams): Promise<RunView>;
  /** Throws where there is no runtime of that name; null is always fine. */
  requireRuntime(name: string | null): void;
  /** Everything the trees show of the projects in these folders; of all known projects when there are none. */
  overview(folders: readonly string[]): Overview;
  /** What agents may ask of the server. */
  readonly agentTools: AgentTools;
  /** CLUTCH's tools in a person's own agents. */
  readonly connections: Connections;
  readonly language: LanguageServices;
  clients(): number;
  /** Leaves after the answer that asked for it has been sent. */
  leaveSoon(): void;
}
