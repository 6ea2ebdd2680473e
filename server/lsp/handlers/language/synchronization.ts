import { PositionEncodingKind, TextDocumentSyncKind } from 'vscode-languageserver';
import type { LanguageFeature } from './context.ts';

/** What the service has to be told: edits of open documents, saves, and folders that come and go. */
export const synchronization: LanguageFeature = {
  capabilities: ({ changesFolders }) => ({
    positionEncoding: PositionEncodingKind.UTF16,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
    ...(changesFolders ? { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } } : {}),
  }),
  register: () => undefined,
};
