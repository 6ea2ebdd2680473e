import * as z from 'zod';
import { DiscoveryAnswers, DiscoveryQuestion, PlannedFile, ProfileChoice, QuestionId } from '#schemas/discovery.ts';

const Folder = z.string().min(1).max(4096);
const PlanName = z.string().max(200).nullable();

/** The questions, what the answers so far say, and what the repository proposes for the rest. Writes nothing. */
export const ProposeDiscoveryMethod = 'clutch/discovery/propose';
export const ProposeDiscoveryParams = z.object({
  /** Absolute path of the project. */
  folder: Folder,
  answers: DiscoveryAnswers,
  /** Null: the plan is named by its idea. */
  name: PlanName.default(null),
});
export type ProposeDiscoveryParams = z.input<typeof ProposeDiscoveryParams>;
export const ProposeDiscoveryResult = z.object({
  /** As it stands in the file's name. */
  name: z.string(),
  questions: z.array(DiscoveryQuestion),
  /** Required questions that neither the answers nor the idea answer. */
  missing: z.array(QuestionId),
  /** What `write` would make. */
  files: z.array(PlannedFile.omit({ content: true })),
  /** What is there already, and stays as it is. */
  kept: z.array(z.string()),
  /** Why `write` would refuse, where it would: a plan of that name exists. */
  problem: z.string().nullable(),
});
export type ProposeDiscoveryResult = z.infer<typeof ProposeDiscoveryResult>;

/** Writes the PRD and sets the project up. Never overwrites; refuses where the plan exists or an answer is missing. */
export const WriteDiscoveryMethod = 'clutch/discovery/write';
export const WriteDiscoveryParams = z.object({
  folder: Folder,
  answers: DiscoveryAnswers,
  profile: ProfileChoice,
  name: PlanName,
  /** Only says what would be written. */
  planOnly: z.boolean(),
});
export type WriteDiscoveryParams = z.infer<typeof WriteDiscoveryParams>;
export const WriteDiscoveryResult = z.object({
  /** The project's root, where links are resolved. */
  root: z.string(),
  /** Path of the PRD, relative to the root. */
  prd: z.string(),
  files: z.array(PlannedFile),
  kept: z.array(z.string()),
  written: z.boolean(),
  /** Whether the folder is under git; a run needs it. */
  git: z.boolean(),
});
export type WriteDiscoveryResult = z.infer<typeof WriteDiscoveryResult>;
