import { commands, Uri, workspace } from 'vscode';

const SCHEME = 'clutch-proposal';

export interface Proposals {
  /** Shows what a file would become beside what it is, read-only. */
  show(title: string, file: string, before: string, after: string): Promise<void>;
  dispose(): void;
}

/** Changes that are shown before anything is written. The texts of one are kept until the next is shown. */
export function provideProposals(): Proposals {
  const texts = new Map<string, string>();
  let shown = 0;
  const uriOf = (side: string, file: string, text: string): Uri => {
    // The number makes it another document, so that an editor that is still open does not show the text of another time.
    const uri = Uri.from({
      scheme: SCHEME,
      path: file.replaceAll('\\', '/').replace(/^(?!\/)/, '/'),
      query: side + shown,
    });
    texts.set(uri.toString(), text);
    return uri;
  };
  const provider = workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
  });
  return {
    dispose: () => provider.dispose(),
    async show(title, file, before, after) {
      shown += 1;
      texts.clear();
      const sides = [uriOf('before', file, before), uriOf('after', file, after)];
      await commands.executeCommand('vscode.diff', ...sides, title, { preview: true });
    },
  };
}
