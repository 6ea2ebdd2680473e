import { fileURLToPath, pathToFileURL } from 'node:url';
import { TextDocuments, type Connection, type InitializeParams } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import path from 'node:path';
import { checkParsed, type LanguageFinding, type RuleSeverities } from '../../../language/check-document.ts';
import { factsOf } from '../../../language/facts.ts';
import { parseDocument, type ParsedDocument } from '../../../language/parse-document.ts';
import { noProject } from '../../../language/project-view.ts';
import type { Logger } from '../../../platform/logger.ts';
import type { PlanSession } from '../../../plans/plan-session.ts';
import { documentEvents } from './document-events.ts';
import type { ClientSettings } from './settings.ts';
import type { OpenPlan } from './context.ts';

/** Larger texts are no plans; nothing is said about them. */
const MAX_TEXT = 8 * 1_048_576;

export interface OpenDocumentsDeps {
  readonly connection: Connection;
  readonly log: Logger;
  readonly session: PlanSession;
  readonly settings: ClientSettings;
  /** What the project at the root and the person say of single rules. */
  severities(root: string | null, file: string | null): RuleSeverities;
  /** Whether people plan with CLUTCH in this window: a document that has no place yet belongs to it. */
  isClutchWindow(): boolean;
  /** Findings of a document that the session does not know. */
  publish(uri: string, version: number, findings: readonly LanguageFinding[]): void;
  /** Shows what is known of a file under the URI that it has now. */
  show(file: string): void;
}

/** What the client has open. Every URI that a request names is looked up here, and nowhere else. */
export interface OpenDocuments {
  plan(uri: string): OpenPlan | null;
  /** The URI under which a file is open, and the version of the text that the session has of it. */
  openAs(file: string): { readonly uri: string; readonly version: number } | null;
  versionOf(uri: string): number | null;
  /** The session has checked the text that it was given last. */
  checked(file: string): void;
  /** Checks again what the session does not know: settings are others now. */
  recheck(): void;
  dispose(): void;
}

interface OpenFile {
  readonly uri: string;
  readonly version: number;
  /** Whether the findings that the session keeps are about this version. */
  isChecked: boolean;
}

/** An open document that has no place on disk, such as one that was never saved. It is looked at alone. */
interface Loose {
  readonly name: string;
  parsed: ParsedDocument | null;
  timer: NodeJS.Timeout | null;
}

/** What is open, by what the session and the client call it. */
interface Known {
  readonly documents: TextDocuments<TextDocument>;
  readonly files: Map<string, OpenFile>;
  readonly loose: Map<string, Loose>;
  /** Files that were edited since the last answer. */
  readonly unread: Set<string>;
}

export function openDocuments(deps: OpenDocumentsDeps): OpenDocuments {
  const known: Known = {
    documents: new TextDocuments(TextDocument),
    files: new Map(),
    loose: new Map(),
    unread: new Set(),
  };
  const { documents, files, loose, unread } = known;
  follow(known, deps);
  const listening = documents.listen(documentEvents(deps.connection, deps.log));
  return {
    plan(uri) {
      const document = documents.get(uri);
      if (!document) return null;
      // An answer may be about any document of the plan, so all of them have to be known as they stand now.
      for (const edited of unread) deps.session.here(edited);
      unread.clear();
      const alone = loose.get(uri);
      if (alone) return planAlone(deps, document, alone);
      const file = fileOf(uri);
      const open = file === null ? undefined : files.get(file);
      return file !== null && open?.uri === uri ? planInPlace(deps, file, open) : null;
    },
    openAs: (file) => files.get(file) ?? null,
    checked(file) {
      const open = files.get(file);
      if (open) open.isChecked = true;
    },
    versionOf: (uri) => documents.get(uri)?.version ?? null,
    recheck() {
      for (const [uri, alone] of loose) {
        const document = documents.get(uri);
        if (document) checkSoon(deps, document, alone);
      }
    },
    dispose() {
      listening.dispose();
      for (const { timer } of loose.values()) clearTimeout(timer ?? undefined);
    },
  };
}

