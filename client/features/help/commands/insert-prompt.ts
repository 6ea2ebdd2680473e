import { QuickPickItemKind, l10n, window, type QuickPickItem } from 'vscode';
import type { HelpTopic } from '#schemas/webview/help.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { insertPrompt } from '../insert-prompt.ts';
import { readTopics } from '../topics.ts';

/** Inserts a prompt of the cookbook, chosen from a list. */
export const insertPromptCommand: CommandHandler = async ({ context }) => {
  const prompts = (await readTopics(context)).filter(({ section }) => section === 'prompts');
  const picked = await window.showQuickPick(itemsOf(prompts), {
    title: l10n.t('Insert Prompt'),
    placeHolder: l10n.t('Which one?'),
    matchOnDetail: true,
  });
  if (picked?.prompt) await insertPrompt(picked.prompt);
};

type Item = QuickPickItem & { readonly prompt: string | null };

function itemsOf(prompts: readonly HelpTopic[]): Item[] {
  return prompts.flatMap(({ title, group, body, prompt }, index): Item[] => {
    const item = { label: title, detail: body.replaceAll(/\s+/g, ' '), prompt };
    const first = prompts[index - 1]?.group !== group;
    return first ? [{ label: group ?? '', kind: QuickPickItemKind.Separator, prompt: null }, item] : [item];
  });
}
