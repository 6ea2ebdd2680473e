import * as z from 'zod';
import { AbsolutePath } from './absolute-path.ts';
import { Agents, AgentSettings, AgentName } from './agents.ts';
import { Severity } from './document/finding.ts';
import { NatsSettings } from './nats.ts';
import { PermissionPolicy } from './permission-policy.ts';
import { RunPolicy } from './run/policy.ts';
import { Capability } from './wire/machine.ts';

/** How loud single rules are: `{"CL218": "off", "CL205": "warning"}`. Outside of a project nothing is more than a hint. */
const RuleSeverities = z.record(z.string().regex(/^CL\d{3}$/), z.enum([...Severity.options, 'off']));

/**
 * `.clutch/config.json` of a project: what a run depends on, so that it behaves the same from every window, the CLI
 * and a headless worker. Every field has a default; an absent file means all defaults.
 */
export const ProjectConfig = z.strictObject({
  $schema: z.string().optional(),
  runtime: z
    .string()
    .min(1)
    .max(64)
    .default('playbook')
    .describe('Name of the agent runtime that executes workstreams.'),
  playbook: z
    .string()
    .max(4096)
    .nullable()
    .default(null)
    .describe('Playbook file for the runtime `playbook`, relative to the project.'),
  validationTimeoutSeconds: z
    .number()
    .min(0.1)
    .max(86_400)
    .default(600)
    .describe('How long one validation command may run before it is stopped and counts as failed.'),
  validationOutputMiB: z
    .number()
    .min(0.01)
    .max(4096)
    .default(64)
    .describe('How much one validation command may print before it is stopped and counts as failed.'),
  rules: RuleSeverities.default({}).describe(
    'Severity of single rules for everybody who works on this project: error, warning, info, hint or off.',
  ),
  agentSilenceSeconds: z
    .number()
    .min(0.1)
    .max(86_400)
    .default(900)
    .describe('How long an agent may say and do nothing before it is ended.'),
  agents: Agents.default({}).describe(
    'What this project says about single agents: the model, the program. A program is started only once you trust it.',
  ),
  permissions: PermissionPolicy.prefault({}).describe(
    'What agents of this project may do. It can make things stricter; what it allows counts only for reading, the worktree, the network and packages.',
  ),
  dispatch: z
    .enum(['any', 'workers', 'never'])
    .default('any')
    .describe(
      'Where executors work in a project that several PCs share: on whichever machine has room, only on workers, or always here.',
    ),
  dispatchNeeds: z
    .array(Capability)
    .max(16)
    .default([])
    .describe('What a worker must be able to do to get an executor of this project, beside having its agent.'),
  dispatchRemote: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/)
    .nullable()
    .default(null)
    .describe(
      'A git remote that all machines have: what it holds is fetched from there. Null: all code travels through the shared place.',
    ),
  ...RunPolicy.shape,
});
export type ProjectConfig = z.infer<typeof ProjectConfig>;

/**
 * VS Code settings: only what concerns the window. Generates `contributes.configuration`. `scope` says who may set it:
 * programs only the machine, because a workspace must not choose what is executed; behaviour the person, on each
 * machine; what is about documents also a folder.
 */
export const WindowSettings = z.object({
  'clutch.diagnostics.enabled': z
    .boolean()
    .default(true)
    .describe('Check PRD, PRP and WORKFLOW documents while you type.')
    .meta({ scope: 'resource' }),
  'clutch.diagnostics.severity': RuleSeverities.default({})
    .describe(
      'Severity of single rules in this window: error, warning, info, hint or off. Goes before what the project says.',
    )
    .meta({ scope: 'resource' }),
  'clutch.diagnostics.debounceMs': z
    .number()
    .min(0)
    .max(1000)
    .default(20)
    .describe('How long to wait after a keystroke before a document is checked, in milliseconds.')
    .meta({ scope: 'machine-overridable' }),
  'clutch.notifications': z
    .enum(['all', 'needs-you', 'none'])
    .default('needs-you')
    .describe(
      'Messages that you did not ask for: that you are waited for, also that a run is completed (all), or none. Needs You and the status bar always say it.',
    )
    .meta({ scope: 'machine-overridable' }),
  'clutch.server.nodePath': z
    .string()
    .default('')
    .describe('Node program (22.13 or newer) that runs the CLUTCH server. Empty: the Node of VS Code itself.')
    .meta({ scope: 'machine' }),
});
export type WindowSettings = z.infer<typeof WindowSettings>;

