import { l10n } from 'vscode';
import * as z from 'zod';

const LensTarget = z.object({
  /** Absolute path of the project; null for a document without a place on disk. */
  root: z.string().nullable(),
  /** URI of the document with the lens, and the zero-based line. */
  document: z.string(),
  line: z.number().int().nonnegative(),
  /** Relative to the project: what the lens leads to, and the plan that it is about. */
  path: z.string(),
  prd: z.string().nullable(),
  phase: z.string().nullable(),
  /** Id of the run that has the task. */
  run: z.string().optional(),
});
export type LensTarget = z.infer<typeof LensTarget>;

/** Where the lens stands that a command was called from. Throws for a call from anywhere else. */
export function lensTarget(argument: unknown): LensTarget {
  const target = LensTarget.safeParse(argument);
  if (target.success) return target.data;
  throw new Error(l10n.t('Choose this above a phase, a workstream or a validation level of a plan document.'));
}

/** The same, in a project. */
export function projectTarget(argument: unknown): LensTarget & { readonly root: string } {
  const { root, ...target } = lensTarget(argument);
  if (root !== null) return { ...target, root };
  throw new Error(l10n.t('This document belongs to no project yet. Save it in the folder of one.'));
}

/** The same, on a phase of a plan. */
export function phaseTarget(argument: unknown): {
  readonly root: string;
  readonly document: string;
  readonly prd: string;
  readonly phase: string;
} {
  const { root, document, prd, phase } = projectTarget(argument);
  if (prd !== null && phase !== null) return { root, document, prd, phase };
  throw new Error(l10n.t('This document does not say which phase of which PRD it is about.'));
}
