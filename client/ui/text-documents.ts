import { Uri, window, workspace, type Disposable } from 'vscode';

/** Texts of the moment as read-only documents. */
export interface TextDocuments extends Disposable {
  /** Opens the text under this name, which ends in what says of which language it is: `Setup.md`. */
  show(name: string, text: string): Promise<void>;
}

/** `scheme` is these documents' own. The text of one stays until another is shown under the same name. */
export function createTextDocuments(scheme: string): TextDocuments {
  const texts = new Map<string, string>();
  let shown = 0;
  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
  });
  return {
    dispose: () => provider.dispose(),
    async show(name, text) {
      shown += 1;
      for (const known of texts.keys()) if (Uri.parse(known).path === `/${name}`) texts.delete(known);
      // The number makes it another document: an editor that is still open would show the text of another time.
      const uri = Uri.from({ scheme, path: `/${name}`, query: String(shown) });
      texts.set(uri.toString(), text);
      await window.showTextDocument(uri, { preview: true, preserveFocus: true });
    },
  };
}
