import { l10n, window } from 'vscode';
import * as z from 'zod';
import type { ProjectView } from '#schemas/protocol/overview.ts';
import { PromptName } from '#schemas/prompt-name.ts';
import type { OverviewStore } from '../../overview-store.ts';

/** A prompt as another part of the window names it; without a project the person is asked. */
export const NamedPrompt = z.object({ prompt: PromptName, project: z.string().min(1).max(4096).nullable() });

export async function chooseProject({ current }: OverviewStore): Promise<ProjectView | undefined> {
  const projects = current?.projects ?? [];
  if (projects.length === 0) void window.showInformationMessage(l10n.t('There is no project in this window.'));
  if (projects.length < 2) return projects[0];
  const items = projects.map((project) => ({ label: project.name, description: project.root, project }));
  return (await window.showQuickPick(items, { title: l10n.t('Prompts'), placeHolder: l10n.t('Which project?') }))
    ?.project;
}
