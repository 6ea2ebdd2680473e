import { EventEmitter, workspace, type Disposable, type Uri } from 'vscode';
import type { Receipt } from '#schemas/run/receipt.ts';
import { durationWords } from '#schemas/webview/time-words.ts';
import type { OverviewStore } from '../../overview-store.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { parseDocumentPath } from '../../ui/document-paths.ts';
import { DOCUMENT_SCHEME } from '../../ui/open-target.ts';

/** Receipts and completion reports as read-only documents. */
export function provideDocuments(overview: OverviewStore): Disposable {
  const changes = new EventEmitter<Uri>();
  // After a reload of the window VS Code asks for a restored document before the server has answered.
  const listener = overview.onChanged(() => {
    for (const document of workspace.textDocuments) {
      const known = document.uri.scheme === DOCUMENT_SCHEME && document.getText() !== contentOf(overview, document.uri);
      if (known) changes.fire(document.uri);
    }
  });
  const provider = workspace.registerTextDocumentContentProvider(DOCUMENT_SCHEME, {
    onDidChange: changes.event,
    provideTextDocumentContent: (uri) => contentOf(overview, uri),
  });
  return disposeAll(changes, listener, provider);
}

function contentOf(overview: OverviewStore, uri: Uri): string {
  const path = parseDocumentPath(uri.path);
  const run = path === null ? undefined : overview.run(path.run);
  if (path === null || run === undefined) return 'CLUTCH does not know this run (any more).\n';
  if (path.kind === 'report') return run.report ?? 'The run has not completed; its report comes with the last phase.\n';
  const receipt = run.phases.find(({ id }) => id === path.phase)?.receipts[path.index];
  return receipt === undefined ? 'CLUTCH does not know this receipt (any more).\n' : receiptText(receipt);
}

function receiptText(receipt: Receipt): string {
  const result =
    receipt.stopped === null ? `exit code ${receipt.exitCode ?? 'unknown'}` : `stopped: ${receipt.stopped}`;
  return [
    `Level ${receipt.level}: ${receipt.title}`,
    `Started   ${new Date(receipt.startedAt).toISOString()}, took ${durationWords(receipt.durationMs)}`,
    `Result    ${result}`,
    `Git tree  ${receipt.tree}`,
    `Output    ${receipt.outputBytes} bytes, SHA-256 ${receipt.outputHash}`,
    '',
    receipt.command.replaceAll(/^/gm, '$ '),
    '',
    receipt.outputTail,
  ].join('\n');
}
