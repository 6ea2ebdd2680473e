import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { noLivePlans, type LivePlans } from '../../server/language/assist/live-plans.ts';
import { serveLanguage } from '../../server/lsp/stdio.ts';
import { watchFolders } from '../../server/platform/watch-folders.ts';
import { machinePorts } from '../../server/plans/machine-ports.ts';
import { createPlanIndex } from '../../server/plans/plan-index.ts';
import { until } from './processes.ts';

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Diagnostic {
  readonly range: { readonly start: Position; readonly end: Position };
  readonly code: string;
  readonly codeDescription?: { readonly href: string };
  readonly severity: number;
  readonly source: string;
  readonly message: string;
}

export interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly Diagnostic[];
}

export interface LanguageClientOptions {
  readonly folders: readonly string[];
  readonly capabilities?: object;
  readonly initializationOptions?: object;
  /** What the client answers when it is asked for its settings; by `scopeUri`, `''` for the window. */
  readonly settings?: Record<string, unknown>;
  readonly live?: LivePlans;
  readonly rulePage?: (rule: string) => string | null;
}

/** A client of the language service, in this process and over streams: everything but the editor is real. */
export interface TestLanguageClient {
  readonly capabilities: Readonly<Record<string, unknown>>;
  readonly published: readonly Published[];
  readonly logged: readonly string[];
  /** What was logged until now was meant. */
  forgetLog(): void;
  readonly requested: readonly string[];
  request<Result>(method: string, params: object): Promise<Result>;
  notify(method: string, params: object): void;
  /** Opens a file with what lies on disk, or with another text. Returns its URI. */
  open(file: string, text?: string): string;
  change(uri: string, text: string): void;
  /** Resolves with the newest findings of a document when they fit. */
  findings(uri: string, fits: (published: Published) => boolean): Promise<Published>;
  /** Resolves when the service has ended, with its exit code. */
  readonly ended: Promise<number>;
  hangUp(): void;
  close(): Promise<void>;
}

export async function startLanguageClient(options: LanguageClientOptions): Promise<TestLanguageClient> {
  const toServer = new PassThrough();
  const fromServer = new PassThrough();
  const logged: string[] = [];
  const log = (message: string, error?: unknown): void => void logged.push(`${message} ${inspect(error)}`);
  const index = createPlanIndex({ watch: watchFolders, warn: log });
  const ended = serveLanguage(
    { input: toServer, output: fromServer },
    {
      version: '0.0.0-test',
      log: { file: '', info: log, warn: log, error: log },
      index,
      live: () => options.live ?? noLivePlans,
      onRunsChanged: () => () => undefined,
      ports: machinePorts(),
      rulePage: options.rulePage ?? (() => null),
    },
  ).finally(() => index.dispose());
  const connection = createMessageConnection(new StreamMessageReader(fromServer), new StreamMessageWriter(toServer));
  const published: Published[] = [];
  const requested: string[] = [];
  connection.onNotification('textDocument/publishDiagnostics', (one: Published) => void published.push(one));
  connection.onRequest('workspace/configuration', ({ items }: { items: { scopeUri?: string }[] }) =>
    items.map(({ scopeUri }) => options.settings?.[scopeUri ?? ''] ?? null),
  );
  connection.onRequest((method: string) => {
    requested.push(method);
    return null;
  });
  connection.listen();
  const initialized: { capabilities: Record<string, unknown> } = await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: options.folders.map((folder) => ({ uri: uriOf(folder), name: path.basename(folder) })),
    capabilities: options.capabilities ?? {},
    initializationOptions: options.initializationOptions,
  });
  void connection.sendNotification('initialized', {});
  const versions = new Map<string, number>();
  const end = (): void => {
    connection.dispose();
    toServer.end();
  };
  return {
    capabilities: initialized.capabilities,
    published,
    logged,
    forgetLog: () => void (logged.length = 0),
    requested,
    ended,
    request: (method, params) => connection.sendRequest(method, params),
    notify: (method, params) => void connection.sendNotification(method, params),
    open(file, text = readFileSync(file, 'utf8')) {
      const uri = file.includes(':') ? file : uriOf(file);
      versions.set(uri, 1);
      const textDocument = { uri, languageId: 'markdown', version: 1, text };
      void connection.sendNotification('textDocument/didOpen', { textDocument });
      return uri;
    },
    change(uri, text) {
      const version = (versions.get(uri) ?? 0) + 1;
      versions.set(uri, version);
      const params = { textDocument: { uri, version }, contentChanges: [{ text }] };
      void connection.sendNotification('textDocument/didChange', params);
    },
    async findings(uri, fits) {
      const newest = (): Published | undefined => published.findLast((one) => one.uri === uri);
      const isThere = (): boolean => {
        const found = newest();
        return found !== undefined && fits(found);
      };
      await until(isThere, { what: `the findings of ${uri}, now ${JSON.stringify(newest()?.diagnostics)}` });
      const found = newest();
      if (found === undefined) throw new Error(`${uri} has no findings`);
      return found;
    },
    hangUp: end,
    async close() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      await ended;
      end();
    },
  };
}

export const uriOf = (file: string): string => pathToFileURL(file).href;

/** The position of the first occurrence of words in a text, plus an offset in them. */
export function positionOf(text: string, words: string, offset = 0): Position {
  const at = text.indexOf(words);
  if (at < 0) throw new Error(`The text has no "${words}"`);
  const before = text.slice(0, at + offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}
