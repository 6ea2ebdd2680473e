import type { AgentSettings } from '#schemas/agents.ts';
import type { PromptWording } from '#schemas/protocol/analytics.ts';
import type { MachineConfig, ProjectConfig } from '#schemas/settings.ts';
import { AgentError, type AgentRuntime, type McpServer } from '../engine/ports.ts';
import type { AwayGuard } from './away-guard.ts';
import type { Runtimes } from '../runtimes/index.ts';
import type { Prices } from '../usage/prices.ts';
import { agentSettings, unknownAgent } from './agent-settings.ts';
import type { OpenSessions } from './open-sessions.ts';
import { agentEntries } from './trust-entries.ts';
import { describeEntry, type Trust } from './trust.ts';

export interface AgentDeps {
  readonly runtimes: Runtimes;
  /** The machine's configuration as it is now. */
  readonly machine: () => MachineConfig;
  readonly trust: Trust;
  /** The price table as it is now. */
  readonly prices: () => Prices;
  readonly sessions: OpenSessions;
  /** Keeps how a version of a prompt is worded, so that it can be compared with others later. */
  readonly keepWording: (wording: PromptWording) => void;
  /** CLUTCH's tools for the agent of the session that has this token. */
  readonly tools: (token: string) => McpServer;
  /** What counts in a project while nobody watches; null where nothing does. */
  readonly away: (root: string) => AwayGuard | null;
}

/**
 * The agent of a mission, as settings have it now. A configuration that a pull or an agent has changed meanwhile may
 * name another program; nothing of that starts before it is trusted.
 */
export function trustedAgent(
  { runtimes, machine, trust }: Pick<AgentDeps, 'runtimes' | 'machine' | 'trust'>,
  { run, root, name, config }: { run: string; root: string; name: string; config: ProjectConfig },
): { runtime: AgentRuntime; settings: AgentSettings } {
  const place = { project: config, machine: machine() };
  const settings = agentSettings(name, place.project, place.machine);
  const runtime = runtimes.runtimeFor({ name, settings, root });
  if (!runtime) throw unknownAgent(runtimes, name, place);
  const [open] = trust.ofRun(run) === 'all' ? [] : trust.untrusted(root, agentEntries(config, name));
  if (!open) return { runtime, settings };
  const how = 'Look at it, run `clutch trust` (or confirm in VS Code), then try again';
  throw new AgentError('not-startable', `Nobody has trusted ${describeEntry(open)} yet. ${how}.`);
}
