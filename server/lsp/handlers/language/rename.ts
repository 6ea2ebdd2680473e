import { PrepareRenameRequest, RenameRequest } from 'vscode-languageserver';
import { renameAt, renameRangeAt } from '../../../language/navigation/rename.ts';
import { Refusal, answerForDocument, answerWhenRead } from './border.ts';
import type { LanguageFeature } from './context.ts';
import { toWorkspaceEdit } from './workspace-edit.ts';

/**
 * Phases and workstreams, in every document of the plan. Elsewhere the answer to `prepareRename` is null, so that the
 * editor goes on to whoever else can rename: VS Code its headings, for instance.
 */
export const rename: LanguageFeature = {
  capabilities: () => ({ renameProvider: { prepareProvider: true } }),
  register(connection, context) {
    answerForDocument(connection, context, PrepareRenameRequest.type, null, (plan, { position }) =>
      renameRangeAt(plan, position, plan.project),
    );
    answerWhenRead(connection, context, RenameRequest.type, null, (plan, { position, newName }, given) => {
      const renamed = renameAt(plan, position, newName, plan.project);
      if ('refusal' in renamed) throw new Refusal(renamed.refusal);
      const edit = toWorkspaceEdit(given, plan, renamed.changes);
      if (edit !== null) return edit;
      throw new Refusal('This editor cannot rename files, and the file of the PRP carries the id of the phase.');
    });
  },
};
