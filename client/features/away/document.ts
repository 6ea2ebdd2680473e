import { Position, Range, Uri, WorkspaceEdit, workspace, type TextDocument } from 'vscode';
import {
  EditAwayFormMethod,
  EditAwayFormResult,
  type AwayTextEdit,
  type EditAwayFormParams,
} from '#schemas/protocol/away-form.ts';
import type { ServerLink } from '../../server-link/server-link.ts';

/** How often an edit is tried anew because somebody typed in between. */
const TRIES = 5;

/**
 * Gives one part of the document another value, as one step that can be undone. What the server says was made for one
 * version of the text: where the person has typed meanwhile, it is asked again.
 */
export async function editField(
  link: Pick<ServerLink, 'request'>,
  uri: Uri,
  change: Omit<EditAwayFormParams, 'document'>,
): Promise<EditAwayFormResult> {
  const params: EditAwayFormParams = { ...change, document: uri.toString() };
  let result: EditAwayFormResult = { outcome: 'refused', why: 'closed' };
  for (let tries = 0; tries < TRIES; tries += 1) {
    const document = await workspace.openTextDocument(uri);
    result = await link.request(EditAwayFormMethod, EditAwayFormResult, params);
    const closed = result.outcome === 'refused' && result.why === 'closed';
    if (result.outcome !== 'edits' && !closed) return result;
    if (result.outcome === 'edits' && (await applyTo(document, result.version, result.edits))) return result;
  }
  return result.outcome === 'edits' ? { outcome: 'refused', why: 'closed' } : result;
}

/** False where the document is another by now; then nothing was changed. */
export async function applyTo(
  document: TextDocument,
  version: number,
  edits: readonly AwayTextEdit[],
): Promise<boolean> {
  if (document.version !== version) return false;
  if (edits.length === 0) return true;
  const change = new WorkspaceEdit();
  for (const { range, newText } of edits) change.replace(document.uri, rangeOf(range), newText);
  return await workspace.applyEdit(change);
}

const rangeOf = ({ start, end }: AwayTextEdit['range']): Range =>
  new Range(new Position(start.line, start.character), new Position(end.line, end.character));
