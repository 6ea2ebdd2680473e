import * as z from 'zod';
import { AbsolutePath } from '#schemas/absolute-path.ts';
import { PlannedPhase } from '#schemas/protocol/overview.ts';
import { ProjectState } from '#schemas/protocol/projects.ts';
import { TaskView } from '#schemas/protocol/tasks.ts';
import { RunView } from '#schemas/run/run.ts';
import { Signal } from '#schemas/run/signal.ts';
import { MachineRole } from '#schemas/wire/machine.ts';

/** A command, and what says whether it may be run without asking. */
export const EntryCommand = z.object({ command: z.string(), why: z.string() });
export type EntryCommand = z.infer<typeof EntryCommand>;

/** All that somebody who begins to work in a folder should know first. */
export const SessionEntry = z.object({
  project: z.object({ name: z.string(), root: z.string(), state: ProjectState }),
  /** The worktree that the folder lies in, where that is another checkout than the project's own; null otherwise. */
  worktree: z.string().nullable(),
  /** What this machine is in the project, and who says so. */
  role: MachineRole,
  roleSource: z.string(),
  /** Whether a server told it; without one, runs, signals and tasks are not known and the lists are empty. */
  live: z.boolean(),
  plans: z.array(z.object({ prd: z.string(), title: z.string(), phases: z.array(PlannedPhase) })),
  runs: z.array(
    RunView.pick({ id: true, prd: true, status: true, reason: true }).extend({
      phases: z.array(z.object({ id: z.string(), status: z.string(), step: z.string().nullable() })),
    }),
  ),
  /** What waits for a person. */
  signals: z.array(
    Signal.pick({ kind: true, severity: true, from: true, phase: true, workstream: true, text: true }).extend({
      run: z.string(),
    }),
  ),
  /** Those that are not done. */
  tasks: z.array(TaskView.pick({ id: true, title: true, role: true, status: true, priority: true })),
  /** Of WORKFLOW.md, the last phase that says how it ended. */
  checkpoint: z
    .object({
      phase: z.string(),
      title: z.string(),
      status: z.string(),
      commit: z.string().nullable(),
      resume: z.string().nullable(),
    })
    .nullable(),
  /** Files relative to the root, in the order in which they should be read. */
  read: z.array(z.string()),
  warnings: z.array(z.string()),
  /** Where the project's large files go; null where nobody has said. */
  artifacts: z.string().nullable(),
  /** `safe` changes nothing outside of the project; `ask` is for a person to decide. */
  commands: z.object({ safe: z.array(EntryCommand), ask: z.array(EntryCommand) }),
});
export type SessionEntry = z.infer<typeof SessionEntry>;

export const SessionEntryMethod = 'clutch/session-entry';
export const SessionEntryParams = z.object({ folder: AbsolutePath });
export type SessionEntryParams = z.infer<typeof SessionEntryParams>;
/** Null: the folder belongs to no project with a plan. `text` says the same in Markdown. */
export const SessionEntryResult = z.object({ entry: SessionEntry.nullable(), text: z.string().nullable() });
export type SessionEntryResult = z.infer<typeof SessionEntryResult>;
