import * as z from 'zod';
import { RunAgent } from '#schemas/journal/effects.ts';
import { RecordBody } from '#schemas/journal/records.ts';
import { ActionClass } from '#schemas/run/permission.ts';
import { Capability, Roster } from './machine.ts';
import { FencingToken, MachineId, PublicKey, Sha256, Signature } from './names.ts';

const sha = z.string().regex(/^[0-9a-f]{40,64}$/);
const line = z.string().max(200);
const words = z.string().max(32_768);

/** Words to a machine, or to all; nobody has to answer. */
export const Note = z.strictObject({ text: words, author: line });

/** Something that a machine is asked to do beside the tasks of a run. */
export const RequestKind = z.enum(['question', 'inspect', 'edit', 'task']);
export type RequestKind = z.infer<typeof RequestKind>;
export const Request = z.strictObject({
  kind: RequestKind,
  title: line.min(1),
  text: words,
  author: line,
  /** What the machine must be able to do; any machine that can may claim a request to `all`. */
  needs: z.array(Capability).max(16),
  /**
   * Who says whose a request to `all` is, for good: main, or the machines themselves by the leases of a place that has
   * atomic ones. Never both, or a request had two owners.
   */
  decides: z.enum(['main', 'machines']),
});
/**
 * Without an owner a machine asks main for the request, and the record's token is the one that it wants to take over
 * from, if any. With an owner the request is that machine's, under the record's token.
 */
export const RequestClaim = z.strictObject({ author: line, owner: MachineId.nullable() });
export const RequestResult = z.strictObject({
  status: z.enum(['completed', 'blocked', 'failed', 'cancelled']),
  text: words,
  author: line,
});

/**
 * A session of a run for a worker. The paths in `effect` are main's; the worker puts its own in their place. The code
 * follows as a git bundle that holds what the worker said it lacks.
 */
export const Offer = z.strictObject({
  run: z.string().max(64),
  effect: RunAgent,
  /** Blob of the playbook file, where the agent follows one. */
  playbook: Sha256.nullable(),
});
/** `has` names commits that the worker's repository holds, newest first. */
export const Accept = z.strictObject({ has: z.array(sha).max(64) });
export const Refuse = z.strictObject({ why: line });
/**
 * The lease begins: `token` of the record is its own. Null: the worker has the commit already, or fetches it from the
 * remote that both have.
 */
export const Code = z.strictObject({ bundle: Sha256.nullable() });
export const Activity = z.strictObject({ text: line, changed: z.number().int().min(0).nullable() });
/**
 * As the engine's `agent-asked` has it; `re` of the answer is the id of this record. Where something is asked that no
 * policy allows, `gated` names it, and a yes counts only with an approval that came before it.
 */
export const Ask = z.strictObject({
  question: z.unknown(),
  /** `command` is the SHA-256 of what exactly is to be done. */
  gated: z.strictObject({ class: ActionClass, command: Sha256 }).nullable(),
});
export const Answer = z.strictObject({ option: z.string().max(64), text: words.nullable() });
export const SessionNote = z.strictObject({ body: RecordBody });
/** How the session ended, with what it left behind. */
export const Result = z.strictObject({
  run: z.string().max(64),
  outcome: z.unknown(),
  /** One commit on the offered base, its tree, and the bundle that holds it; null where nothing was changed. */
  work: z.strictObject({ commit: sha, tree: sha, bundle: Sha256 }).nullable(),
});
/**
 * Main has no more use for what the worker does or holds of a task: it was cancelled, taken in, or came too late. A
 * worker says its result again until it hears this.
 */
export const Cancel = z.strictObject({ why: line });

/** Main allows one gated action once: nothing else can be done with it. Signed by main's key over all other fields. */
export const Approval = z.strictObject({
  task: z.string().max(64),
  token: FencingToken,
  /** SHA-256 of what exactly is to be done: as the ask has it. */
  command: Sha256,
  /** By main's clock, counted from when it heard the ask; the worker counts as long from when it asked, by its own. */
  expiresAt: z.number(),
  nonce: z.string().regex(/^[0-9a-f]{32}$/),
  signature: Signature,
});
export type Approval = z.infer<typeof Approval>;

/** Another machine is main from this term on; signed by main itself, or by the recovery key once main is dead. */
export const NewTerm = z.strictObject({
  term: z.number().int().min(2),
  main: MachineId,
  by: z.enum(['main', 'recovery']),
  /** Of the new main; who signed it follows from `by`. */
  key: PublicKey,
  signature: Signature,
});
export type NewTerm = z.infer<typeof NewTerm>;

/** Every type of record that version 1 knows, with the shape of its body. */
export const BODIES = {
  roster: Roster,
  'new-term': NewTerm,
  note: Note,
  request: Request,
  'request-claim': RequestClaim,
  'request-result': RequestResult,
  offer: Offer,
  accept: Accept,
  refuse: Refuse,
  code: Code,
  activity: Activity,
  ask: Ask,
  answer: Answer,
  'session-note': SessionNote,
  result: Result,
  cancel: Cancel,
  approval: Approval,
} as const;
export type BodyType = keyof typeof BODIES;
export type BodyOf<T extends BodyType> = z.infer<(typeof BODIES)[T]>;
