import { Uri, commands, l10n, window } from 'vscode';
import { EditPromptMethod, EditedPrompt } from '#schemas/protocol/prompts.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { requireTrust } from '../../../ui/trust.ts';
import type { PromptDocuments } from '../documents.ts';

/** Opens the project's own wording of the prompt that is shown; where there is none, the bundled one is copied first. */
export const editPrompt =
  (documents: PromptDocuments): CommandHandler =>
  async ({ link }, argument) => {
    requireTrust();
    const uri = argument instanceof Uri ? argument : window.activeTextEditor?.document.uri;
    const shown = uri && documents.shownAt(uri);
    if (shown === undefined) {
      void window.showInformationMessage(l10n.t('Show a prompt first: “CLUTCH: Show Prompt…”.'));
      return;
    }
    const params = { prompt: shown.template, project: shown.project };
    const { path, created } = await link.request(EditPromptMethod, EditedPrompt, params);
    await commands.executeCommand('vscode.open', Uri.file(path));
    if (!created) return;
    void window.showInformationMessage(
      l10n.t('From now on the sessions of this project get this text. Runs ask you to trust it once.'),
    );
  };
