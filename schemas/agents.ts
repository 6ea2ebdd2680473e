import * as z from 'zod';

/**
 * How an agent is driven: `acp` speaks the Agent Client Protocol, `claude`, `codex` and `openclaw` have drivers of their
 * own, `command` is any program that reads a prompt and exits, `human` is a person, `playbook` is built in.
 */
export const AgentKind = z.enum(['playbook', 'human', 'command', 'acp', 'claude', 'codex', 'openclaw']);
export type AgentKind = z.infer<typeof AgentKind>;

/** Where an agent's program was found. `npx`: its pinned package is fetched and started by npx. */
export const AgentSource = z.enum(['settings', 'PATH', 'npx', 'built-in']);
export type AgentSource = z.infer<typeof AgentSource>;

/** Name of a runtime, as it stands in `runtime` and `roles`. */
export const AgentName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/i, 'letters, digits, dot, dash and underscore');

/** What a person says about one agent; everything may be left out for an agent that CLUTCH knows. */
export const AgentSettings = z.strictObject({
  kind: AgentKind.optional().describe('How it is driven. Needed for an agent that CLUTCH does not know.'),
  program: z.string().min(1).max(4096).optional().describe('Its program: an absolute path, or a name on the PATH.'),
  args: z.array(z.string().max(4096)).max(100).optional().describe('Arguments of the program, in place of the usual.'),
  env: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string().max(32_768))
    .optional()
    .describe('Environment variables that it gets beside its usual ones.'),
  model: z.string().min(1).max(200).optional().describe('The model it is to use, in its own words.'),
  url: z.url().max(2048).optional().describe('Where its gateway listens, for `openclaw`.'),
});
export type AgentSettings = z.infer<typeof AgentSettings>;

/** Agents by name. */
export const Agents = z.record(AgentName, AgentSettings);
export type Agents = z.infer<typeof Agents>;
