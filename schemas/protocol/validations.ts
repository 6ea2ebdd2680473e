import * as z from 'zod';
import { Receipt } from '#schemas/run/receipt.ts';

const Path = z.string().min(1).max(4096);
/** Chosen by the client for one command that it has run; unique among its own. */
const ExecutionId = z.string().min(1).max(64);

/** The validation commands of the saved PRPs in the client's folders; at most 2,000 PRPs. */
export const ListValidationsMethod = 'clutch/validations/list';
export const ListValidationsParams = z.object({});
export const ValidationCommand = z.object({
  level: z.number().int(),
  /** Words of the level's heading. */
  title: z.string(),
  command: z.string(),
  /** Zero-based; where the command begins. */
  line: z.number().int().nonnegative(),
});
export type ValidationCommand = z.infer<typeof ValidationCommand>;
export const ValidationSuite = z.object({
  /** Absolute path of the project, in which the commands run. */
  root: z.string(),
  /** Of the PRP, relative to the project. */
  path: z.string(),
  /** Null where the file's name does not say. */
  phase: z.string().nullable(),
  title: z.string(),
  commands: z.array(ValidationCommand),
});
export type ValidationSuite = z.infer<typeof ValidationSuite>;
export const ListValidationsResult = z.object({ suites: z.array(ValidationSuite) });

/**
 * Starts one command of a saved PRP in the project's own folder. Answers as soon as it was accepted; its output and its
 * end arrive as notifications to this client alone. When the client goes, the command is ended.
 */
export const RunValidationMethod = 'clutch/validations/run';
export const RunValidationParams = z.object({
  id: ExecutionId,
  root: Path,
  path: Path,
  /** As `ListValidations` has it; a command that the PRP does not name is refused. */
  command: z.string().min(1).max(100_000),
  /** The window's folder is trusted; nothing of a project starts without that. */
  consent: z.literal('workspace'),
});
export type RunValidationParams = z.infer<typeof RunValidationParams>;

/** Ends the command and everything that it has started. Its end is told as that of any other. */
export const CancelValidationMethod = 'clutch/validations/cancel';
export const CancelValidationParams = z.object({ id: ExecutionId });

/** What the command printed since the last one; of very much output the first MiB. Ten a second at most. */
export const ValidationOutputMethod = 'clutch/validations/output';
export const ValidationOutput = z.object({ id: ExecutionId, text: z.string() });
export type ValidationOutput = z.infer<typeof ValidationOutput>;

export const ValidationEndedMethod = 'clutch/validations/ended';
export const ValidationEnded = z.object({
  id: ExecutionId,
  /** A sentence, where the command could not be started. */
  problem: z.string().nullable(),
  result: Receipt.pick({
    exitCode: true,
    stopped: true,
    durationMs: true,
    outputBytes: true,
    outputTail: true,
  }).nullable(),
});
export type ValidationEnded = z.infer<typeof ValidationEnded>;

/**
 * Which of these git trees (as receipts name them) have the content that the project's folder has now, tracked files
 * apart from plan documents, and nothing untracked beside them.
 */
export const CurrentTreesMethod = 'clutch/validations/currentTrees';
export const CurrentTreesParams = z.object({
  root: Path,
  trees: z.array(z.string().regex(/^[0-9a-f]{40,64}$/)).max(50),
});
export const CurrentTreesResult = z.object({ current: z.array(z.string()) });
