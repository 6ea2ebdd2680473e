import * as z from 'zod';
import { RequestKind } from '#schemas/wire/bodies.ts';
import { Capability, MachineRole } from '#schemas/wire/machine.ts';
import { MachineId } from '#schemas/wire/names.ts';

const root = z.string().min(1).max(4096);
const text = z.string().max(32_768);

export const Freshness = z.enum(['fresh', 'late', 'stale', 'gone', 'unknown']);

/** A machine that takes part in a shared project, or this machine where nothing is shared. */
export const PeerView = z.object({
  id: z.string(),
  name: z.string(),
  self: z.boolean(),
  role: MachineRole,
  /** Where the role is from: `roster 4 of main-pc`, `alone: nothing is shared`. */
  roleSource: z.string(),
  freshness: Freshness,
  /** What shows the freshness. */
  evidence: z.string(),
  /** Milliseconds since its beat last advanced, at `CollabView.at`; null where it was never seen. */
  ageMs: z.number().nullable(),
  activity: z.string().nullable(),
  queue: z.number().int().nonnegative(),
  busy: z.number().int().nonnegative(),
  slots: z.number().int().nonnegative(),
  task: z.string().nullable(),
  lastResult: z.object({ text: z.string(), at: z.number() }).nullable(),
  skewMs: z.number().nullable(),
  capabilities: z.array(z.string()),
  ssh: z.string().nullable(),
  revoked: z.boolean(),
  /** What was seen of it that is wrong, with what to do; newest first. */
  problems: z.array(z.string()),
});
export type PeerView = z.infer<typeof PeerView>;

/** A machine that asks to take part. */
export const JoinRequest = z.object({
  machine: MachineId,
  name: z.string(),
  role: MachineRole,
  capabilities: z.array(z.string()),
  /** What its person sees too, to compare: groups of four letters of the key's hash. */
  fingerprint: z.string(),
  at: z.number(),
});
export type JoinRequest = z.infer<typeof JoinRequest>;

/** A request between machines, as `clutch requests` shows it. */
export const RequestView = z.object({
  id: z.string(),
  kind: RequestKind,
  title: z.string(),
  text: z.string(),
  from: z.string(),
  to: z.string(),
  author: z.string(),
  status: z.enum(['open', 'claimed', 'completed', 'blocked', 'failed', 'cancelled']),
  claimedBy: z.string().nullable(),
  result: z.string().nullable(),
  at: z.number(),
  updatedAt: z.number(),
  /** All that is known of it, as a file on this machine; null where it could not be written. */
  file: z.string().nullable(),
});
export type RequestView = z.infer<typeof RequestView>;

