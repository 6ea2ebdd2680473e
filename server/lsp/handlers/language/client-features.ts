import type { ClientCapabilities, InitializeParams } from 'vscode-languageserver';
import { DiagnosticsSettings, LanguageOptions } from '#schemas/protocol/language.ts';

/** What a client can do, as far as an answer depends on it. */
export interface ClientFeatures {
  /** Our own extension: it has the commands that lenses name, and VS Code brings outline and folding of markdown. */
  readonly extension: boolean;
  /** Edits that name the version of the document they were made for. */
  readonly versionedEdits: boolean;
  readonly createsFiles: boolean;
  readonly renamesFiles: boolean;
  /** The edit of a code action may follow when it is chosen. */
  readonly lateEdits: boolean;
  readonly snippets: boolean;
  readonly markdownHover: boolean;
  readonly linkedDefinitions: boolean;
  readonly nestedSymbols: boolean;
  readonly changesFolders: boolean;
  readonly tellsSettings: boolean;
  readonly announcesSettings: boolean;
  readonly refreshesLenses: boolean;
  readonly refreshesHints: boolean;
  /** What a client that cannot be asked has set. */
  readonly settings: DiagnosticsSettings;
}

export function clientFeatures({ capabilities, initializationOptions }: InitializeParams): ClientFeatures {
  const { workspace, textDocument } = capabilities;
  const options = LanguageOptions.safeParse(initializationOptions ?? {}).data ?? LanguageOptions.parse({});
  const edits = workspace?.workspaceEdit;
  const operations = edits?.documentChanges === true ? (edits.resourceOperations ?? []) : [];
  return {
    extension: options.extension,
    versionedEdits: edits?.documentChanges === true,
    createsFiles: operations.includes('create'),
    renamesFiles: operations.includes('rename'),
    lateEdits: textDocument?.codeAction?.resolveSupport?.properties.includes('edit') === true && hasData(capabilities),
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    markdownHover: textDocument?.hover?.contentFormat?.includes('markdown') === true,
    linkedDefinitions: textDocument?.definition?.linkSupport === true,
    nestedSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    changesFolders: workspace?.workspaceFolders === true,
    tellsSettings: workspace?.configuration === true,
    announcesSettings: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    refreshesLenses: workspace?.codeLens?.refreshSupport === true,
    refreshesHints: workspace?.inlayHint?.refreshSupport === true,
    settings: DiagnosticsSettings.parse(options.diagnostics ?? {}),
  };
}

const hasData = ({ textDocument }: ClientCapabilities): boolean => textDocument?.codeAction?.dataSupport === true;
