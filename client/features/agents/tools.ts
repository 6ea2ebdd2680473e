import { l10n, lm, LanguageModelTextPart, LanguageModelToolResult, type Disposable } from 'vscode';
import { AgentCallMethod, AgentCallResult } from '#schemas/protocol/agent-tools.ts';
import type { Services } from '../../services.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { agentsManifest } from './manifest.ts';
import { windowFolder } from './window-folder.ts';

/** CLUTCH's reading tools for the language models of this window. A host without any has nothing to register them with. */
export function provideTools(services: Services): Disposable {
  const host: Partial<typeof lm> | undefined = lm;
  const registered = agentsManifest.tools.map((tool) =>
    host?.registerTool?.(`clutch_${tool}`, { invoke: ({ input }) => use(services, tool, input) }),
  );
  return disposeAll(...registered.filter((one) => one !== undefined));
}

/** What it throws is told to the model. */
async function use({ link }: Services, tool: string, input: unknown): Promise<LanguageModelToolResult> {
  const folder = windowFolder();
  if (folder === undefined) throw new Error(l10n.t('No folder is open in this window, so there is no project.'));
  const params = { token: null, cwd: folder.fsPath, tool, input };
  const result = await link.request(AgentCallMethod, AgentCallResult, params);
  if (!result.ok) throw new Error(result.message);
  return new LanguageModelToolResult([new LanguageModelTextPart(JSON.stringify(result.output))]);
}
