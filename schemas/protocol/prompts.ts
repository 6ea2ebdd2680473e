import * as z from 'zod';
import { PromptName } from '#schemas/prompt-name.ts';
import { RenderedPrompt } from '#schemas/prompts.ts';

const Path = z.string().min(1).max(4096);

/**
 * The prompt of a role: what was sent to a session of a run, what a run of a plan would send before anything is started,
 * or what it looks like with sample values.
 */
export const ShowPromptMethod = 'clutch/prompts/show';
export const ShowPromptParams = z.object({
  /** Null with a run: whatever the workstream was told last. */
  prompt: PromptName.nullable(),
  /** Absolute path of a PRD or of a project. */
  target: Path,
  /** Whether `target` says which plan is meant; otherwise only whose prompts, and sample values are put in. */
  planned: z.boolean(),
  /** Null: the first phase that is not completed; with a run, any. */
  phase: z.string().max(32).nullable(),
  /** Null: the first that has such a session. */
  workstream: z.string().max(200).nullable(),
  /** A run, for what was sent in it. */
  run: z.string().max(64).nullable(),
});
export type ShowPromptParams = z.infer<typeof ShowPromptParams>;

export const ShownPrompt = RenderedPrompt.extend({
  /** Null for what was sent: the version tells which text it was. */
  source: RenderedPrompt.shape.source.nullable(),
  /** `sent`: by the run; `ahead`: a run would send it; `sample`: with sample values. */
  kind: z.enum(['sent', 'ahead', 'sample']),
  /** Whose session it is: `executor-api of phase 2`; null for a sample. */
  session: z.string().nullable(),
  /** Absolute path of the project whose own prompts count. */
  project: z.string(),
});
export type ShownPrompt = z.infer<typeof ShownPrompt>;

/** Copies the bundled prompt into the project, to be edited there, unless it has one. Answers `EditedPrompt`. */
export const EditPromptMethod = 'clutch/prompts/edit';
export const EditPromptParams = z.object({
  prompt: PromptName,
  /** Absolute path of the project. */
  project: Path,
});
export type EditPromptParams = z.infer<typeof EditPromptParams>;

export const EditedPrompt = z.object({
  /** Absolute path of the file. */
  path: z.string(),
  /** Whether it was made just now. */
  created: z.boolean(),
});
export type EditedPrompt = z.infer<typeof EditedPrompt>;

/** Every prompt as a session in this project would get it. Answers `ListedPrompt[]`. */
export const ListPromptsMethod = 'clutch/prompts/list';
export const ListPromptsParams = z.object({
  /** Absolute path of the project. */
  project: Path,
});
export type ListPromptsParams = z.infer<typeof ListPromptsParams>;

export const ListedPrompt = z.object({
  name: PromptName,
  aliases: z.array(z.string()),
  description: z.string(),
  /** Null where the project's own cannot be used. */
  version: z.string().nullable(),
  source: RenderedPrompt.shape.source,
  /** Why it cannot be used, in a sentence or two. */
  problem: z.string().nullable(),
  /** Whether a run of a plan has sessions of it. */
  planned: z.boolean(),
  variables: z.array(
    z.object({
      /** `phase`, `failures[].output`. */
      name: z.string(),
      kind: z.enum(['text', 'flag', 'list', 'group']),
      description: z.string(),
    }),
  ),
});
export type ListedPrompt = z.infer<typeof ListedPrompt>;