/** One line of what happened between the machines of a project. */
export const TimelineEntry = z.object({
  id: z.string(),
  at: z.number(),
  from: z.string(),
  to: z.string(),
  type: z.string(),
  text: z.string(),
  /** The whole record as a file on this machine, for tasks and results that are kept. */
  file: z.string().nullable(),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

/** A shared project as its views show it. */
export const CollabView = z.object({
  project: z.string(),
  root: z.string(),
  /** Milliseconds since the epoch when this was put together. */
  at: z.number(),
  transport: z.enum(['file', 'nats']),
  /** The shared folder, or the address without what is secret in it. */
  place: z.string(),
  class: z.enum(['A', 'B', 'unknown']),
  health: z.object({
    state: z.enum(['ok', 'stale-view', 'hangs', 'gone', 'full', 'read-only', 'refused']),
    text: z.string(),
    since: z.number(),
    undelivered: z.number().int().nonnegative(),
  }),
  /** This machine's role; null while main has not confirmed it. */
  role: MachineRole.nullable(),
  main: z.string().nullable(),
  peers: z.array(PeerView),
  joining: z.array(JoinRequest),
  requests: z.array(RequestView),
  timeline: z.array(TimelineEntry),
  problems: z.array(z.string()),
});
export type CollabView = z.infer<typeof CollabView>;

/** Every shared project of this machine, or the one at `root`. */
export const CollabMethod = 'clutch/collab';
export const CollabParams = z.object({ root: root.nullable() });
export type CollabParams = z.infer<typeof CollabParams>;
export const CollabResult = z.object({ projects: z.array(CollabView) });

/** Begins to share a project; this machine is main. `nats` is an address instead of a folder. */
export const ShareMethod = 'clutch/collab/share';
export const ShareParams = z.object({
  root,
  place: z.union([z.object({ folder: root }), z.object({ nats: z.string().max(2048) })]),
});
export const ShareResult = z.object({
  view: CollabView,
  /** Shown once and kept nowhere: makes another machine main when this one is dead. Null when it was shared before. */
  recoveryCode: z.string().nullable(),
});

/** A new one-time code for one more machine. */
export const InviteMethod = 'clutch/collab/invite';
export const InviteParams = z.object({ root });
export const InviteResult = z.object({ code: z.string(), expiresAt: z.number(), file: z.string() });

/** Joins with a code. Resolves when the request lies in the shared place; `view.role` is null until main confirmed it. */
export const JoinMethod = 'clutch/collab/join';
export const JoinParams = z.object({
  root,
  place: z.union([z.object({ folder: root }), z.object({ nats: z.string().max(2048) })]),
  code: z.string().min(8).max(64),
  role: MachineRole,
  name: z.string().min(1).max(64).nullable(),
  capabilities: z.array(Capability).max(64),
  slots: z.number().int().min(0).max(64).nullable(),
});
export type JoinParams = z.infer<typeof JoinParams>;
export const JoinResult = z.object({ view: CollabView, fingerprint: z.string() });

/** What a person decides about the machines of a project. */
export const MembershipMethod = 'clutch/collab/membership';
export const MembershipParams = z.discriminatedUnion('verb', [
  z.object({ verb: z.literal('confirm'), root, machine: MachineId, role: MachineRole }),
  z.object({ verb: z.literal('reject'), root, machine: MachineId }),
  z.object({ verb: z.literal('role'), root, machine: MachineId, role: z.enum(['worker', 'observer']) }),
  z.object({ verb: z.literal('revoke'), root, machine: MachineId }),
  z.object({ verb: z.literal('hand-over'), root, machine: MachineId }),
  z.object({ verb: z.literal('take-over'), root, recoveryCode: z.string().max(200) }),
  z.object({ verb: z.literal('leave'), root }),
]);
export type MembershipParams = z.infer<typeof MembershipParams>;
/** Null: this machine has left. */
export const MembershipResult = z.object({ view: CollabView.nullable() });

/** Says something to a machine: a note, or a request that is answered. */
export const SendMethod = 'clutch/collab/send';
export const SendParams = z.object({
  root,
  to: z.union([MachineId, z.literal('all')]),
  kind: z.union([RequestKind, z.literal('note')]),
  title: z.string().max(200),
  text,
  needs: z.array(Capability).max(16),
  author: z.string().max(200),
});
export type SendParams = z.infer<typeof SendParams>;
export const SendResult = z.object({ id: z.string(), delivery: z.enum(['acknowledged', 'kept']) });
export type SendResult = z.infer<typeof SendResult>;

/** Claims a request, or answers or cancels it. */
export const RequestMethod = 'clutch/collab/request';
export const RequestParams = z.discriminatedUnion('verb', [
  z.object({ verb: z.literal('claim'), root, request: z.string().max(64), author: z.string().max(200) }),
  z.object({
    verb: z.literal('finish'),
    root,
    request: z.string().max(64),
    status: z.enum(['completed', 'blocked', 'failed', 'cancelled']),
    text,
    author: z.string().max(200),
  }),
]);
export type RequestParams = z.infer<typeof RequestParams>;

/** Attaches this machine as a worker for as long as the server lives, and keeps the server from leaving. */
export const WorkMethod = 'clutch/collab/work';
export const WorkParams = z.object({ root, slots: z.number().int().min(0).max(64).nullable() });
export type WorkParams = z.infer<typeof WorkParams>;

/** Notification: something of a shared project changed. At most 4 a second. */
export const CollabChangedMethod = 'clutch/collab/changed';
