import * as z from 'zod';

/**
 * A playbook: what the built-in agent does in each mission. Version 1 is stable: what it accepts and means today it
 * accepts and means in every later release; new verbs and optional fields may be added.
 */

/** A playbook file may be this large. */
export const PLAYBOOK_MAX_BYTES = 1024 * 1024;

const MAX_STEPS = 1_000;
const Text = z.string().max(PLAYBOOK_MAX_BYTES);
const Path = z
  .string()
  .min(1)
  .max(4096)
  .describe('Path relative to the working directory of the mission, with `/`. It cannot leave that folder.');
const Seconds = z.number().min(0).max(86_400);
const Command = z
  .array(z.string().max(32_768))
  .min(1)
  .max(256)
  .describe('Program and arguments, without a shell. Runs in the working directory of the mission.');
const OptionId = z.string().min(1).max(64);

const StopReason = z.enum(['end_turn', 'max_tokens', 'max_turn_requests', 'refusal', 'cancelled']);

const ReportVerb = z.strictObject({
  auto: z
    .boolean()
    .default(false)
    .describe(
      'List the files that were really created and modified. Off: the report says what you write, true or not.',
    ),
  status: z.enum(['COMPLETE', 'BLOCKED', 'PARTIAL']).default('COMPLETE'),
  filesCreated: z.array(z.string().max(4096)).max(1_000).default([]),
  filesModified: z.array(z.string().max(4096)).max(1_000).default([]),
  tests: Text.default('none'),
  issues: Text.default('none'),
  decisions: Text.default('none'),
});

const Files = z.array(z.string().max(4096)).max(1_000).default([]);

const VerifyVerb = z.strictObject({
  grade: z.enum(['PASS', 'GAPS_FOUND', 'HUMAN_NEEDED']).default('PASS'),
  requirements: Text.default('none'),
  tests: Text.default('none'),
  gaps: z
    .array(
      z.strictObject({
        gap: Text.min(1),
        expected: Text.default('none'),
        actual: Text.default('none'),
        severity: z.enum(['CRITICAL', 'MAJOR', 'MINOR']).default('MAJOR'),
        files: Files,
      }),
    )
    .max(1_000)
    .default([]),
  warnings: Text.default('none'),
});

const FixVerb = z.strictObject({
  status: z.enum(['FIXED', 'STUCK']).default('FIXED'),
  auto: z
    .boolean()
    .default(false)
    .describe('Add the files that were really created and modified to the last fix; to one of its own without any.'),
  fixes: z
    .array(
      z.strictObject({
        gap: Text.min(1),
        rootCause: Text.default('none'),
        fix: Text.default('none'),
        files: Files,
        verification: Text.default('none'),
      }),
    )
    .max(1_000)
    .default([]),
  remaining: Text.default('none'),
});

/** Verbs whose steps may also stand under `onAnswer`. */
const plainVerbs = {
  say: Text.describe('Says something to the person.'),
  think: Text.describe('Thinks aloud.'),
  write: z.strictObject({ path: Path, content: Text }).describe('Creates a file with its folders, or replaces it.'),
  append: z.strictObject({ path: Path, content: Text }).describe('Adds to the end of a file, which may be new.'),
  replace: z
    .strictObject({ path: Path, find: Text.min(1), with: Text })
    .describe('Replaces the only occurrence of a text in a file. None, or more than one, ends the turn with an error.'),
  delete: z.strictObject({ path: Path }).describe('Deletes a file.'),
  writeOutside: z
    .strictObject({ path: z.string().min(1).max(4096), content: Text })
    .describe('Writes a file anywhere, as an agent that breaks its bounds would.'),
  run: z
    .strictObject({
      command: Command,
      expectExit: z
        .number()
        .int()
        .min(0)
        .max(255)
        .optional()
        .describe('Any other exit code ends the turn with an error. Absent: every exit code is fine.'),
    })
    .describe('Runs a program and waits for it.'),
  spawn: z
    .strictObject({ command: Command.optional() })
    .describe('Starts a program and leaves it running. Absent: one that does nothing for an hour.'),
  delay: z.strictObject({ seconds: Seconds }).describe('Waits.'),
  usage: z
    .strictObject({
      used: z.number().int().min(0),
      size: z.number().int().min(1),
      costUsd: z.number().min(0).optional().describe('Cumulative for the mission.'),
    })
    .describe('Tells how many tokens of the context are used.'),
  report: ReportVerb.describe('Says an EXECUTION SUMMARY, true or a lie.'),
  verify: VerifyVerb.describe('Says a VERIFICATION REPORT, true or a lie.'),
  fix: FixVerb.describe('Says a FIX REPORT, true or a lie.'),
  contract: z
    .union(
      [
        z.strictObject({ text: Text.min(1) }),
        z.strictObject({ data: z.record(z.string(), z.unknown()).describe('Written as JSON.') }),
      ],
      { error: 'a contract has either "text" or "data", an object' },
    )
    .describe('Publishes the interface contract of the workstream in a fence of its own.'),
  call: z
    .strictObject({
      tool: z.string().min(1).max(64),
      input: z.record(z.string(), z.unknown()).default({}),
      expect: Text.optional().describe('Text that the answer holds. Any other answer ends the turn with an error.'),
      expectError: Text.optional().describe(
        'Text that the refusal holds; it has to be refused. Absent: a refusal ends the turn with an error.',
      ),
    })
    .describe("Uses one of CLUTCH's tools for agents, as an agent does."),
  stop: z.strictObject({ stopReason: StopReason }).describe('Ends the turn with a stop reason.'),
  refuse: z.strictObject({}).describe('Ends the turn with the stop reason `refusal`.'),
  crash: z
    .strictObject({
      exitCode: z.number().int().min(0).max(255).default(1),
      signal: z.enum(['SIGKILL', 'SIGTERM', 'SIGABRT', 'SIGSEGV']).optional().describe('Wins over `exitCode`.'),
      stderr: Text.default('').describe('Printed to standard error before the end.'),
    })
    .describe('Ends the process in the middle of the turn.'),
  hang: z
    .strictObject({
      deaf: z.boolean().default(false).describe('Answers no request to cancel and ignores SIGTERM, too.'),
    })
    .describe('Says and does nothing any more.'),
  flood: z
    .strictObject({
      bytes: z
        .number()
        .int()
        .min(1)
        .max(2 ** 40),
      as: z
        .enum(['messages', 'line', 'stderr'])
        .default('messages')
        .describe('Many messages, one line that never ends, or standard error.'),
    })
    .describe('Prints very much.'),
  garbage: z
    .strictObject({ text: Text.default('this is not the protocol') })
    .describe('Prints a line that is not the protocol.'),
  git: z
    .strictObject({ args: z.array(z.string().max(32_768)).min(1).max(256) })
    .describe('Runs git with these arguments, as an agent that commits or rewrites history by itself would.'),
  link: z
    .strictObject({
      path: Path,
      target: z.string().min(1).max(4096).describe('Where it leads, as written: anywhere, and it need not exist.'),
    })
    .describe('Makes a symbolic link, as an agent that writes through one would.'),
  untracked: z
    .strictObject({ count: z.number().int().min(1).max(100_000), prefix: Path.default('junk/file-') })
    .describe('Writes that many small files that nobody asked for.'),
} as const;

