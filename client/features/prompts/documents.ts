import {
  CodeLens,
  EventEmitter,
  Range,
  Uri,
  l10n,
  languages,
  workspace,
  type CancellationToken,
  type Disposable,
  type TextDocument,
} from 'vscode';
import { PromptWording, PromptWordingMethod, PromptWordingParams } from '#schemas/protocol/analytics.ts';
import { ShowPromptMethod, ShowPromptParams, ShownPrompt } from '#schemas/protocol/prompts.ts';
import { messageOf } from '../../server-link/errors.ts';
import type { Services } from '../../services.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { throttle } from '../../ui/throttle.ts';
import { PROMPT_SCHEME } from './manifest.ts';
import { promptWords } from './prompt-words.ts';

/** Prompts as read-only documents that hold what an agent is told and nothing else. */
export interface PromptDocuments extends Disposable {
  /** The prompt that an open document shows. */
  shownAt(uri: Uri): ShownPrompt | undefined;
}

/** A run changes the overview many times a second, and a prompt of a plan reads that plan. */
const REFRESH_MS = 2_000;

export function providePrompts({ link, overview }: Services): PromptDocuments {
  const shown = new Map<string, ShownPrompt>();
  const changes = new EventEmitter<Uri>();
  const lenses = new EventEmitter<void>();
  const refresh = throttle(REFRESH_MS, () => {
    for (const { uri } of workspace.textDocuments) if (uri.scheme === PROMPT_SCHEME) changes.fire(uri);
  });
  const saved = workspace.onDidSaveTextDocument(({ uri }) => {
    if (uri.path.includes('/.clutch/prompts/')) refresh();
  });
  const provider = workspace.registerTextDocumentContentProvider(PROMPT_SCHEME, {
    onDidChange: changes.event,
    async provideTextDocumentContent(uri) {
      const query = queryOf(uri);
      const params = ShowPromptParams.safeParse(query);
      const wanted = PromptWordingParams.safeParse(query);
      if (!params.success && !wanted.success) return `${l10n.t('This address names no prompt.')}\n`;
      try {
        if (!params.success) return (await link.request(PromptWordingMethod, PromptWording, wanted.data)).text;
        const prompt = await link.request(ShowPromptMethod, ShownPrompt, params.data);
        shown.set(uri.toString(), prompt);
        lenses.fire();
        return `${prompt.text}\n`;
      } catch (error) {
        shown.delete(uri.toString());
        return `${messageOf(error)}\n`;
      }
    },
  });
  const lensProvider = languages.registerCodeLensProvider(
    { scheme: PROMPT_SCHEME },
    {
      onDidChangeCodeLenses: lenses.event,
      provideCodeLenses: ({ uri }: TextDocument, _token: CancellationToken) => {
        const prompt = shown.get(uri.toString());
        return prompt === undefined ? [] : [new CodeLens(new Range(0, 0, 0, 0), lensCommand(prompt, uri))];
      },
    },
  );
  const closed = workspace.onDidCloseTextDocument(({ uri }) => shown.delete(uri.toString()));
  const all = disposeAll(changes, lenses, refresh, saved, closed, provider, lensProvider, overview.onChanged(refresh));
  return { shownAt: (uri) => shown.get(uri.toString()), dispose: () => all.dispose() };
}

/** Says above the text what it is; a click words it for the project. */
const lensCommand = (prompt: ShownPrompt, uri: Uri) => {
  return { title: promptWords(prompt), command: 'clutch.editPrompt', arguments: [uri] };
};

function queryOf({ query }: Uri): unknown {
  try {
    return JSON.parse(query);
  } catch {
    return null;
  }
}
