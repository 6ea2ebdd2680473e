import * as z from 'zod';

const Percent = z.number().min(0).max(100);

/** Roles that an agent session can have in a run. */
export const AgentRole = z.enum(['executor', 'research', 'validator', 'debugger', 'conflict_resolver']);
export type AgentRole = z.infer<typeof AgentRole>;

const Roles = z.partialRecord(AgentRole, z.string().min(1).max(64));

const Budget = z.strictObject({
  sessionStartPercent: Percent.default(15).describe(
    'How much of a session is taken to be used when it starts, in percent.',
  ),
  onePercent: Percent.default(15).describe('What a phase of one workstream costs, in percent of a session.'),
  twoPercent: Percent.default(25).describe('What a phase of two workstreams costs, in percent of a session.'),
  morePercent: Percent.default(40).describe(
    'What a phase of three and more workstreams costs, in percent of a session.',
  ),
  reserveFactor: z
    .number()
    .min(1)
    .max(10)
    .default(2)
    .describe('A phase starts only when this many times its cost remains.'),
  whenSpent: z
    .enum(['fresh-session', 'stop'])
    .default('fresh-session')
    .describe(
      'What happens when a session has too little left: go on in a fresh one, or stop with the resume command.',
    ),
});

const limit = (what: string) => z.number().positive().max(1e12).nullable().default(null).describe(what);
const Caps = z.strictObject({
  tokens: limit('Most tokens that the agents of a run may use. Null: no cap.'),
  costUsd: limit('Most US dollars that the agents of a run may cost. Null: no cap.'),
  minutes: limit('Most minutes that a run may work; waiting for a person does not count. Null: no cap.'),
  sessions: limit('Most agent sessions that a run may start. Null: no cap.'),
});

const Team = z.strictObject({
  enabled: z.boolean().default(true).describe('Whether executors of one phase may work at the same time.'),
  maxExecutors: z.number().int().min(1).max(4).default(4).describe('Most executors that work at the same time.'),
  minRemainingPercent: Percent.default(50).describe(
    'With less of the session left, executors work one after the other.',
  ),
  failFastTurns: z
    .number()
    .int()
    .min(1)
    .max(20)
    .default(2)
    .describe('A team that changed no file in this many turns is stopped; the run goes on one after the other.'),
});

const Contracts = z.strictObject({
  confirm: z
    .enum(['program', 'person'])
    .default('program')
    .describe('Who confirms a published contract after the program has checked it.'),
  attempts: z
    .number()
    .int()
    .min(1)
    .max(5)
    .default(2)
    .describe('How often an executor may publish before a person is asked.'),
});

/** The constants of the method. Part of `.clutch/config.json`, and kept with each run so that it means the same later. */
export const RunPolicy = z.strictObject({
  roles: Roles.default({}).describe('Runtimes of single roles, where they differ from `runtime`.'),
  models: z
    .partialRecord(AgentRole, z.string().min(1).max(200))
    .default({})
    .describe("Models of single roles, in the words of the agent; without one the agent's own choice."),
  research: z.boolean().default(true).describe('Whether an agent writes the PRP of a phase that has none.'),
  researchRounds: z
    .number()
    .int()
    .min(0)
    .max(5)
    .default(2)
    .describe('How often the findings in a new PRP go back to the agent that wrote it before a person is asked.'),
  budget: Budget.prefault({}).describe('The budget of a session, as the method counts it.'),
  caps: Caps.prefault({}).describe('Hard limits of a run.'),
  team: Team.prefault({}).describe('Executors that work at the same time.'),
  contracts: Contracts.prefault({}).describe('Contracts between workstreams.'),
  attempts: z
    .number()
    .int()
    .min(1)
    .max(10)
    .default(2)
    .describe('How often a workstream is given to an agent by itself before a person is asked.'),
  validator: z
    .boolean()
    .default(true)
    .describe('Whether an independent agent verifies a phase after its validation commands have passed.'),
  debugCycles: z
    .number()
    .int()
    .min(0)
    .max(10)
    .default(3)
    .describe('How often a phase is mended before a person is asked.'),
  mergeAttempts: z
    .number()
    .int()
    .min(0)
    .max(5)
    .default(2)
    .describe('How often an agent tries to resolve a merge conflict before a person is asked.'),
  worktrees: z
    .enum(['each', 'shared'])
    .default('each')
    .describe('Whether each executor has a worktree of its own, or those of a phase share one and work one by one.'),
  ownershipCheckSeconds: z
    .number()
    .min(0.1)
    .max(3600)
    .default(2)
    .describe('How often the worktree of a working executor is compared with the files it owns.'),
  commit: z
    .enum(['commit', 'stage'])
    .default('commit')
    .describe(
      'Whether finished phases are committed to the branch, or left staged in the checkout for a person to commit.',
    ),
});
export type RunPolicy = z.infer<typeof RunPolicy>;
