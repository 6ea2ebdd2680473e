import * as z from 'zod';
import { CollabView } from '#schemas/protocol/collab.ts';
import { PhaseView } from '#schemas/run/phase.ts';
import { RunView } from '#schemas/run/run.ts';
import { SteerVerb } from '#schemas/run/steering.ts';
import { TaskId, TaskStatus } from '#schemas/protocol/tasks.ts';
import { FromInsights, InsightsMemory, InsightsTab, ToInsights } from '#schemas/webview/insights.ts';
import { TriageItem } from '#schemas/webview/monitor-triage.ts';
import { ServerState } from '#schemas/webview/server-state.ts';

/** The tabs of the Monitor, in order. */
export const MonitorTab = z.enum(['live', 'triage', ...InsightsTab.options]);
export type MonitorTab = z.infer<typeof MonitorTab>;

/** As much of a run as it takes to choose it. */
export const RunSummary = RunView.pick({ id: true, prd: true, status: true, startedAt: true, endedAt: true }).extend({
  project: z.string(),
});
export type RunSummary = z.infer<typeof RunSummary>;

export const MonitorState = z.object({
  server: ServerState,
  /** False in a workspace that the person has not trusted: runs can be looked at, not steered. */
  trusted: z.boolean(),
  /** The host's clock, milliseconds since the epoch; over Remote-SSH it may differ from the browser's. */
  now: z.number(),
  /** All runs of the window's projects, newest first. */
  runs: z.array(RunSummary),
  /** How many decisions are waited for in all of them. */
  waiting: z.number().int().nonnegative(),
  /** The run that is asked for; null: the newest. */
  chosen: z.string().nullable(),
  /** Null where nothing has run, or where the run that is asked for is gone. */
  run: RunView.nullable(),
  /** The machines of the run's project, where it is shared; of all shared projects of the window while nothing has run. */
  collab: z.array(CollabView),
  /** Everything that is open, the most urgent first; null while another tab is shown. */
  triage: z.array(TriageItem).nullable(),
});
export type MonitorState = z.infer<typeof MonitorState>;

/** Everything of a run but its phases, which hold nearly all of its bytes. */
export const RunHead = RunView.omit({ phases: true });
export type RunHead = z.infer<typeof RunHead>;

const Delta = z.object({
  type: z.literal('delta'),
  seq: z.number().int(),
  /** The fields that changed; all others are as before. */
  state: MonitorState.omit({ run: true }).partial(),
  /** The same of the run, which is the same run as before. Null: there is none. */
  run: RunHead.partial().nullable(),
  /** The ids of all phases, in order. */
  order: z.array(z.string()),
  /** Only those that changed. */
  phases: z.array(PhaseView),
});
export type MonitorDelta = z.infer<typeof Delta>;

/**
 * Host → view. `seq` counts up by one; a view that misses a number asks for a snapshot with `show`.
 * At most ten messages a second.
 */
export const ToMonitor = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), seq: z.number().int(), state: MonitorState }),
  Delta,
  /** A command asks for this run and tab. */
  z.object({ type: z.literal('navigate'), run: z.string().nullable(), tab: MonitorTab }),
  ToInsights,
]);
export type ToMonitor = z.infer<typeof ToMonitor>;

const Id = z.string().min(1).max(128);
const Name = z.string().min(1).max(200);
/** Absolute path of a project. */
const Root = z.string().min(1).max(4096);
/** A reason or guidance; null where none is needed. */
const Words = z.string().trim().min(1).max(10_000).nullable();
const Runtime = z.string().trim().min(1).max(64).nullable();

