import * as z from 'zod';
import { AbsolutePath } from '#schemas/absolute-path.ts';
import { MachineConfig } from '#schemas/settings.ts';

/** With whom this machine works. Sharing belongs to a project, so a setup only says which command begins it. */
export const SetupCollab = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('alone') }),
  z.strictObject({ kind: z.literal('folder'), folder: AbsolutePath }),
  z.strictObject({ kind: z.literal('nats'), url: z.string().min(1).max(2048) }),
  z.strictObject({ kind: z.literal('join') }),
]);
export type SetupCollab = z.infer<typeof SetupCollab>;

const { projectsRoot, artifactStore, github, autoAttach } = MachineConfig.shape;

/** What a person answers when a machine is set up. What is left out stays as it is. */
export const SetupAnswers = z.strictObject({
  $schema: z.string().optional(),
  /** Where CLUTCH keeps its state; absent: where it does already. */
  home: AbsolutePath.optional(),
  projectsRoot: projectsRoot.unwrap().optional(),
  artifactStore: artifactStore.unwrap().optional(),
  /** How this machine is called by others. Null: by its host name. */
  name: z.string().trim().min(1).max(64).nullable().optional(),
  github: github.unwrap().optional(),
  autoAttach: autoAttach.unwrap().optional(),
  collab: SetupCollab.optional(),
});
export type SetupAnswers = z.infer<typeof SetupAnswers>;

/** A file that would be written, whole. */
export const PlannedFile = z.object({
  path: z.string(),
  why: z.string(),
  /** What it holds now; null where it is not there. */
  before: z.string().nullable(),
  /** What it will hold; null where that is made by chance when it is written: a private key. */
  after: z.string().nullable(),
});
export type PlannedFile = z.infer<typeof PlannedFile>;

export const SetupPlan = z.object({
  home: z.string(),
  /** Folders that are made, for the owner alone. */
  folders: z.array(z.object({ path: z.string(), why: z.string() })),
  /** Every file that is written. None where nothing would change. */
  files: z.array(PlannedFile),
  /** Why nothing can be written, each with the answer that it is about; empty where everything can. */
  problems: z.array(z.object({ answer: z.string(), text: z.string() })),
  /** What is left to do by hand, each a sentence with its command. */
  next: z.array(z.string()),
  /** Of what is there now: what is written has to be a change of exactly that. */
  seen: z.string(),
});
export type SetupPlan = z.infer<typeof SetupPlan>;

/** How this machine is set up now, to begin from. */
export const CurrentSetupMethod = 'clutch/setup/current';
export const CurrentSetup = z.object({
  home: z.string(),
  /** Whether somebody has set it up: its settings are there. */
  isSetUp: z.boolean(),
  /** What the operating system calls this machine. */
  hostName: z.string(),
  answers: SetupAnswers,
});
export type CurrentSetup = z.infer<typeof CurrentSetup>;

/** Says what would be written; writes nothing at all. */
export const PlanSetupMethod = 'clutch/setup/plan';
export const PlanSetupParams = z.object({ answers: SetupAnswers });
export type PlanSetupParams = z.infer<typeof PlanSetupParams>;

/** Writes what was planned, if everything still is as it was seen. */
export const WriteSetupMethod = 'clutch/setup/write';
export const WriteSetupParams = PlanSetupParams.extend({ seen: z.string().max(64) });
export type WriteSetupParams = z.infer<typeof WriteSetupParams>;
