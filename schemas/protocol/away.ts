import * as z from 'zod';
import { AgentRole } from '#schemas/run/policy.ts';

const Path = z.string().min(1).max(4096);
/** Milliseconds since the epoch. */
const Time = z.number();
const Hash = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hexadecimal');

/** Larger documents are no plans. */
const MAX_PLAN_TEXT = 1_000_000;

/**
 * `none`: there is no plan; `draft`: one that cannot be armed (`blockers` say why); `ready`: it can be; `armed`: it is
 * policy now; `expired`, `stopped`: it was, and ended without a person, which nobody has acknowledged yet.
 */
export const AwayState = z.enum(['none', 'draft', 'ready', 'armed', 'expired', 'stopped']);
export type AwayState = z.infer<typeof AwayState>;

/** `skip`: what would be asked is denied for now and listed in the report; `wait`: it waits for the person. */
export const WhenAsked = z.enum(['skip', 'wait']);
export type WhenAsked = z.infer<typeof WhenAsked>;

/** The list of the plan that an entry stands in. */
export const AwayList = z.enum(['allowed', 'preapproved', 'approval', 'forbidden']);
export type AwayList = z.infer<typeof AwayList>;

export const AwayVerdict = z.enum(['allow', 'ask', 'deny']);
export type AwayVerdict = z.infer<typeof AwayVerdict>;

/** One entry of a list of the plan and what a program makes of it. */
export const AwayClause = z.object({
  list: AwayList,
  /** Place in its list, from 0; with it decisions cite it: `Allowed[2]`. */
  index: z.number().int().nonnegative(),
  /** As written. */
  text: z.string(),
  /** One-based line of the document. */
  line: z.number().int().positive(),
  /** `policy`: it compiles to clauses; `words`: no program can check it, so it allows nothing. */
  understood: z.enum(['policy', 'words']),
  /** Each clause that it compiles to: `allow docs/**`, `ask package.json`, `deny network`; empty for words. */
  clauses: z.array(z.string()),
  /** How it is understood, as a sentence. */
  explanation: z.string(),
});
export type AwayClause = z.infer<typeof AwayClause>;

/** What would become of a concrete action under this plan. */
export const AwayExample = z.object({
  kind: z.enum(['command', 'edit']),
  /** The command, or the path relative to the project. */
  action: z.string(),
  verdict: AwayVerdict,
  /** What decides, as decisions cite it. */
  clause: z.string(),
  /** One-based line of the plan that decides; null where the plan does not. */
  line: z.number().int().positive().nullable(),
});
export type AwayExample = z.infer<typeof AwayExample>;

export const AwayCondition = z.object({
  text: z.string(),
  line: z.number().int().positive(),
  /** `watched`: the program stops by itself; `shown`: no program can check it, agents and people have to. */
  watched: z.enum(['watched', 'shown']),
  /** How it is watched, or that it is only shown, as a sentence. */
  how: z.string(),
});
export type AwayCondition = z.infer<typeof AwayCondition>;

/** How much of a cap is used; a null limit is no cap. */
export const AwayCap = z.object({ used: z.number().nonnegative(), limit: z.number().positive().nullable() });
export type AwayCap = z.infer<typeof AwayCap>;

/** Why the armed state ended. */
export const AwayEndKind = z.enum([
  'disarmed',
  'edited',
  'expired',
  'minutes',
  'costUsd',
  'tokens',
  'failures',
  'idle',
  'stop-condition',
]);
export type AwayEndKind = z.infer<typeof AwayEndKind>;

export const AwayEnd = z.object({ kind: AwayEndKind, at: Time, why: z.string() });
export type AwayEnd = z.infer<typeof AwayEnd>;

/** Something that came to its end while the plan was armed, for the log. */
export const AwayCycle = z.object({
  at: Time,
  kind: z.enum(['armed', 'run', 'session', 'verification', 'commit', 'ended']),
  run: z.string().nullable(),
  phase: z.string().nullable(),
  workstream: z.string().nullable(),
  role: AgentRole.nullable(),
  /** What was started: a command, an agent's task. */
  what: z.string().max(2000),
  result: z.enum(['done', 'failed']),
  /** Exit code, commit, or why; empty where `result` says it all. */
  detail: z.string().max(2000),
  tokens: z.number().nonnegative(),
  costUsd: z.number().nonnegative(),
});
export type AwayCycle = z.infer<typeof AwayCycle>;

/** What was not done because nobody was there to ask, or because the plan forbids it. */
export const AwaySkipped = z.object({
  at: Time,
  run: z.string(),
  phase: z.string(),
  workstream: z.string(),
  /** The command, the files, or the agent's own words. */
  what: z.string(),
  verdict: z.enum(['ask', 'deny']),
  clause: z.string(),
});
export type AwaySkipped = z.infer<typeof AwaySkipped>;

export const AwayReport = z.object({
  /** Absolute path of the file below CLUTCH_HOME. */
  path: z.string(),
  at: Time,
  markdown: z.string(),
});
export type AwayReport = z.infer<typeof AwayReport>;

