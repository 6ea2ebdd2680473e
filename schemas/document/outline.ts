import * as z from 'zod';

/** What a plan document is, judged by its place and its content. `record` is a machine's entry in a shared folder; `other` means: not ours, stay silent. */
export const DocumentKind = z.enum(['prd', 'prp', 'workflow', 'away', 'record', 'other']);
export type DocumentKind = z.infer<typeof DocumentKind>;

/** The shape of a PRD: `classic` (15 sections), `intent` (11 sections), `cousin` (phase table), or unknown. */
export const PrdProfile = z.enum(['classic', 'intent', 'cousin']);
export type PrdProfile = z.infer<typeof PrdProfile>;

export const PhaseOutline = z.object({
  /** As written, without leading zeros: `1`, `2.1`, `5b`. */
  id: z.string(),
  title: z.string(),
  /** One-based line of the heading (or table row) that introduces the phase. */
  line: z.number().int().positive(),
});
export type PhaseOutline = z.infer<typeof PhaseOutline>;

export const WorkstreamOutline = z.object({
  name: z.string(),
  /** Paths, folders and globs that this workstream alone may change, relative to the project root. */
  files: z.array(z.string()),
  /** Names of the workstreams that must be finished first. */
  dependsOn: z.array(z.string()),
  line: z.number().int().positive(),
});
export type WorkstreamOutline = z.infer<typeof WorkstreamOutline>;

export const ContractOutline = z.object({
  /** Name of the workstream that publishes it; a name that no workstream has is kept as it is written. */
  from: z.string(),
  /** Name of the workstream that relies on it. */
  to: z.string(),
  /** In its author's words; empty where the line names none. */
  contract: z.string(),
  line: z.number().int().positive(),
});
export type ContractOutline = z.infer<typeof ContractOutline>;

export const ConcernOutline = z.object({
  concern: z.string(),
  /** Name of the workstream that decides it; null without one. */
  owner: z.string().nullable(),
  line: z.number().int().positive(),
});
export type ConcernOutline = z.infer<typeof ConcernOutline>;

export const ValidationOutline = z.object({
  level: z.number().int().positive(),
  title: z.string(),
  /** One shell script each; lines that share shell state (cd, export, here-documents) stay together. */
  commands: z.array(z.string()),
  /** One-based line of the level's heading. */
  line: z.number().int().positive(),
});
export type ValidationOutline = z.infer<typeof ValidationOutline>;

export const TaskOutline = z.object({
  id: z.string(),
  title: z.string(),
  line: z.number().int().positive(),
});
export type TaskOutline = z.infer<typeof TaskOutline>;

/** `clutch outline FILE --json`: what the engine will read from a document. */
export const Outline = z.object({
  kind: DocumentKind,
  profile: PrdProfile.nullable(),
  phases: z.array(PhaseOutline),
  workstreams: z.array(WorkstreamOutline),
  contracts: z.array(ContractOutline),
  concerns: z.array(ConcernOutline),
  validation: z.array(ValidationOutline),
  tasks: z.array(TaskOutline),
});
export type Outline = z.infer<typeof Outline>;
