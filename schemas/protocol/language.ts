import * as z from 'zod';
import { WindowSettings } from '#schemas/settings.ts';

/**
 * `initializationOptions` of a language client. Everything is optional, so that any editor can start the server
 * without knowing it.
 */
export const LanguageOptions = z.object({
  /** The client is our own extension: it has the commands that code lenses name, an outline and folding. */
  extension: z.boolean().catch(false).default(false),
  /** Settings of a client that cannot be asked for them (`workspace/configuration`). */
  diagnostics: z.unknown().optional(),
});
export type LanguageOptions = z.infer<typeof LanguageOptions>;

const defaults = WindowSettings.parse({});
const { shape } = WindowSettings;

/** The section `clutch.diagnostics` of a client's settings. A part that is missing or wrong is as if it were not set. */
export const DiagnosticsSettings = z.object({
  enabled: shape['clutch.diagnostics.enabled'].catch(defaults['clutch.diagnostics.enabled']),
  severity: shape['clutch.diagnostics.severity'].catch(defaults['clutch.diagnostics.severity']),
  debounceMs: shape['clutch.diagnostics.debounceMs'].catch(defaults['clutch.diagnostics.debounceMs']),
});
export type DiagnosticsSettings = z.infer<typeof DiagnosticsSettings>;

const Uri = z.string().min(1).max(8192);
const Sha = z.string().regex(/^[0-9a-f]{7,64}$/i);

/** The commit that a place in an open document names; null where it names none. */
export const CommitAtMethod = 'clutch/plan/commitAt';
export const CommitAtParams = z.object({
  document: Uri,
  line: z.number().int().nonnegative(),
  character: z.number().int().nonnegative(),
});
export type CommitAtParams = z.infer<typeof CommitAtParams>;
/** `root` is the absolute path of the project. */
export const CommitAtResult = z.object({ root: z.string(), sha: Sha }).nullable();
export type CommitAtResult = z.infer<typeof CommitAtResult>;

/** A commit of a project as text: message, files and changes, at most 1 MiB of it. */
export const CommitTextMethod = 'clutch/plan/commit';
/** `root` is the absolute path of a project in a folder of the client. */
export const CommitTextParams = z.object({ root: z.string().min(1).max(4096), sha: Sha });
export type CommitTextParams = z.infer<typeof CommitTextParams>;
export const CommitTextResult = z.object({ text: z.string() });
export type CommitTextResult = z.infer<typeof CommitTextResult>;

/** The validation level at a line (zero-based) of an open PRP, or all of them; empty where there is none. */
export const ValidationMethod = 'clutch/plan/validation';
export const ValidationParams = z.object({ document: Uri, line: z.number().int().nonnegative().nullable() });
export type ValidationParams = z.infer<typeof ValidationParams>;
export const ValidationResult = z.object({
  /** Where the commands are run: the project's absolute path; null for a document that has no place on disk. */
  root: z.string().nullable(),
  levels: z.array(z.object({ level: z.number().int(), title: z.string(), commands: z.array(z.string()) })),
});
export type ValidationResult = z.infer<typeof ValidationResult>;

/** The PRP that a phase of an open PRD lacks, filled from the phase; null where it has one. Nothing is written. */
export const NewPrpMethod = 'clutch/plan/newPrp';
export const NewPrpParams = z.object({ document: Uri, phase: z.string().min(1).max(64) });
export type NewPrpParams = z.infer<typeof NewPrpParams>;
/** `path` is absolute. */
export const NewPrpResult = z.object({ path: z.string(), text: z.string() }).nullable();
export type NewPrpResult = z.infer<typeof NewPrpResult>;

/** Scheme of the read-only documents that show a commit: `clutch-commit:<root>/<sha>.diff?<sha>`. */
export const COMMIT_SCHEME = 'clutch-commit';
