import * as z from 'zod';
import { TaskPriority, TaskStatus, TaskView } from '#schemas/protocol/tasks.ts';
import { ServerState } from '#schemas/webview/server-state.ts';

/** As much of a task as a card shows. The host cuts what people and agents wrote without a bound. */
export const BoardTask = TaskView.pick({
  id: true,
  project: true,
  origin: true,
  title: true,
  role: true,
  status: true,
  priority: true,
  tags: true,
  waitsFor: true,
  phase: true,
  workstream: true,
  machine: true,
  evidence: true,
  moves: true,
  rank: true,
});
export type BoardTask = z.infer<typeof BoardTask>;

/** What is true of the window, whatever tasks there are. */
export const BoardSurroundings = z.object({
  server: ServerState,
  /** False in a workspace that the person has not trusted: there tasks can be looked at, not moved. */
  trusted: z.boolean(),
  /** Whether the window has a folder open. */
  folder: z.boolean(),
  projects: z.array(z.object({ id: z.string(), name: z.string() })),
  /** The host's clock, milliseconds since the epoch; over Remote-SSH it may differ from the browser's. */
  now: z.number(),
});
export type BoardSurroundings = z.infer<typeof BoardSurroundings>;

const Tasks = z.array(BoardTask);
const Seq = z.number().int();

/**
 * Host → view. What is numbered counts up by one; a view that misses a number asks for everything with `ready`. At most
 * ten messages a second.
 */
export const ToBoard = z.discriminatedUnion('type', [
  /** `tasks`: null while the server has not told them; where `more` follow, those that are at the top of each column. */
  z.object({
    type: z.literal('snapshot'),
    seq: Seq,
    around: BoardSurroundings,
    tasks: Tasks.nullable(),
    more: z.boolean(),
  }),
  /** The next of them, when the page has asked for it. */
  z.object({ type: z.literal('more'), seq: Seq, tasks: Tasks, more: z.boolean() }),
  z.object({
    type: z.literal('delta'),
    seq: Seq,
    around: BoardSurroundings,
    changed: Tasks,
    removed: z.array(z.string()),
  }),
  /** What became of a move; the task itself came before. `problem`: why it was refused. */
  z.object({ type: z.literal('moved'), task: z.string(), problem: z.string().nullable() }),
  /** What became of a new task. */
  z.object({ type: z.literal('created'), problem: z.string().nullable() }),
]);
export type ToBoard = z.infer<typeof ToBoard>;

const Id = z.string().min(1).max(300);
const Title = z.string().trim().min(1).max(500);

/** View → host. */
export const FromBoard = z.discriminatedUnion('type', [
  /** The view is drawn anew, or lost a message: send a snapshot. */
  z.object({ type: z.literal('ready') }),
  /** The message of that number is drawn, and more were to follow: send the next piece. */
  z.object({ type: z.literal('next'), seq: Seq }),
  /** Opens the Monitor for a task of a run, else the task's document. */
  z.object({ type: z.literal('open'), task: Id }),
  /** Answered with `moved`. `before`: a task of that column; null: to its end. */
  z.object({
    type: z.literal('move'),
    task: Id,
    to: TaskStatus,
    reason: z.string().trim().min(1).max(10_000).nullable(),
    before: Id.nullable(),
  }),
  /** Answered with `created`. */
  z.object({
    type: z.literal('create'),
    project: z.string().min(1).max(300),
    title: Title,
    status: TaskStatus,
    priority: TaskPriority,
  }),
  z.object({ type: z.literal('restart-server') }),
  z.object({ type: z.literal('manage-trust') }),
  z.object({ type: z.literal('open-folder') }),
  z.object({ type: z.literal('new-plan') }),
]);
export type FromBoard = z.infer<typeof FromBoard>;

/** What the cards are chosen by; null: by anything. */
export const BoardFilters = z.object({
  text: z.string().max(500),
  project: z.string().nullable(),
  role: z.string().nullable(),
  /** Name of a machine; empty: this one or none. */
  machine: z.string().nullable(),
  priority: TaskPriority.nullable(),
  tag: z.string().nullable(),
});
export type BoardFilters = z.infer<typeof BoardFilters>;

/** A move that waits for its reason. */
export const BoardForm = z.object({
  task: Id,
  to: TaskStatus,
  before: Id.nullable(),
  text: z.string().max(10_000),
  /** Whether sending it was tried, so that what is missing may be said. */
  tried: z.boolean(),
});
export type BoardForm = z.infer<typeof BoardForm>;

/** A task that is being written down. */
export const BoardDraft = z.object({
  /** The column that it was begun in. */
  status: TaskStatus,
  /** Id; null: the first. */
  project: z.string().nullable(),
  title: z.string().max(500),
  priority: TaskPriority,
});
export type BoardDraft = z.infer<typeof BoardDraft>;

/** What the view keeps through a reload of the window. */
export const BoardMemory = z.object({
  filters: BoardFilters,
  /** How far each column is scrolled, in pixels. */
  scroll: z.partialRecord(TaskStatus, z.number().nonnegative()),
  /** Id of the card that the keyboard is on. */
  focus: z.string().nullable(),
  form: BoardForm.nullable(),
  draft: BoardDraft.nullable(),
});
export type BoardMemory = z.infer<typeof BoardMemory>;
