import { Uri } from 'vscode';
import type { PromptWordingParams } from '#schemas/protocol/analytics.ts';
import type { ShowPromptParams } from '#schemas/protocol/prompts.ts';
import { PROMPT_SCHEME } from './manifest.ts';

/** Address of the document that shows a prompt. `name` is what its tab says. */
export const promptUri = (name: string, params: ShowPromptParams): Uri =>
  Uri.from({ scheme: PROMPT_SCHEME, path: `/${name.replaceAll('/', '-')}.md`, query: JSON.stringify(params) });

/** Address of the document that holds how a version is worded, before anything is put in. */
export const wordingUri = (wanted: PromptWordingParams): Uri =>
  Uri.from({
    scheme: PROMPT_SCHEME,
    path: `/${wanted.prompt}@${wanted.version.replaceAll(/[^\w]+/g, '-')}.md`,
    query: JSON.stringify(wanted),
  });
