import { Uri, commands, l10n, window } from 'vscode';
import { EditPromptMethod, EditedPrompt, type EditPromptParams } from '#schemas/protocol/prompts.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import type { Services } from '../../../services.ts';
import { requireTrust } from '../../../ui/trust.ts';
import { chooseProject, NamedPrompt } from '../named-prompt.ts';
import type { PromptDocuments } from '../documents.ts';

/** Opens the project's own wording of the prompt that is shown; where there is none, the bundled one is copied first. */
export const editPrompt =
  (documents: PromptDocuments): CommandHandler =>
  async (services, argument) => {
    requireTrust();
    const wanted = await wantedPrompt(services, documents, argument);
    if (wanted === undefined) return;
    const { path, created } = await services.link.request(EditPromptMethod, EditedPrompt, wanted);
    await commands.executeCommand('vscode.open', Uri.file(path));
    if (!created) return;
    void window.showInformationMessage(
      l10n.t('From now on the sessions of this project get this text. Runs ask you to trust it once.'),
    );
  };

/** The prompt that is named, else the one that an open document shows. */
async function wantedPrompt(
  { overview }: Services,
  documents: PromptDocuments,
  argument: unknown,
): Promise<EditPromptParams | undefined> {
  const named = NamedPrompt.safeParse(argument);
  if (named.success) {
    const { prompt, project } = named.data;
    const root = project ?? (await chooseProject(overview))?.root;
    return root === undefined ? undefined : { prompt, project: root };
  }
  const uri = argument instanceof Uri ? argument : window.activeTextEditor?.document.uri;
  const shown = uri && documents.shownAt(uri);
  if (shown !== undefined) return { prompt: shown.template, project: shown.project };
  void window.showInformationMessage(l10n.t('Show a prompt first: “CLUTCH: Show Prompt…”.'));
  return undefined;
}