/** View → host. */
export const FromMonitor = z.discriminatedUnion('type', [
  /** What the view shows now: it is drawn anew, lost a message or turned to something else. Send a snapshot. */
  z.object({ type: z.literal('show'), run: Id.nullable(), tab: MonitorTab }),
  FromInsights,
  z.object({ type: z.literal('pause'), run: Id }),
  z.object({ type: z.literal('stop'), run: Id }),
  /** `runtime` replaces that of all sessions to come. */
  z.object({ type: z.literal('resume'), run: Id, runtime: Runtime }),
  z.object({ type: z.literal('answer'), run: Id, signal: Id, option: Id, text: Words }),
  /** A decision about a phase, or about one of its workstreams. */
  z.object({
    type: z.literal('steer'),
    run: Id,
    phase: Id,
    workstream: Name.nullable(),
    verb: SteerVerb,
    text: Words,
    runtime: Runtime,
  }),
  /** `path` is relative to the project root of the run. */
  z.object({ type: z.literal('open-file'), run: Id, path: z.string().min(1).max(4096) }),
  z.object({ type: z.literal('open-report'), run: Id }),
  z.object({ type: z.literal('open-receipt'), run: Id, phase: Id, index: z.number().int().nonnegative() }),
  /** What was published beside what the other side builds on. */
  z.object({ type: z.literal('show-differences'), run: Id, phase: Id, from: Name, to: Name }),
  z.object({ type: z.literal('show-contract'), run: Id, phase: Id, workstream: Name }),
  /** All that a signal says, as a document. */
  z.object({ type: z.literal('open-signal'), run: Id, signal: Id }),
  /** What the agent of a workstream has written. */
  z.object({ type: z.literal('open-transcript'), run: Id, phase: Id, workstream: Name }),
  /** The folder that a workstream is worked on in, in a window of its own. */
  z.object({ type: z.literal('open-worktree'), run: Id, phase: Id, workstream: Name }),
  /** What a row of Peers or Needs You offers. */
  z.object({ type: z.literal('machine'), verb: z.enum(['let-in', 'note', 'open-ssh']), root: Root, machine: Id }),
  z.object({ type: z.literal('request'), verb: z.enum(['claim', 'finish']), root: Root, request: Id }),
  z.object({ type: z.literal('move-task'), task: TaskId, to: TaskStatus, reason: Words }),
  /** Puts the command that goes on with the run on the clipboard. */
  z.object({ type: z.literal('copy-resume'), run: Id }),
  /** The file of a request, a task or a result between machines, by the id of its record. */
  z.object({ type: z.literal('open-record'), root: Root, id: Id }),
  z.object({ type: z.literal('run-plan') }),
  z.object({ type: z.literal('restart-server') }),
]);
export type FromMonitor = z.infer<typeof FromMonitor>;

/** A field that stands open for one choice: its reason, guidance or runtime. */
export const MonitorForm = z.object({
  choice: z.string(),
  text: z.string().max(10_000),
  /** Whether sending it was tried, so that what is missing may be said. */
  tried: z.boolean(),
});
export type MonitorForm = z.infer<typeof MonitorForm>;

/** What the view keeps through a reload of the window. */
export const MonitorMemory = z.object({
  /** The run that the person chose; null: the newest. */
  run: z.string().max(128).nullable(),
  tab: MonitorTab.default('live'),
  /** How far each tab is scrolled, in pixels. */
  scroll: z.partialRecord(MonitorTab, z.number()).default({}),
  /** Id of the element that has the focus. */
  focus: z.string().nullable().default(null),
  /** What the person folded or unfolded by hand. */
  unfolded: z.record(z.string(), z.boolean()).default({}),
  /** What the person has begun to write, by the signal, phase or workstream that it is about. */
  forms: z.record(z.string(), MonitorForm).default({}),
  triage: z
    .object({
      /** What items have to contain. */
      filter: z.string().max(200),
      /** Key of the item that is selected, and of the one after it, to go on with when the first is decided. */
      selected: z.string().nullable(),
      next: z.string().nullable(),
      /** How many items are listed. */
      listed: z.number().int().positive(),
    })
    .default({ filter: '', selected: null, next: null, listed: 50 }),
  insights: InsightsMemory.prefault({}),
});
export type MonitorMemory = z.infer<typeof MonitorMemory>;