/** `CLUTCH_HOME/config.json`: what concerns this machine and no project. */
export const MachineConfig = z.strictObject({
  $schema: z.string().optional(),
  idleExitSeconds: z
    .number()
    .min(0.1)
    .max(86_400)
    .default(120)
    .describe('The server leaves after this long without a client and without an active run.'),
  agents: z
    .record(
      AgentName,
      AgentSettings.extend({
        download: z
          .boolean()
          .optional()
          .describe('Whether its pinned npm package may be fetched and started with npx when no program is found.'),
      }),
    )
    .default({})
    .describe('What this machine says about single agents, for every project.'),
  permissions: PermissionPolicy.prefault({}).describe('What agents may do on this machine, in every project.'),
  projectsRoot: AbsolutePath.nullable()
    .default(null)
    .describe('The folder that your projects lie in: those with a plan directly in it are offered. Null: none are.'),
  artifactStore: AbsolutePath.nullable()
    .default(null)
    .describe('Where projects keep what is too large for git, each in a folder of its own. Null: nowhere.'),
  github: z
    .enum(['none', 'gh', 'ssh', 'https'])
    .default('none')
    .describe(
      'How this machine reaches GitHub: with the program gh, by SSH, by HTTPS with a credential helper, or not.',
    ),
  autoAttach: z
    .enum(['ask', 'always', 'never'])
    .default('ask')
    .describe(
      'What happens with a project that is opened for the first time: offer to attach it, attach it, or neither.',
    ),
  collab: z
    .strictObject({
      name: z.string().min(1).max(64).nullable().default(null).describe("This machine's name. Null: its host name."),
      capabilities: z
        .array(Capability)
        .max(64)
        .default([])
        .describe('What this machine can do beside the agents that it has: `gpu`, `ros2`.'),
      slots: z.number().int().min(0).max(64).default(2).describe('Agent sessions that this machine takes at once.'),
      ssh: z
        .string()
        .max(200)
        .nullable()
        .default(null)
        .describe('How others reach this machine by SSH; published to the members of its shared projects. Null: not.'),
      beatSeconds: z.number().min(0.05).max(60).default(2).describe('Time between two heartbeats.'),
      pollSeconds: z.number().min(0.01).max(60).default(0.25).describe('Time between two looks while there are news.'),
      idlePollSeconds: z.number().min(0.05).max(600).default(2).describe('Time between two looks without news.'),
      leaseSeconds: z
        .number()
        .min(0.5)
        .max(3_600)
        .default(30)
        .describe('How long a worker may go on without hearing from main. The same on all machines of a project.'),
      leaseSyncedSeconds: z
        .number()
        .min(0.5)
        .max(86_400)
        .default(600)
        .describe('The same, where the folder is synchronised and not shared.'),
      callSeconds: z
        .number()
        .min(0.1)
        .max(600)
        .default(20)
        .describe('A call on the shared folder that takes longer counts as hanging.'),
      retentionDays: z
        .number()
        .min(0)
        .max(3_650)
        .default(7)
        .describe('Records that everybody has applied are kept this long in the shared place.'),
      nats: NatsSettings.prefault({}).describe('How this machine is let in by NATS servers.'),
    })
    .prefault({})
    .describe('How this machine works with others.'),
});
export type MachineConfig = z.infer<typeof MachineConfig>;
