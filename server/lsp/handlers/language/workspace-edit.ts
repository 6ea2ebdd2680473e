import {
  CreateFile,
  RenameFile,
  TextDocumentEdit,
  type TextDocumentEdit as DocumentEdit,
  type TextEdit as LspEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { FileChange, TextEdit } from '../../../language/text-edit.ts';
import type { LanguageContext, OpenPlan } from './context.ts';

/**
 * The changes in the form that the client understands; null when it cannot create or rename files and has to, or when
 * a change would leave the project.
 */
export function toWorkspaceEdit(
  context: LanguageContext,
  plan: Pick<OpenPlan, 'root' | 'path' | 'uri'>,
  changes: readonly FileChange[],
): WorkspaceEdit | null {
  if (changes.length === 0) return null;
  return context.client.versionedEdits
    ? withDocumentChanges(context, plan, changes)
    : withPlainChanges(context, plan, changes);
}

type DocumentChanges = NonNullable<WorkspaceEdit['documentChanges']>;

function withDocumentChanges(
  context: LanguageContext,
  plan: Pick<OpenPlan, 'root' | 'path' | 'uri'>,
  changes: readonly FileChange[],
): WorkspaceEdit | null {
  const { client } = context;
  const documentChanges: DocumentChanges = [];
  for (const change of changes) {
    const uri = context.uriOf(plan, change.kind === 'rename' ? change.from : change.path);
    if (uri === null) return null;
    if (change.kind === 'edit') {
      documentChanges.push(documentEdit(uri, context.versionOf(uri), change.edits.map(toLspEdit)));
    } else if (change.kind === 'create') {
      if (!client.createsFiles) return null;
      const whole = { range: START, newText: change.text };
      documentChanges.push(CreateFile.create(uri), documentEdit(uri, null, [whole]));
    } else {
      const target = context.uriOf(plan, change.to);
      if (!client.renamesFiles || target === null) return null;
      documentChanges.push(RenameFile.create(uri, target));
    }
  }
  return { documentChanges };
}

function withPlainChanges(
  context: LanguageContext,
  plan: Pick<OpenPlan, 'root' | 'path' | 'uri'>,
  changes: readonly FileChange[],
): WorkspaceEdit | null {
  const edits: Record<string, LspEdit[]> = {};
  for (const change of changes) {
    const uri = change.kind === 'edit' ? context.uriOf(plan, change.path) : null;
    if (change.kind !== 'edit' || uri === null) return null;
    (edits[uri] ??= []).push(...change.edits.map(toLspEdit));
  }
  return { changes: edits };
}

const START = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

const documentEdit = (uri: string, version: number | null, edits: LspEdit[]): DocumentEdit =>
  TextDocumentEdit.create({ uri, version }, edits);

export const toLspEdit = ({ range, newText }: TextEdit): LspEdit => ({ range, newText });
