import * as z from 'zod';
import { CONTRACT_MAX_LENGTH } from '#schemas/document/contract.ts';
import { TaskStatus } from '#schemas/protocol/tasks.ts';
import { AgentRole } from '#schemas/run/policy.ts';
import { ExecutionReport } from '#schemas/run/phase.ts';
import { FixReport, VerificationReport } from '#schemas/run/reports.ts';
import { SignalKind, SignalSeverity } from '#schemas/run/signal.ts';
import { RequestKind } from '#schemas/wire/bodies.ts';
import { Capability } from '#schemas/wire/machine.ts';

/**
 * CLUTCH's tools for agents: their names, what they are for, who may use them and what they take. The Model Context
 * Protocol, the server and VS Code all read this one table.
 */

/** The arguments of one call may be this large, as JSON in bytes. */
export const CALL_MAX_BYTES = 1024 * 1024;

export interface AgentToolSpec {
  readonly title: string;
  /** For the agent: what it does, when to use it, what it does not do. */
  readonly description: string;
  readonly input: z.ZodObject;
  /**
   * Roles whose sessions may use it. `everyone`: all of them, and a person's own agent in a project's folder as well;
   * such a tool changes nothing.
   */
  readonly roles: 'everyone' | readonly AgentRole[];
}

const Id = z.string().min(1).max(300);
const Text = z.string().min(1).max(8_000);
const Words = z.string().max(8_000);
const File = z.string().min(1).max(1_024);
const Files = z.array(File).max(500).default([]);
const everyRole = AgentRole.options;

const AskOption = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/i)
    .describe('A short id; it is what you get back.'),
  label: z.string().min(1).max(200),
  needs: z
    .enum(['reason', 'guidance'])
    .nullable()
    .default(null)
    .describe('What the person has to write with this answer; null when the choice says it all.'),
});

