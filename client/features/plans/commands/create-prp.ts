import { FileType, Uri, WorkspaceEdit, l10n, window, workspace } from 'vscode';
import { NewPrpMethod, NewPrpResult, type NewPrpParams } from '#schemas/protocol/language.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { lensTarget, onPhase } from '../lens-target.ts';

/** Creates the PRP of a phase from the template, filled with what the PRD says of the phase, and opens it. */
export const createPrp: CommandHandler = async (services, argument) => {
  const advice = l10n.t('There is no PRP to create here. Put the cursor into a phase of a PRD that has none.');
  const { document, phase } = onPhase(await lensTarget(services, argument, 'clutch.createPrp', advice));
  const params: NewPrpParams = { document, phase };
  const prp = await services.link.request(NewPrpMethod, NewPrpResult, params);
  if (prp === null) throw new Error(l10n.t('Phase {0} has a PRP already, or the document has changed.', phase));
  const target = Uri.file(prp.path);
  const edit = new WorkspaceEdit();
  // Never over a file that somebody else has just written.
  edit.createFile(target, { overwrite: false, contents: new TextEncoder().encode(prp.text) });
  if ((await exists(target)) || !(await workspace.applyEdit(edit))) {
    throw new Error(await whyNot(target));
  }
  await window.showTextDocument(target);
};

async function whyNot(target: Uri): Promise<string> {
  return (await exists(target))
    ? l10n.t('{0} exists already and was left as it is.', target.fsPath)
    : l10n.t('{0} could not be created.', target.fsPath);
}

async function exists(target: Uri): Promise<boolean> {
  return workspace.fs.stat(target).then(
    ({ type }) => type !== FileType.Unknown,
    () => false,
  );
}
