import * as z from 'zod';
import { PromptName } from '#schemas/prompt-name.ts';

/** Other names by which people know a role. */
export const PROMPT_ALIASES: ReadonlyMap<string, PromptName> = new Map([['dev', 'executor']]);

/** A name, a path, a sentence. It stays in its line: breaks become blanks. */
const Line = z.string().overwrite((text) => text.replaceAll(/\s*[\r\n\u2028\u2029]+\s*/g, ' '));
/** Any text with its breaks; a template puts it between two `{{fence}}`. */
const Text = z.string();

const Session = {
  tools: z.boolean().describe('Whether the agent has the tools of CLUTCH.'),
  guidance: z.array(Line).describe('What a person says to it, line by line, oldest first.'),
  answers: z
    .array(z.object({ question: Text.describe('What was asked.'), answer: Text.describe('What the person said.') }))
    .describe('What a person answered to the sessions before this one.'),
};

const Phase = {
  ...Session,
  phase: Line.describe('Id of the phase.'),
  prd: Line.describe('Path of the PRD.'),
  prp: Line.describe('Path of the PRP.'),
};

const level = z.number().describe('Level of the validation command.');
const title = Line.describe('Title of the level.');
const command = Text.describe('The command.');
const commands = z.array(z.object({ level, title, command })).describe('Validation commands.');
const failures = z
  .array(
    z.object({
      level,
      title,
      command,
      result: Line.describe('How it ended: `exited 1`, `was stopped (timeout)`.'),
      output: Text.describe('The end of what it printed.'),
    }),
  )
  .describe('Validation commands that failed.');
const gaps = z
  .array(
    z.object({
      severity: Line.describe('`CRITICAL`, `MAJOR` or `MINOR`.'),
      gap: Text.describe('What is otherwise than it has to be.'),
      expected: Text.describe('What was expected; empty where that is not known.'),
      actual: Text.describe('What is there instead; empty where that is not known.'),
      files: Line.describe('Files that it names, with commas; empty where it names none.'),
    }),
  )
  .describe('What a validator, or the comparison of contracts, found.');
const findings = z
  .array(z.object({ path: Line.describe('Where.'), message: Line.describe('What.') }))
  .describe('What a program found in what was delivered before.');
const summaries = z
  .array(
    z.object({
      executor: Line.describe('Who: `executor-api`.'),
      report: z
        .object({
          status: Line.describe('`COMPLETE`, `BLOCKED` or `PARTIAL`.'),
          tests: Text.describe('What it says of tests.'),
          issues: Text.describe('What it says stands in the way.'),
          decisions: Text.describe('What it says others must know.'),
        })
        .nullable()
        .describe('Its report; nothing where it gave none.'),
    }),
  )
  .describe('What the executors say of their work.');
const files = z.array(Line).describe('What it may change; empty: everything but the documents of the plan.');
const concerns = z.array(Line).describe('Cross-cutting concerns that it decides.');

const Work = {
  files,
  concerns,
  contracts: z
    .array(z.object({ from: Line.describe('Workstream that published it.'), text: Text.describe('Word for word.') }))
    .describe('Confirmed contracts that it builds on.'),
  published: z
    .object({ to: Line.describe('Workstreams that build on it, with commas.'), text: Text.describe('Word for word.') })
    .nullable()
    .describe('The confirmed contract that it published itself.'),
  bound: z.boolean().describe('Whether any contract binds it, one that it was given or one that it gave.'),
  failures,
  gaps,
};

const Task = {
  ...Session,
  task: Line.describe('Id of the task.'),
  title: Line.describe('Title of the task.'),
  description: Text.describe('What is to be done, in the words of whoever wrote the task.'),
  criteria: z.array(Line).describe('What has to be true when it is done.'),
  comments: z
    .array(z.object({ from: Line.describe('Who.'), text: Text.describe('What they said.') }))
    .describe('What was said about the task, oldest first.'),
  prd: Line.nullable().describe('Path of the PRD that it belongs to; nothing where it belongs to none.'),
};

const Change = {
  ...Task,
  branch: Line.describe('Branch that holds the change.'),
  base: Line.describe('Commit or branch that the change is compared with.'),
  commands,
};

/** What the template of each prompt may name. Every description is part of `docs/prompts.md`. */
export const PROMPT_VARIABLES = {
  executor: z.object({
    ...Phase,
    ...Work,
    workstream: Line.describe('Name of the workstream.'),
    merged: Line.describe('Workstreams that were merged into this one, with commas; empty where none were.'),
  }),
  'executor-contract': z.object({
    ...Phase,
    workstream: Line.describe('Name of the workstream.'),
    to: Line.describe('Workstreams that will build on the contract, with commas.'),
    about: Line.describe("What the contract is about, in the plan's words."),
    concerns,
    findings,
  }),
  research: z.object({
    ...Phase,
    analysis: Line.describe('Path for the analysis of the codebase.'),
    findings,
  }),
  validator: z.object({ ...Phase, commands, summaries }),
  debugger: z.object({ ...Phase, ...Work, summaries }),
  conflict_resolver: z.object({
    ...Phase,
    conflicts: z.array(Line).describe('Files with conflict marks.'),
    summaries,
  }),
  reviewer: z.object({
    ...Change,
    gaps: gaps.describe('What the review before this one asked for.'),
  }),
  pm: z.object({
    ...Task,
    problem: Text.nullable().describe('Why the task is stuck; nothing where it is new.'),
    attempts: z.number().describe('How often it was triaged before.'),
    tasks: z
      .array(
        z.object({
          id: Line.describe('Its id.'),
          title: Line.describe('Its title.'),
          status: Line.describe('Its state.'),
        }),
      )
      .describe('The other tasks on the board.'),
  }),
  qa: z.object(Change),
  pe: z.object({ ...Change, files, failures }),
  verify: z.object({ ...Change, commit: Line.describe('The commit by which the change was merged.') }),
} as const satisfies Record<PromptName, z.ZodObject>;
export type PromptVariables<Name extends PromptName> = z.input<(typeof PROMPT_VARIABLES)[Name]>;

/** Where a template comes from: `bundled`, or its path in the project. */
export const PromptSource = z.string();

/** A prompt as it is, was or would be sent. */
export const RenderedPrompt = z.object({
  template: PromptName,
  /** `3 a1b2c3`: the version that the template says it has, and the beginning of the SHA-256 of its text. */
  version: z.string(),
  source: PromptSource,
  text: z.string(),
});
export type RenderedPrompt = z.infer<typeof RenderedPrompt>;
