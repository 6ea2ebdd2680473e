import * as z from 'zod';

/** The seven questions in the order in which they are asked. */
export const QuestionId = z.enum(['idea', 'users', 'technology', 'code', 'done', 'outOfScope', 'size']);
export type QuestionId = z.infer<typeof QuestionId>;

/** Without these three there is no plan: they are answered, or proposed and confirmed. */
export const REQUIRED_QUESTIONS: readonly QuestionId[] = ['idea', 'technology', 'done'];

export const CodeChoice = z.enum(['new', 'existing']);
export type CodeChoice = z.infer<typeof CodeChoice>;

export const SizeChoice = z.enum(['XS', 'S', 'M', 'L']);
export type SizeChoice = z.infer<typeof SizeChoice>;

/** An answer is a few words of a person, not a document. */
const Words = z.string().max(20_000);

/** What a person answered; what is absent or blank was not answered. */
export const DiscoveryAnswers = z.object({
  idea: Words.optional(),
  users: Words.optional(),
  technology: Words.optional(),
  code: CodeChoice.optional(),
  done: Words.optional(),
  outOfScope: Words.optional(),
  size: SizeChoice.optional(),
});
export type DiscoveryAnswers = z.infer<typeof DiscoveryAnswers>;

/** What could be answered, and what that rests on: `package.json names vitest`. */
export const DiscoveryProposal = z.object({ answer: z.string(), evidence: z.string() });
export type DiscoveryProposal = z.infer<typeof DiscoveryProposal>;

/** What is known of a question. Its words are in `discovery-words.ts`. */
export const DiscoveryQuestion = z.object({
  id: QuestionId,
  required: z.boolean(),
  /** What the idea says about it already, with the words that say so. */
  understood: DiscoveryProposal.nullable(),
  /** Null where the question is answered, or where nothing suggests an answer. */
  proposal: DiscoveryProposal.nullable(),
});
export type DiscoveryQuestion = z.infer<typeof DiscoveryQuestion>;

/** The shape of the PRD: an argument for a change, or the description of a product. */
export const ProfileChoice = z.enum(['intent', 'classic']);
export type ProfileChoice = z.infer<typeof ProfileChoice>;

/** A file that is to be made. `path` is relative to the project, with slashes. */
export const PlannedFile = z.object({ path: z.string(), content: z.string(), why: z.string() });
export type PlannedFile = z.infer<typeof PlannedFile>;
