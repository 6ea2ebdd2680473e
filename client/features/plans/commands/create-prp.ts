import { Uri, WorkspaceEdit, l10n, window, workspace } from 'vscode';
import { NewPrpMethod, NewPrpResult, type NewPrpParams } from '#schemas/protocol/language.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { phaseTarget } from '../lens-target.ts';

/** Creates the PRP of a phase from the template, filled with what the PRD says of the phase, and opens it. */
export const createPrp: CommandHandler = async ({ link }, argument) => {
  const { document, phase } = phaseTarget(argument);
  const params: NewPrpParams = { document, phase };
  const prp = await link.request(NewPrpMethod, NewPrpResult, params);
  if (prp === null) throw new Error(l10n.t('Phase {0} has a PRP already, or the document has changed.', phase));
  const target = Uri.file(prp.path);
  const edit = new WorkspaceEdit();
  // Never over a file that somebody else has just written.
  edit.createFile(target, { overwrite: false, contents: new TextEncoder().encode(prp.text) });
  if (!(await workspace.applyEdit(edit))) throw new Error(l10n.t('{0} could not be created.', target.fsPath));
  await window.showTextDocument(target);
};
