import * as z from 'zod';
import { AgentKind, AgentName, AgentSettings, AgentSource } from '#schemas/agents.ts';
import { AgentRole } from '#schemas/run/policy.ts';

const Path = z.string().min(1).max(4096);

/** An agent as it stands on this machine, for one project. */
export const AgentView = z.object({
  name: z.string(),
  title: z.string(),
  /** Null for a name that a configuration uses and nobody has said how to drive. */
  kind: AgentKind.nullable(),
  /** Where it was found; null where it was not. */
  source: AgentSource.nullable(),
  /** Absolute path of the program that is started; null where none is. */
  program: z.string().nullable(),
  /** Null where it does not tell, or was not asked. */
  version: z.string().nullable(),
  /** Null where it was not asked, or has nothing to be asked by. */
  answers: z.boolean().nullable(),
  /** Why it cannot work here and what to do, in sentences; null where nothing is known to stand in the way. */
  problem: z.string().nullable(),
  /** The model that it is set to; null: its own choice. */
  model: z.string().nullable(),
  /** The roles that it has in this project, with the model of the role where that has one of its own. */
  roles: z.array(z.object({ role: AgentRole, model: z.string().nullable() })),
  /** Names of models that are known to mean something to it. */
  models: z.array(z.string()),
  /** The npm package that it can be fetched from, `name@version`, and whether a person has agreed to that. */
  download: z.object({ package: z.string(), allowed: z.boolean() }).nullable(),
  /** How a person logs in, as the end of a sentence. */
  login: z.string().nullable(),
  homepage: z.string().nullable(),
});
export type AgentView = z.infer<typeof AgentView>;

/** Every agent that is known or configured. Sends no prompt and costs nothing. */
export const ListAgentsMethod = 'clutch/agents/list';
export const ListAgentsParams = z.object({
  /** Absolute path of a folder in a project; null: no project. */
  project: Path.nullable(),
  /**
   * How closely: at files only, at once; `version` also starts each program to ask for its version (10 s each, two at a
   * time); `greeting` also asks whether it answers in its own protocol (15 s each).
   */
  look: z.enum(['files', 'version', 'greeting']),
  /** Null: all of them. */
  names: z.array(z.string().max(64)).max(100).nullable().default(null),
  /** The window's folder is trusted, so what the project says about agents counts as trusted as well. */
  trusted: z.boolean().default(false),
});
export type ListAgentsParams = z.input<typeof ListAgentsParams>;
export const ListAgentsResult = z.object({
  /** Root of the project. */
  project: z.string().nullable(),
  agents: z.array(AgentView),
});
export type ListAgentsResult = z.infer<typeof ListAgentsResult>;

/** Writes into `.clutch/config.json` which agent has a role. That the person named it is trust in it. */
export const UseAgentMethod = 'clutch/agents/use';
export const UseAgentParams = z.object({
  project: Path,
  name: AgentName,
  /** Null: every role that has no agent of its own. */
  role: AgentRole.nullable(),
  /** In the words of the agent; null: its own choice; absent: as it is set, if it is set for this agent. */
  model: AgentSettings.shape.model.unwrap().nullable().optional(),
});
export type UseAgentParams = z.infer<typeof UseAgentParams>;
export const UseAgentResult = z.object({
  /** Absolute path of the file that was written. */
  config: z.string(),
  /** Whether it can work, as far as files tell. */
  agent: AgentView,
});
export type UseAgentResult = z.infer<typeof UseAgentResult>;

/** Writes into `CLUTCH_HOME/config.json` whether an agent's pinned package may be fetched and started by npx. */
export const AllowAgentMethod = 'clutch/agents/allow';
export const AllowAgentParams = z.object({ name: AgentName, allowed: z.boolean() });
export type AllowAgentParams = z.infer<typeof AllowAgentParams>;
/** The package that this is about, `name@version`. */
export const AllowAgentResult = z.object({ package: z.string() });
export type AllowAgentResult = z.infer<typeof AllowAgentResult>;
