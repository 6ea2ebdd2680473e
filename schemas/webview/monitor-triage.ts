import * as z from 'zod';
import { TaskMove } from '#schemas/protocol/tasks.ts';
import { LivenessState } from '#schemas/run/liveness.ts';
import { RunStatus } from '#schemas/run/run.ts';
import { Signal } from '#schemas/run/signal.ts';
import { SteerVerb } from '#schemas/run/steering.ts';
import { MachineRole } from '#schemas/wire/machine.ts';

/** `now`: work stands still because of it; `soon`: somebody should look at it; `told`: nobody has to do anything. */
export const Urgency = z.enum(['now', 'soon', 'told']);
export type Urgency = z.infer<typeof Urgency>;

const Item = z.object({
  /** Unique, and the same for the same thing for as long as it is open. */
  key: z.string(),
  urgency: Urgency,
  /** The run, shared project or project that it belongs to, by which items are grouped. */
  group: z.object({ id: z.string(), name: z.string() }),
  /** Milliseconds since the epoch when it came up. */
  at: z.number(),
});

/** One thing that is open, with what its actions need. */
export const TriageItem = z.discriminatedUnion('kind', [
  Item.extend({ kind: z.literal('signal'), run: z.string(), signal: Signal, halted: RunStatus.nullable() }),
  /** A run that does not go on, and no signal says why. */
  Item.extend({ kind: z.literal('run'), run: z.string(), status: RunStatus, reason: z.string().nullable() }),
  /** An agent that shows no sign of work. */
  Item.extend({
    kind: z.literal('agent'),
    run: z.string(),
    phase: z.string(),
    workstream: z.string(),
    state: LivenessState,
    evidence: z.string(),
    verbs: z.array(SteerVerb),
  }),
  /** A request between machines that has lain for long. */
  Item.extend({
    kind: z.literal('request'),
    root: z.string(),
    request: z.string(),
    title: z.string(),
    from: z.string(),
    to: z.string(),
    claimedBy: z.string().nullable(),
    hasFile: z.boolean(),
    /** Whether it is this machine's to answer. */
    ours: z.boolean(),
  }),
  Item.extend({
    kind: z.literal('peer'),
    root: z.string(),
    machine: z.string(),
    name: z.string(),
    freshness: z.enum(['stale', 'gone']),
    evidence: z.string(),
    ssh: z.boolean(),
  }),
  Item.extend({
    kind: z.literal('joining'),
    root: z.string(),
    machine: z.string(),
    name: z.string(),
    role: MachineRole,
    fingerprint: z.string(),
  }),
  Item.extend({
    kind: z.literal('task'),
    task: z.string(),
    title: z.string(),
    evidence: z.string().nullable(),
    run: z.string().nullable(),
    moves: z.array(TaskMove),
  }),
]);
export type TriageItem = z.infer<typeof TriageItem>;
