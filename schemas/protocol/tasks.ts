import * as z from 'zod';
import { AgentRole } from '#schemas/run/policy.ts';
import { SteerVerb } from '#schemas/run/steering.ts';

const Path = z.string().min(1).max(4096);

/** The columns of the board, in order. */
export const TaskStatus = z.enum(['backlog', 'ready', 'in_progress', 'in_review', 'blocked', 'done']);
export type TaskStatus = z.infer<typeof TaskStatus>;

export const TaskPriority = z.enum(['low', 'medium', 'high', 'urgent']);
export type TaskPriority = z.infer<typeof TaskPriority>;

const Tag = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,49}$/u, 'a word of letters, digits, dots and dashes');
export const TaskId = z.string().min(1).max(300);

/** Where a task may be put now. A task of a run follows what is proved; the moves it has are decisions about the run. */
export const TaskMove = z.object({
  to: TaskStatus,
  /** The decision about the run that it is; null where it does nothing but move. */
  verb: SteerVerb.extract(['defer', 'skip', 'retry', 'resume']).nullable(),
  /** Whether a person has to say why. */
  needs: z.enum(['reason']).nullable(),
});
export type TaskMove = z.infer<typeof TaskMove>;

export const TaskView = z.object({
  id: TaskId,
  /** Id of the project. */
  project: z.string(),
  /** `run`: part of a run, its status follows from what is proved; `person`: somebody wrote it down. */
  origin: z.enum(['run', 'person']),
  /** Null for a person's. */
  run: z.string().nullable(),
  /** At most 500 characters; a longer one is cut and ends in `…`. */
  title: z.string(),
  /** `executor`, `validator`; null where no agent is meant. */
  role: z.string().nullable(),
  status: TaskStatus,
  priority: TaskPriority,
  tags: z.array(z.string()),
  /** Ids of tasks. */
  dependsOn: z.array(z.string()),
  /** Ids of those of them that are not done. */
  waitsFor: z.array(z.string()),
  phase: z.string().nullable(),
  workstream: z.string().nullable(),
  /** Name of the machine that works on it; null for none or this one. */
  machine: z.string().nullable(),
  attempts: z.number().int().nonnegative(),
  /** What shows that the status is true, and since when (milliseconds since the epoch). */
  evidence: z.object({ text: z.string(), at: z.number() }).nullable(),
  comments: z.number().int().nonnegative(),
  /** Empty where nothing can be decided. Of a person's task, the one that undoes its last move comes first. */
  moves: z.array(TaskMove),
  /** Place in its column, smallest first; ties by id. */
  rank: z.number(),
  updatedAt: z.number(),
});
export type TaskView = z.infer<typeof TaskView>;

/** Where tasks can be. A folder without a plan is one too: people write down tasks before there is a plan. */
export const TaskProject = z.object({ id: z.string(), name: z.string(), root: z.string() });
export type TaskProject = z.infer<typeof TaskProject>;

/** All tasks of the projects in these folders; of all known projects when there are none. */
export const ListTasksMethod = 'clutch/tasks/list';
export const ListTasksParams = z.object({ folders: z.array(z.string().max(4096)).max(64) });
export type ListTasksParams = z.infer<typeof ListTasksParams>;
export const ListTasksResult = z.object({
  seq: z.number().int().nonnegative(),
  /** Those that were asked for, with or without tasks. */
  projects: z.array(TaskProject),
  tasks: z.array(TaskView),
});
export type ListTasksResult = z.infer<typeof ListTasksResult>;

/**
 * Notification to every client, of tasks of all projects, at most ten a second. `seq` counts up by one from the list's;
 * who misses a number lists again.
 */
export const TasksChangedMethod = 'clutch/tasks/changed';
export const TasksChangedParams = z.object({
  seq: z.number().int().nonnegative(),
  changed: z.array(TaskView),
  removed: z.array(z.string()),
});
export type TasksChangedParams = z.infer<typeof TasksChangedParams>;

const Title = z.string().trim().min(1).max(500);
const Description = z.string().max(100_000);
const Tags = z.array(Tag).max(20);
const Dependencies = z.array(TaskId).max(100);

/** What a person may say of a task of their own. */
export const TaskDraft = z.object({
  title: Title,
  description: Description.default(''),
  status: TaskStatus.default('backlog'),
  priority: TaskPriority.default('medium'),
  role: AgentRole.nullable().default(null),
  tags: Tags.default([]),
  dependsOn: Dependencies.default([]),
});
export type TaskDraft = z.infer<typeof TaskDraft>;

export const CreateTaskMethod = 'clutch/tasks/create';
/** `project`: absolute path in it. Answers `TaskView`, as do all that change a task. */
export const CreateTaskParams = z.object({ project: Path, task: TaskDraft });
export type CreateTaskParams = z.input<typeof CreateTaskParams>;

/** What is left out stays as it is. */
export const TaskChange = z.object({
  title: Title.optional(),
  description: Description.optional(),
  priority: TaskPriority.optional(),
  role: AgentRole.nullable().optional(),
  tags: Tags.optional(),
  dependsOn: Dependencies.optional(),
});
export type TaskChange = z.infer<typeof TaskChange>;

export const UpdateTaskMethod = 'clutch/tasks/update';
export const UpdateTaskParams = z.object({ task: TaskId, change: TaskChange });
export type UpdateTaskParams = z.infer<typeof UpdateTaskParams>;

export const MoveTaskMethod = 'clutch/tasks/move';
export const MoveTaskParams = z.object({
  task: TaskId,
  to: TaskStatus,
  /** Why, where the move needs it. */
  reason: z.string().trim().min(1).max(10_000).nullable(),
  /** Put before this one in the column; null: at its end. */
  before: TaskId.nullable(),
});
export type MoveTaskParams = z.infer<typeof MoveTaskParams>;

export const CommentTaskMethod = 'clutch/tasks/comment';
export const CommentTaskParams = z.object({ task: TaskId, text: z.string().trim().min(1).max(10_000) });
export type CommentTaskParams = z.infer<typeof CommentTaskParams>;

/** Answers null. */
export const RemoveTaskMethod = 'clutch/tasks/remove';
export const RemoveTaskParams = z.object({ task: TaskId });
export type RemoveTaskParams = z.infer<typeof RemoveTaskParams>;

/** Everything of one task: its words and what happened to it, oldest first. */
export const ShowTaskMethod = 'clutch/tasks/show';
export const ShowTaskParams = z.object({ task: TaskId });
export type ShowTaskParams = z.infer<typeof ShowTaskParams>;
export const TaskEntry = z.object({
  at: z.number(),
  /** Name of a person, an agent or `clutch`. */
  by: z.string(),
  kind: z.enum(['created', 'moved', 'changed', 'comment']),
  text: z.string(),
});
export type TaskEntry = z.infer<typeof TaskEntry>;
export const TaskDetail = z.object({ task: TaskView, description: z.string(), history: z.array(TaskEntry) });
export type TaskDetail = z.infer<typeof TaskDetail>;
