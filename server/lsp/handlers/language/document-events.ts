import type { Connection, Disposable, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import * as z from 'zod';
import type { Logger } from '../../../platform/logger.ts';
import { Range } from './border.ts';

/** What the keeper of open documents listens to. */
type DocumentEvents = Parameters<TextDocuments<TextDocument>['listen']>[0];

const Uri = z.string().max(8192);
const Version = z.number().int();
const Opened = z.object({
  textDocument: z.object({ uri: Uri, languageId: z.string(), version: Version, text: z.string() }),
});
const Changed = z.object({
  textDocument: z.object({ uri: Uri, version: Version }),
  contentChanges: z.array(z.object({ range: Range.optional(), text: z.string() })),
});
const Named = z.object({ textDocument: z.object({ uri: Uri }) });
const Folder = z.object({ uri: Uri });
const ChangedFolders = z.object({ event: z.object({ added: z.array(Folder), removed: z.array(Folder) }) });

/**
 * The notifications about documents. Nobody waits for an answer to one, so one whose parameters are none is a line in
 * the log; anything else that is not text would reach the parser.
 */
export function documentEvents(connection: Connection, log: Logger): DocumentEvents {
  const sound =
    <Params>(method: string, shape: z.ZodType, handle: (params: Params) => void) =>
    (params: Params): void => {
      const { error } = shape.safeParse(params);
      if (error === undefined) handle(params);
      else log.warn(`${method} was refused: ${z.prettifyError(error)}`);
    };
  const nothing: Disposable = { dispose: () => undefined };
  return {
    onDidOpenTextDocument: (handle) => connection.onDidOpenTextDocument(sound('textDocument/didOpen', Opened, handle)),
    onDidChangeTextDocument: (handle) =>
      connection.onDidChangeTextDocument(sound('textDocument/didChange', Changed, handle)),
    onDidCloseTextDocument: (handle) =>
      connection.onDidCloseTextDocument(sound('textDocument/didClose', Named, handle)),
    onDidSaveTextDocument: (handle) => connection.onDidSaveTextDocument(sound('textDocument/didSave', Named, handle)),
    // What is not promised is not sent.
    onWillSaveTextDocument: () => nothing,
    onWillSaveTextDocumentWaitUntil: () => nothing,
  };
}

/** The URIs of folders that have joined and left the window. */
export function folderEvents(
  connection: Connection,
  log: Logger,
  handle: (added: readonly string[], removed: readonly string[]) => void,
): Disposable {
  const method = 'workspace/didChangeWorkspaceFolders';
  return connection.onNotification(method, (params: unknown) => {
    const { data, error } = ChangedFolders.safeParse(params);
    if (data === undefined) return log.warn(`${method} was refused: ${z.prettifyError(error)}`);
    handle(
      data.event.added.map(({ uri }) => uri),
      data.event.removed.map(({ uri }) => uri),
    );
  });
}
