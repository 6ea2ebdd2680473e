import { commands, l10n, window } from 'vscode';
import * as z from 'zod';
import type { ProjectView } from '#schemas/protocol/overview.ts';
import { ListPromptsMethod, ListedPrompt, type ShowPromptParams } from '#schemas/protocol/prompts.ts';
import type { Services } from '../../../services.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { targetOf } from '../../../ui/target-of.ts';
import { chooseProject, NamedPrompt } from '../named-prompt.ts';
import { promptUri } from '../prompt-uri.ts';
import { listedWords } from '../prompt-words.ts';

/** What the agent of the row's workstream was told last, or is going to be told. */
export const showPromptOfWorkstream: CommandHandler = async ({ overview }, argument) => {
  const target = targetOf(argument);
  const run = target?.kind === 'workstream' ? overview.run(target.run) : undefined;
  if (target?.kind !== 'workstream' || run === undefined) return;
  const { phase, workstream } = target;
  const params = { prompt: null, target: run.project.root, planned: false, phase, workstream, run: run.id };
  await open(l10n.t('Prompt of {0}, phase {1}', workstream.replace(/^@/, ''), phase), params);
};

/** A prompt of the project: with the values of a phase that the person picks, or with sample values. */
export const showPrompt: CommandHandler = async (services, argument) => {
  const named = NamedPrompt.safeParse(argument);
  if (named.success) return await showNamed(services, named.data);
  const { link, overview } = services;
  const project = await chooseProject(overview);
  if (project === undefined) return;
  const listed = await link.request(ListPromptsMethod, z.array(ListedPrompt), { project: project.root });
  const picked = await window.showQuickPick(
    listed.map((prompt) => ({
      label: prompt.name,
      description: listedWords(prompt),
      detail: prompt.description,
      prompt,
    })),
    { title: l10n.t('Show Prompt'), placeHolder: l10n.t('Whose?'), matchOnDescription: true, matchOnDetail: true },
  );
  if (picked === undefined) return;
  const { name, planned } = picked.prompt;
  const values = planned ? await chooseValues(project) : SAMPLE;
  if (values === undefined) return;
  const { prd, phase } = values;
  const where = prd === null ? { target: project.root, planned: false } : { target: prd, planned: true };
  const title = phase === null ? l10n.t('Prompt {0}', name) : l10n.t('Prompt {0}, phase {1}', name, phase);
  await open(title, { prompt: name, ...where, phase, workstream: null, run: null });
};

/** With sample values: whoever names a prompt alone means no phase. */
async function showNamed({ overview }: Services, { prompt, project }: z.infer<typeof NamedPrompt>): Promise<void> {
  const target = project ?? (await chooseProject(overview))?.root;
  if (target === undefined) return;
  const nobody = { phase: null, workstream: null, run: null };
  await open(l10n.t('Prompt {0}', prompt), { prompt, target, planned: false, ...nobody });
}

async function open(name: string, params: ShowPromptParams): Promise<void> {
  await commands.executeCommand('vscode.open', promptUri(name, params));
}

interface Values {
  /** Absolute path of the plan; null for sample values. */
  readonly prd: string | null;
  readonly phase: string | null;
}

const SAMPLE: Values = { prd: null, phase: null };

async function chooseValues({ root, prds }: ProjectView): Promise<Values | undefined> {
  const phases = prds.flatMap((prd) =>
    prd.phases.map(({ id, title }) => ({
      label: l10n.t('Phase {0}: {1}', id, title),
      description: prd.path,
      values: { prd: `${root}/${prd.path}`, phase: id },
    })),
  );
  if (phases.length === 0) return SAMPLE;
  const sample = { label: l10n.t('Sample values'), description: '', values: SAMPLE };
  const options = { title: l10n.t('Show Prompt'), placeHolder: l10n.t('With the values of which phase?') };
  return (await window.showQuickPick([...phases, sample], options))?.values;
}