/** Hands on to the session what the client does with its documents. */
function follow({ documents, files, loose, unread }: Known, deps: OpenDocumentsDeps): void {
  const { session } = deps;
  const take = (file: string, document: TextDocument): void => {
    files.set(file, { uri: document.uri, version: document.version, isChecked: false });
    unread.add(file);
    session.setText(file, document.getText());
  };
  documents.onDidOpen(({ document: { uri } }) => {
    if (fileOf(uri) === null && isUntitled(uri)) loose.set(uri, { name: nameOf(uri), parsed: null, timer: null });
  });
  documents.onDidChangeContent(({ document }) => {
    const { uri } = document;
    const file = fileOf(uri);
    const alone = loose.get(uri);
    if (alone) checkSoon(deps, document, alone);
    if (file === null) return;
    const twin = files.get(file);
    if (twin && twin.uri !== uri) deps.publish(twin.uri, twin.version, []);
    take(file, document);
  });
  documents.onDidSave(({ document: { uri } }) => {
    const file = fileOf(uri);
    if (file !== null) session.saved(file);
  });
  documents.onDidClose(({ document: { uri, version } }) => {
    const file = fileOf(uri);
    clearTimeout(loose.get(uri)?.timer ?? undefined);
    if (loose.delete(uri)) deps.publish(uri, version, []);
    // The same file may be open under another URI: an unsaved document that has just been saved.
    if (file === null || files.get(file)?.uri !== uri) return;
    if (uri !== uriOfFile(file)) deps.publish(uri, version, []);
    const twin = documents.all().find((other) => fileOf(other.uri) === file);
    if (twin) return take(file, twin);
    files.delete(file);
    unread.delete(file);
    session.closeText(file);
    if (uri !== uriOfFile(file)) deps.show(file);
  });
}

function checkSoon(deps: OpenDocumentsDeps, document: TextDocument, alone: Loose): void {
  clearTimeout(alone.timer ?? undefined);
  alone.timer = setTimeout(() => {
    try {
      const plan = planAlone(deps, document, alone);
      deps.publish(document.uri, document.version, plan?.findings() ?? []);
    } catch (error) {
      deps.log.error(`${document.uri} could not be checked`, error);
    }
  }, deps.settings.of(null).debounceMs);
}

function planAlone(deps: OpenDocumentsDeps, document: TextDocument, alone: Loose): OpenPlan | null {
  const { uri, version } = document;
  const text = document.getText();
  if (text.length > MAX_TEXT) return null;
  const { name } = alone;
  const parsed = parseDocument(text, alone.parsed ?? undefined);
  alone.parsed = parsed;
  const findings = (other: ParsedDocument = parsed): readonly LanguageFinding[] =>
    checkParsed(name, other, { inProject: deps.isClutchWindow(), severities: deps.severities(null, null) });
  const facts = factsOf(name, parsed);
  return { uri, version, path: name, document: parsed, facts, project: noProject, root: null, findings };
}

function planInPlace(
  { session, severities }: OpenDocumentsDeps,
  file: string,
  { uri, version, isChecked }: OpenFile,
): OpenPlan | null {
  const here = session.here(file);
  if (!here) return null;
  const { root, project, inProject } = here;
  const findings = (other?: ParsedDocument): readonly LanguageFinding[] =>
    isChecked && other === undefined
      ? session.findings(file)
      : checkParsed(here.path, other ?? here.document, { inProject, project, severities: severities(root, file) });
  return { ...here, uri, version, findings };
}

/**
 * The absolute path of a document: of a file, or of an unsaved one that has a place already. Null for what lies in no
 * file system of this machine (`git:`, `vscode-remote:`, a UNC path on Unix): about that nothing is said.
 */
function fileOf(uri: string): string | null {
  try {
    if (uri.startsWith('file:')) return fileURLToPath(uri);
    const place = isUntitled(uri) ? decodeURIComponent(uri.slice('untitled:'.length)) : '';
    return path.isAbsolute(place) ? path.normalize(place) : null;
  } catch {
    // Not a URI of a file here, or not one at all.
    return null;
  }
}

const isUntitled = (uri: string): boolean => uri.startsWith('untitled:');

const nameOf = (uri: string): string => uri.slice(uri.lastIndexOf('/') + 1).replace(/^untitled:/, '') || 'untitled';

/** The folders that a client has open when it connects; one with a single root says so in the older way. */
export function foldersIn({ workspaceFolders, rootUri }: InitializeParams): readonly string[] {
  return foldersOf(workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []));
}

/** Those that lie on this machine, as absolute paths. */
export function foldersOf(uris: readonly string[]): readonly string[] {
  const folders = uris.filter((uri) => uri.startsWith('file:')).flatMap((uri) => fileOf(uri) ?? []);
  return folders.map((folder) => (folder.length > 1 ? folder.replace(/(?<=.)[\\/]$/, '') : folder));
}

export const uriOfFile = (file: string): string => pathToFileURL(file).href;