export const AwayView = z.object({
  /** Absolute path of the project's root. */
  project: z.string(),
  /** Absolute path of the plan; null where there is none. */
  plan: z.string().nullable(),
  /** `Shop` in `# Shop Away Development Plan`. */
  name: z.string().nullable(),
  state: AwayState,
  /** Of the text that this view shows, to be confirmed when it is armed; null without a plan. */
  hash: Hash.nullable(),
  /** Whether this shows text that is not saved, which cannot be armed before it is. */
  unsaved: z.boolean(),
  /** Why it cannot be armed; empty where it can be, or is. */
  blockers: z.array(
    z.object({
      /** Rule of the language (`CL401`); null for what is no finding. */
      rule: z.string().nullable(),
      message: z.string(),
      line: z.number().int().positive().nullable(),
    }),
  ),
  objective: z.string().nullable(),
  expires: Time.nullable(),
  caps: z.object({
    /** Since it was armed, by the clock. */
    minutes: AwayCap,
    costUsd: AwayCap,
    tokens: AwayCap,
    /** Failures one after the other. */
    failures: AwayCap,
  }),
  whenAsked: WhenAsked,
  clauses: z.array(AwayClause),
  /** Computed by the same program that decides while it is armed. */
  examples: z.array(AwayExample),
  stopConditions: z.array(AwayCondition),
  /** As written. */
  checkpoints: z.array(z.string()),
  verification: z.array(z.object({ command: z.string(), line: z.number().int().positive() })),
  /** The armed state, or the last one; null where this project never had one. */
  armed: z
    .object({
      at: Time,
      /** Name of the user account that confirmed it. */
      by: z.string(),
      hash: Hash,
      /** Null while it is armed. */
      ended: AwayEnd.nullable(),
    })
    .nullable(),
  deadMan: z.object({
    /** Minutes without anything proved, and without a sign of the person, after which it ends. */
    limitMinutes: z.number().positive(),
    /** When the person last gave a sign; null before it is armed. */
    person: Time.nullable(),
    /** When something was last proved: a receipt, a commit, a completed workstream; null for nothing yet. */
    progress: Time.nullable(),
    /** When it ends if nothing happens; null where it is not armed. */
    endsAt: Time.nullable(),
  }),
  /** What was skipped in the last armed state, newest first, at most 200. */
  skipped: z.array(AwaySkipped),
  /** Newest first, at most 50. */
  cycles: z.array(AwayCycle),
  report: AwayReport.nullable(),
});
export type AwayView = z.infer<typeof AwayView>;

/** The away plan of a project as policy, and what became of it. Answers `AwayView`. */
export const ShowAwayMethod = 'clutch/away/show';
export const ShowAwayParams = z.object({
  /** Absolute path of the project's root. */
  project: Path,
  /** Text of the plan as it is in an editor; absent: as it is on disk. */
  text: z.string().max(MAX_PLAN_TEXT).optional(),
});
export type ShowAwayParams = z.infer<typeof ShowAwayParams>;

/** Makes the plan policy. Refused unless the document on disk is the one that was shown. Answers `AwayView`. */
export const ArmAwayMethod = 'clutch/away/arm';
export const ArmAwayParams = z.object({
  project: Path,
  /** `hash` of the view that the person has confirmed. */
  confirm: Hash,
});
export type ArmAwayParams = z.infer<typeof ArmAwayParams>;

/** Ends the armed state, or acknowledges that it has ended. Answers `AwayView` with the report. */
export const DisarmAwayMethod = 'clutch/away/disarm';
export const DisarmAwayParams = z.object({ project: Path, why: z.string().trim().max(2000).nullable() });
export type DisarmAwayParams = z.infer<typeof DisarmAwayParams>;

/** A sign of life of the person: the dead-man stop counts from now. Answers `AwayView`. */
export const ConfirmPresentMethod = 'clutch/away/confirm-present';
export const ConfirmPresentParams = z.object({ project: Path });

/** What would become of one action under the plan. Answers `AwayExample`. */
export const TryAwayMethod = 'clutch/away/try';
export const TryAwayParams = z.object({
  project: Path,
  text: z.string().max(MAX_PLAN_TEXT).optional(),
  /** A command for a shell, or a path relative to the project that would be changed. */
  kind: AwayExample.shape.kind,
  action: z.string().min(1).max(32_768),
});
export type TryAwayParams = z.infer<typeof TryAwayParams>;

/** The whole log of a project, oldest first; of very many, the newest 5,000. Answers `AwayCycle[]`. */
export const AwayLogMethod = 'clutch/away/log';
export const AwayLogParams = z.object({ project: Path });

/** Notification to every client: the armed state of a project changed, or its figures. At most twice a second. */
export const AwayChangedMethod = 'clutch/away/changed';
export const AwayChangedParams = z.object({ project: Path, state: AwayState });
export type AwayChangedParams = z.infer<typeof AwayChangedParams>;
