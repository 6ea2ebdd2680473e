import * as z from 'zod';

export const Severity = z.enum(['error', 'warning', 'info', 'hint']);
export type Severity = z.infer<typeof Severity>;

/** One finding of a rule in a document, as `clutch check --format json` prints it. Lines and columns are one-based. */
export const Finding = z.object({
  file: z.string(),
  line: z.number().int().positive(),
  column: z.number().int().positive(),
  endLine: z.number().int().positive(),
  endColumn: z.number().int().positive(),
  /** `CL101` … `CL601`; stable. */
  rule: z.string(),
  severity: Severity,
  message: z.string(),
  fixable: z.boolean(),
});
export type Finding = z.infer<typeof Finding>;

/** `clutch check --format json`. */
export const CheckReport = z.object({ files: z.number().int().nonnegative(), findings: z.array(Finding) });
export type CheckReport = z.infer<typeof CheckReport>;
