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
import { checkParsed } from '../../language/check-document.ts';
import { parseDocument, type ParsedDocument } from '../../language/parse-document.ts';
import { isInClutchProject } from '../../plans/project.ts';
import type { Services } from '../services.ts';

/** While a person types, a document is checked this long after the last keystroke. */
const DEBOUNCE_MS = 30;

const SEVERITY: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Larger texts are no plans; nothing is said about them. */
const MAX_TEXT = 8 * 1_048_576;

/** What is kept of an open document between two keystrokes. */
interface OpenDocument {
  readonly path: string;
  /** Looked up when it is opened and saved: projects do not begin and end with a keystroke. */
  inProject: boolean;
  parsed?: ParsedDocument;
  timer?: NodeJS.Timeout;
}

/** Checks every open markdown document as it stands in the editor, saved or not. */
export function registerDocuments(connection: Connection, services: Services): void {
  const documents = new TextDocuments(TextDocument);
  const open = new Map<string, OpenDocument>();
  let folders: readonly string[] = [];

  connection.onInitialize((params) => {
    folders = workspaceFolders(params);
    return {
      capabilities: { textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true } },
      serverInfo: { name: 'clutch', version: services.info.version },
    };
  });
  documents.onDidOpen(({ document: { uri } }) => {
    open.set(uri, { path: pathOf(uri), inProject: isInProject(uri, folders) });
  });
  documents.onDidChangeContent(({ document }) => {
    const state = open.get(document.uri);
    if (!state) return;
    clearTimeout(state.timer);
    state.timer = setTimeout(() => publish(connection, services, document, state), DEBOUNCE_MS);
  });
  documents.onDidSave(({ document }) => {
    const state = open.get(document.uri);
    if (!state) return;
    state.inProject = isInProject(document.uri, folders);
    publish(connection, services, document, state);
  });
  documents.onDidClose(({ document: { uri } }) => {
    clearTimeout(open.get(uri)?.timer);
    open.delete(uri);
    void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
  documents.listen(connection);
}

function publish(connection: Connection, { log }: Services, document: TextDocument, state: OpenDocument): void {
  const { uri, version } = document;
  try {
    const text = document.getText();
    if (text.length > MAX_TEXT) return;
    state.parsed = parseDocument(text, state.parsed);
    const findings = checkParsed(state.path, state.parsed, { inProject: state.inProject });
    const diagnostics = findings.map(({ range, rule, severity, message }): Diagnostic => {
      return { range, code: rule, severity: SEVERITY[severity], message, source: 'clutch' };
    });
    void connection.sendDiagnostics({ uri, version, diagnostics });
  } catch (error) {
    log.error(`${uri} could not be checked`, error);
  }
}

function pathOf(uri: string): string {
  return uri.startsWith('file:') ? fileURLToPath(uri) : decodeURIComponent(uri.replace(/^[a-z]+:/, ''));
}

function workspaceFolders({ workspaceFolders: folders, rootUri }: InitializeParams): string[] {
  const uris = folders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
  return uris.filter((uri) => uri.startsWith('file:')).map((uri) => fileURLToPath(uri));
}

/** A document that has no place on disk yet belongs to the project of its window. */
function isInProject(uri: string, folders: readonly string[]): boolean {
  const places = uri.startsWith('file:') ? [fileURLToPath(uri)] : folders;
  return places.some(isInClutchProject);
}
