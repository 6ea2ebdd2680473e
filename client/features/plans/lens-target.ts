import { commands, l10n, window, type CodeLens, type TextEditor } from 'vscode';
import * as z from 'zod';
import { ServerStatusMethod, ServerStatusResult } from '#schemas/protocol/handshake.ts';
import type { Services } from '../../services.ts';

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

const MAX_LENSES = 1000;

/**
 * The lens that a command was called from; from the palette or a key, the lens of that command on the phase, the
 * workstream or the level that the cursor is in. Throws, with `advice`, where there is none.
 */
export async function lensTarget(
  { link }: Services,
  argument: unknown,
  command: string,
  advice: string,
): Promise<LensTarget> {
  const given = LensTarget.safeParse(argument);
  if (given.success) return given.data;
  // Without a server no document has a lens, and that is what has to be said then.
  await link.request(ServerStatusMethod, ServerStatusResult, {});
  const editor = window.activeTextEditor;
  const lenses = editor === undefined ? [] : await lensesAtCursor(editor);
  const target = LensTarget.safeParse(
    lenses.find((lens) => lens.command?.command === command)?.command?.arguments?.[0],
  );
  if (target.success) return target.data;
  throw new Error(advice);
}

/** The lenses of CLUTCH on the last line at or above the cursor that has some. */
async function lensesAtCursor({ document, selection }: TextEditor): Promise<readonly CodeLens[]> {
  const all: readonly CodeLens[] =
    (await commands.executeCommand<CodeLens[] | undefined>(
      'vscode.executeCodeLensProvider',
      document.uri,
      MAX_LENSES,
    )) ?? [];
  const above = all.filter(
    ({ command, range }) =>
      command?.command.startsWith('clutch.') === true && range.start.line <= selection.active.line,
  );
  const line = Math.max(...above.map(({ range }) => range.start.line));
  return above.filter(({ range }) => range.start.line === line);
}

/** The same target in a project. Throws for a document that belongs to none. */
export function inProject({ root, ...target }: LensTarget): LensTarget & { readonly root: string } {
  if (root !== null) return { ...target, root };
  throw new Error(l10n.t('This document belongs to no project yet. Save it in the folder of one.'));
}

/** The same target on a phase of a plan. Throws where nobody knows which phase it is. */
export function onPhase(target: LensTarget): {
  readonly root: string;
  readonly document: string;
  readonly prd: string;
  readonly phase: string;
} {
  const { root, document, prd, phase } = inProject(target);
  if (prd !== null && phase !== null) return { root, document, prd, phase };
  throw new Error(l10n.t('This document does not say which phase of which PRD it is about.'));
}