export const AGENT_TOOLS = {
  session_entry: {
    title: 'Where am I?',
    description:
      'Call this first. Says which project, run, phase, role and workstream this session is for, which files it owns, which contracts bind it, what to read first, what is open, and which of these tools it may use. Outside of a run it says how the project stands, what is wrong with it, what to read, and which commands are safe to run or for a person to decide.',
    input: z.strictObject({}),
    roles: 'everyone',
  },
  task_list: {
    title: 'List tasks',
    description:
      'The tasks of this run, as its engine sees them: by git, receipts and reports, not by what was claimed.',
    input: z.strictObject({
      phase: z.string().max(32).optional().describe('Only tasks of this phase.'),
      status: TaskStatus.optional(),
      mine: z.boolean().default(false).describe('Only the task of this session.'),
    }),
    roles: 'everyone',
  },
  task_get: {
    title: 'Show a task',
    description: 'One task with its files, its contract, its last report and what was claimed about it.',
    input: z.strictObject({ id: Id.describe('As task_list says it.') }),
    roles: 'everyone',
  },
  task_update: {
    title: 'Claim the state of your task',
    description:
      'Says how your own task stands. It is recorded as a claim for people to read; the engine goes by git, receipts and reports. To have a person decide something, use ask.',
    input: z.strictObject({
      id: Id.optional().describe('Your own task, and no other; may be left out.'),
      status: z.enum(['in_progress', 'in_review', 'blocked', 'done']),
      comment: Words.default('').describe('Needed for blocked: what stands in the way.'),
    }),
    roles: everyRole,
  },
  report_execution: {
    title: 'Report what you did',
    description:
      'The EXECUTION SUMMARY of your session, in place of saying it as text. The last one counts. It is a claim; what you changed is read from git.',
    input: z.strictObject({
      status: ExecutionReport.shape.status,
      filesCreated: Files,
      filesModified: Files,
      tests: Words.default('none'),
      issues: Words.default('none'),
      decisions: Words.default('none'),
    }),
    roles: ['executor', 'research', 'debugger', 'conflict_resolver'],
  },
  report_verification: {
    title: 'Report what you verified',
    description: 'For the validator: the VERIFICATION REPORT, in place of saying it as text. The last one counts.',
    input: z.strictObject(VerificationReport.shape),
    roles: ['validator'],
  },
  report_fix: {
    title: 'Report what you mended',
    description: 'For the debugger: the FIX REPORT, in place of saying it as text. The last one counts.',
    input: z.strictObject(FixReport.shape),
    roles: ['debugger'],
  },
  publish_contract: {
    title: 'Publish an interface contract',
    description:
      'For executors: publishes the contract of your workstream and says at once what a program finds in it. Publish again to correct it: of each name the last one counts.',
    input: z.strictObject({
      text: z
        .string()
        .min(1)
        .max(CONTRACT_MAX_LENGTH)
        .optional()
        .describe('Fenced `contract` blocks; a text without any is the body of one.'),
      data: z.record(z.string().max(200), z.unknown()).optional().describe('One contract as data, in place of text.'),
    }),
    roles: ['executor'],
  },
  get_contracts: {
    title: 'Read the contracts',
    description: 'Every confirmed interface contract that binds you, word for word.',
    input: z.strictObject({ phase: z.string().max(32).optional().describe('Outside of a run: only of this phase.') }),
    roles: 'everyone',
  },
  ask: {
    title: 'Ask or tell a person',
    description:
      'Asks the person who runs this plan. question and blocker wait for the answer, at most 45 seconds in one call: with the status pending, call ask again with nothing but the id, or end your turn. alert and fyi only tell something and return at once, unless they have options.',
    input: z.strictObject({
      id: Id.optional().describe('Of a question that is pending; then everything else is left out.'),
      kind: SignalKind.default('question'),
      severity: SignalSeverity.default('normal'),
      text: z
        .string()
        .min(1)
        .max(2_000)
        .optional()
        .describe('One or two sentences: what happened, what is to be decided.'),
      detail: Words.optional().describe('Everything that helps to decide.'),
      options: z
        .array(AskOption)
        .max(8)
        .default([])
        .describe('The answers to choose from. A question without any is answered in words.'),
    }),
    roles: everyRole,
  },
  message: {
    title: 'Write to a colleague',
    description:
      'Writes to another executor of this phase, to all of them, or to the person. Nobody is interrupted: it is read with read_messages.',
    input: z.strictObject({
      to: z.string().min(1).max(200).describe('`executor-<name>`, `all` or `person`.'),
      text: Text,
    }),
    roles: ['executor', 'debugger', 'conflict_resolver'],
  },
  read_messages: {
    title: 'Read your messages',
    description: 'The messages to you that you have not read yet, oldest first. They count as read afterwards.',
    input: z.strictObject({}),
    roles: ['executor', 'debugger', 'conflict_resolver'],
  },
  list_requests: {
    title: 'List the machines and their requests',
    description:
      'Where several machines share this project: which machines there are, how fresh they are, what they can do, and what was asked between them.',
    input: z.strictObject({ open: z.boolean().default(true).describe('Only requests that nobody has finished.') }),
    roles: everyRole,
  },
  send_note: {
    title: 'Tell another machine something',
    description: 'Leaves a note for the people and agents of another machine of this project. Nobody has to answer.',
    input: z.strictObject({
      to: z.string().min(1).max(64).describe('The id of a machine, as list_requests says it, or `all`.'),
      text: Text,
    }),
    roles: everyRole,
  },
  send_request: {
    title: 'Ask another machine for something',
    description:
      'Asks another machine of this project to answer, look at, change or do something that can only be done there. It is done by whoever claims it there, in its own time; look with list_requests what came of it, and do not wait for it.',
    input: z.strictObject({
      to: z.string().min(1).max(64).describe('The id of a machine, or `all` for whichever can.'),
      kind: RequestKind,
      title: z.string().min(1).max(200),
      text: Text,
      needs: z.array(Capability).max(16).default([]).describe('What a machine must be able to do to claim it.'),
    }),
    roles: everyRole,
  },
  record_artifact: {
    title: 'Record an artifact',
    description: 'Points a person to a file in your folder that is worth a look: a diagram, a log, a measurement.',
    input: z.strictObject({
      name: z.string().min(1).max(200),
      path: File.describe('Inside your folder.'),
      description: z.string().max(2_000).default(''),
    }),
    roles: everyRole,
  },
} as const satisfies Readonly<Record<string, AgentToolSpec>>;

export type AgentToolName = keyof typeof AGENT_TOOLS;
export type AgentToolInput<Name extends AgentToolName> = z.infer<(typeof AGENT_TOOLS)[Name]['input']>;

export const AGENT_TOOL_NAMES = Object.keys(AGENT_TOOLS) as readonly AgentToolName[];

export const isAgentTool = (name: string): name is AgentToolName => Object.hasOwn(AGENT_TOOLS, name);

/** Tools that change nothing; whoever stands in a project's folder may use them. */
export const OPEN_TOOL_NAMES = AGENT_TOOL_NAMES.filter((name) => AGENT_TOOLS[name].roles === 'everyone');

/** The tools that a session of this role may use. */
export const toolsOf = (role: AgentRole): readonly AgentToolName[] =>
  AGENT_TOOL_NAMES.filter((name) => {
    const { roles }: AgentToolSpec = AGENT_TOOLS[name];
    return roles === 'everyone' || roles.includes(role);
  });
