import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  DiagnosticSeverity,
  TextDocuments,
  TextDocumentSyncKind,
  type Connection,
  type Diagnostic,
  type InitializeParams,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Severity } from '#schemas/document/finding.ts';
import { checkDocument } from '../../language/check-document.ts';
import { findProjectRoot, isClutchProject } from '../../plans/project.ts';
import type { Services } from '../services.ts';

/** While a person types, a document is checked this long after the last keystroke. */
const DEBOUNCE_MS = 30;

const SEVERITY: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Checks every open markdown document as it stands in the editor, saved or not. */
export function registerDocuments(connection: Connection, services: Services): void {
  const documents = new TextDocuments(TextDocument);
  const timers = new Map<string, NodeJS.Timeout>();
  let folders: readonly string[] = [];

  connection.onInitialize((params) => {
    folders = workspaceFolders(params);
    return {
      capabilities: { textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental } },
      serverInfo: { name: 'clutch', version: services.info.version },
    };
  });
  documents.onDidChangeContent(({ document }) => {
    clearTimeout(timers.get(document.uri));
    timers.set(
      document.uri,
      setTimeout(() => void publish(connection, services, document, folders), DEBOUNCE_MS),
    );
  });
  documents.onDidClose(({ document }) => {
    clearTimeout(timers.get(document.uri));
    timers.delete(document.uri);
    void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });
  documents.listen(connection);
}

async function publish(
  connection: Connection,
  { log }: Services,
  document: TextDocument,
  folders: readonly string[],
): Promise<void> {
  const { uri, version } = document;
  try {
    const file = uri.startsWith('file:') ? fileURLToPath(uri) : null;
    const inProject = isInProject(file === null ? folders : [path.dirname(file)]);
    const findings = checkDocument({ path: file ?? uri.replace(/^[a-z]+:/, ''), text: document.getText(), inProject });
    const diagnostics = findings.map(({ range, rule, severity, message }): Diagnostic => {
      return { range, code: rule, severity: SEVERITY[severity], message, source: 'clutch' };
    });
    await connection.sendDiagnostics({ uri, version, diagnostics });
  } catch (error) {
    log.error(`${uri} could not be checked`, error);
  }
}

function workspaceFolders({ workspaceFolders: folders, rootUri }: InitializeParams): string[] {
  const uris = folders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
  return uris.filter((uri) => uri.startsWith('file:')).map((uri) => fileURLToPath(uri));
}

/** A document that has no place on disk yet belongs to the project of its window. */
function isInProject(folders: readonly string[]): boolean {
  return folders.some((folder) => {
    const root = findProjectRoot(folder);
    return root !== null && isClutchProject(root);
  });
}
