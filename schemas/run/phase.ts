import * as z from 'zod';
import { Receipt } from '#schemas/run/receipt.ts';

/** How the workstreams of a phase are executed. */
export const ExecutionMode = z.enum(['solo', 'sequential']);
export type ExecutionMode = z.infer<typeof ExecutionMode>;

export const FileChange = z.object({
  /** Relative to the project root, with `/` on every platform. */
  path: z.string(),
  kind: z.enum(['added', 'modified', 'deleted', 'renamed']),
});
export type FileChange = z.infer<typeof FileChange>;

export const ChangeStats = z.object({
  files: z.number().int().nonnegative(),
  insertions: z.number().int().nonnegative(),
  deletions: z.number().int().nonnegative(),
});
export type ChangeStats = z.infer<typeof ChangeStats>;

/** What an executor says it did. Kept as a claim: the engine believes git and receipts, not this. */
export const ExecutionReport = z.object({
  status: z.enum(['COMPLETE', 'BLOCKED', 'PARTIAL']),
  filesCreated: z.array(z.string()),
  filesModified: z.array(z.string()),
  tests: z.string(),
  issues: z.string(),
  decisions: z.string(),
});
export type ExecutionReport = z.infer<typeof ExecutionReport>;

export const WorkstreamView = z.object({
  name: z.string(),
  /** `executor-<name>`. */
  executor: z.string(),
  status: z.enum(['pending', 'in-progress', 'completed', 'failed']),
  files: z.array(z.string()),
  dependsOn: z.array(z.string()),
  changes: z.array(FileChange),
  report: ExecutionReport.nullable(),
  attempts: z.number().int().nonnegative(),
  /** Milliseconds since the epoch. */
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
});
export type WorkstreamView = z.infer<typeof WorkstreamView>;

export const PhaseStep = z.enum([
  'prp',
  'execute',
  'integrate',
  'validate',
  'commit',
  'checkpoint',
  'land',
  'clean-up',
]);
export type PhaseStep = z.infer<typeof PhaseStep>;

export const PhaseView = z.object({
  id: z.string(),
  title: z.string(),
  status: z.enum(['pending', 'in-progress', 'completed', 'failed']),
  /** What the phase is at, null before it starts and after it is completed. */
  step: PhaseStep.nullable(),
  /** Path of the PRP, relative to the project root. */
  prp: z.string().nullable(),
  mode: ExecutionMode.nullable(),
  modeReason: z.string().nullable(),
  workstreams: z.array(WorkstreamView),
  receipts: z.array(Receipt),
  commit: z.object({ sha: z.string(), message: z.string(), stats: ChangeStats }).nullable(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
});
export type PhaseView = z.infer<typeof PhaseView>;
