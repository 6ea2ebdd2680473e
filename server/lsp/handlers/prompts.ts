import type { Connection } from 'vscode-languageserver';
import {
  EditPromptMethod,
  EditPromptParams,
  ListPromptsMethod,
  ListPromptsParams,
  ShowPromptMethod,
  ShowPromptParams,
} from '#schemas/protocol/prompts.ts';
import { editPrompt } from '../../runs/prompts/edit-prompt.ts';
import { listPrompts } from '../../runs/prompts/list-prompts.ts';
import { showPrompt } from '../../runs/prompts/show-prompt.ts';
import { resolveProject } from '../../runs/resolve-target.ts';
import { onRequest } from '../requests.ts';
import type { Services } from '../services.ts';

export function registerPrompts(connection: Connection, { log, sentRun }: Services): void {
  onRequest(connection, log, ShowPromptMethod, ShowPromptParams, (params) =>
    showPrompt(params, params.run === null ? null : sentRun(params.run)),
  );
  onRequest(connection, log, ListPromptsMethod, ListPromptsParams, ({ project }) => listPrompts(project));
  onRequest(connection, log, EditPromptMethod, EditPromptParams, ({ project, prompt }) =>
    editPrompt(resolveProject(project), prompt),
  );
}