const plainSteps = z.union(stepsOf(plainVerbs)).describe('One step: an object with one verb.');

const AskVerb = z
  .strictObject({
    question: z.string().min(1).max(10_000),
    options: z
      .array(
        z.strictObject({
          id: OptionId,
          label: z.string().min(1).max(200),
          kind: z.enum(['allow_once', 'allow_always', 'reject_once', 'reject_always']).default('allow_once'),
        }),
      )
      .min(1)
      .max(16)
      .default([
        { id: 'allow', label: 'Allow', kind: 'allow_once' },
        { id: 'reject', label: 'Reject', kind: 'reject_once' },
      ]),
    kind: z
      .enum(['read', 'edit', 'delete', 'move', 'search', 'execute', 'think', 'fetch', 'switch_mode', 'other'])
      .default('other')
      .describe('What the agent wants to do. CLUTCH itself allows harmless kinds inside the working directory.'),
    paths: z.array(z.string().max(4096)).max(100).default([]).describe('Files that it wants to touch.'),
    expect: OptionId.optional().describe('Any other answer ends the turn with an error.'),
    onAnswer: z
      .record(OptionId, z.array(plainSteps).max(MAX_STEPS))
      .default({})
      .describe('Steps to follow by the id of the chosen option. No entry: go on.'),
  })
  .describe('Asks a person and waits for the answer.');

/** Every verb with the shape of what follows it. */
export const playbookVerbs = { ...plainVerbs, ask: AskVerb } as const;
export type PlaybookVerb = keyof typeof playbookVerbs;

export const PlaybookStep = z.union([...stepsOf(plainVerbs), z.strictObject({ ask: AskVerb })]);
export type PlaybookStep = z.infer<typeof PlaybookStep>;

const Selector = z
  .union([z.string().min(1).max(200), z.number().int().min(0)], {
    error: 'expected text or a whole number; write ids such as 2.10 in quotes',
  })
  .default('*')
  .describe('Exact, upper and lower case are the same; `*` matches everything. Ids such as `2.10` need quotes.');

export const PlaybookMission = z.strictObject({
  phase: Selector,
  workstream: Selector,
  role: Selector.default('executor').describe(
    'Exact, upper and lower case are the same; `*` matches every role. Absent: `executor`.',
  ),
  task: z
    .enum(['work', 'contract'])
    .default('work')
    .describe('`contract`: the session that only publishes the interface contract, before any code is written.'),
  attempt: z
    .union([z.literal('*'), z.number().int().min(1)])
    .default('*')
    .describe('Which attempt, counted from 1. `*` matches every one.'),
  steps: z.array(PlaybookStep).max(MAX_STEPS),
});
export type PlaybookMission = z.infer<typeof PlaybookMission>;

export const Playbook = z.strictObject({
  $schema: z.string().max(4096).optional(),
  version: z.literal(1),
  defaults: z
    .strictObject({ delaySeconds: Seconds.default(0).describe('Wait before every step.') })
    .default({ delaySeconds: 0 }),
  missions: z.array(PlaybookMission).min(1).max(1_000).describe('The first mission that matches is followed.'),
});
export type Playbook = z.infer<typeof Playbook>;

type StepOf<Verb extends string, Shape extends z.ZodType> = z.ZodObject<{ [Name in Verb]: Shape }, z.core.$strict>;
type StepsOf<Verbs extends Readonly<Record<string, z.ZodType>>> = {
  [Verb in keyof Verbs & string]: StepOf<Verb, Verbs[Verb]>;
}[keyof Verbs & string];

/** A step is an object with one key, its verb: `- say: hello`. */
function stepsOf<Verbs extends Readonly<Record<string, z.ZodType>>>(verbs: Verbs) {
  const steps = Object.entries(verbs).map(([verb, shape]) => z.strictObject({ [verb]: shape }));
  // `Object.entries` forgets which verb goes with which shape; the line above pairs them.
  return steps as unknown as readonly [StepsOf<Verbs>, ...StepsOf<Verbs>[]];
}
