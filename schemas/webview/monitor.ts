import * as z from 'zod';
import { CollabView } from '#schemas/protocol/collab.ts';
import { PhaseView } from '#schemas/run/phase.ts';
import { RunView } from '#schemas/run/run.ts';
import { SteerVerb } from '#schemas/run/steering.ts';

/** How the window stands to the server. `message` says what happened and what to do, where there is something to say. */
export const MonitorServer = z.object({
  state: z.enum(['starting', 'ready', 'incompatible', 'down']),
  message: z.string().nullable(),
});
export type MonitorServer = z.infer<typeof MonitorServer>;

/** What is true of the window, whatever run is shown. */
const Surroundings = z.object({
  server: MonitorServer,
  /** False in a workspace that the person has not trusted: runs can be looked at, not steered. */
  trusted: z.boolean(),
  /** The host's clock, milliseconds since the epoch; over Remote-SSH it may differ from the browser's. */
  now: z.number(),
});

export const MonitorState = Surroundings.extend({
  run: RunView.nullable(),
  /** The machines of the run's project, where it is shared; of all shared projects of the window while nothing has run. */
  collab: z.array(CollabView),
});
export type MonitorState = z.infer<typeof MonitorState>;

/** Everything of a run but its phases, which hold nearly all of its bytes. */
export const RunHead = RunView.omit({ phases: true });
export type RunHead = z.infer<typeof RunHead>;

/**
 * Host → view. `seq` counts up by one; a view that misses a number asks for a snapshot with `ready`.
 * At most ten messages a second.
 */
export const ToMonitor = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), seq: z.number().int(), state: MonitorState }),
  Surroundings.extend({
    type: z.literal('delta'),
    seq: z.number().int(),
    run: RunHead,
    /** The ids of all phases, in order. */
    order: z.array(z.string()),
    /** Null: as before. */
    collab: z.array(CollabView).nullable(),
    /** Only those that changed. */
    phases: z.array(PhaseView),
  }),
]);
export type ToMonitor = z.infer<typeof ToMonitor>;
export type MonitorDelta = Extract<ToMonitor, { type: 'delta' }>;

const Id = z.string().min(1).max(128);
const Name = z.string().min(1).max(200);
/** A reason or guidance; null where none is needed. */
const Words = z.string().trim().min(1).max(10_000).nullable();
const Runtime = z.string().trim().min(1).max(64).nullable();

/** View → host. */
export const FromMonitor = z.discriminatedUnion('type', [
  /** The view is drawn anew, or lost a message: send a snapshot. */
  z.object({ type: z.literal('ready') }),
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
  /** Puts the command that goes on with the run on the clipboard. */
  z.object({ type: z.literal('copy-resume'), run: Id }),
  /** The file of a request, a task or a result between machines, by the id of its record. */
  z.object({ type: z.literal('open-record'), root: z.string().min(1).max(4096), id: Id }),
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
  run: z.string().max(64).nullable(),
  /** Phases that the person folded or unfolded by hand. */
  unfolded: z.record(z.string(), z.boolean()).default({}),
  /** What the person has begun to write, by the signal, phase or workstream that it is about. */
  forms: z.record(z.string(), MonitorForm).default({}),
});
export type MonitorMemory = z.infer<typeof MonitorMemory>;
