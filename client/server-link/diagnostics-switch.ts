import { workspace, type Diagnostic, type Disposable, type Uri } from 'vscode';

type Publish = (uri: Uri, diagnostics: Diagnostic[]) => void;

/** Shows or withholds the server's findings as the setting `clutch.diagnostics.enabled` says, without asking again. */
export interface DiagnosticsSwitch extends Disposable {
  handle(this: void, uri: Uri, diagnostics: Diagnostic[], next: Publish): void;
}

export function createDiagnosticsSwitch(): DiagnosticsSwitch {
  const latest = new Map<string, { readonly uri: Uri; readonly diagnostics: Diagnostic[]; readonly next: Publish }>();
  const publish = ({ uri, diagnostics, next }: { uri: Uri; diagnostics: Diagnostic[]; next: Publish }): void => {
    const enabled = workspace.getConfiguration('clutch', uri).get('diagnostics.enabled', true);
    next(uri, enabled ? diagnostics : []);
  };
  const listener = workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('clutch.diagnostics')) for (const entry of latest.values()) publish(entry);
  });
  return {
    handle: (uri, diagnostics, next) => {
      const entry = { uri, diagnostics, next };
      if (diagnostics.length > 0) latest.set(uri.toString(), entry);
      else latest.delete(uri.toString());
      publish(entry);
    },
    dispose: () => listener.dispose(),
  };
}
