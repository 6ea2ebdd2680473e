import { EventEmitter, l10n, workspace, type Disposable, type Uri } from 'vscode';
import type { RunView } from '#schemas/run/run.ts';
import type { OverviewStore } from '../../overview-store.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { pairOf, parseDocumentPath, type DocumentPath } from '../../ui/document-paths.ts';
import { DOCUMENT_SCHEME } from '../../ui/open-target.ts';
import { contractText, receiptText, signalText, verificationText } from './document-texts.ts';

/** Receipts, contracts, verifications, signals and completion reports as read-only documents. */
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
  if (path === null || run === undefined) return `${l10n.t('CLUTCH does not know this run (any more).')}\n`;
  return (
    textOf(path, run) ??
    `${l10n.t('CLUTCH does not know this (any more): it was answered, replaced or never there.')}\n`
  );
}

function textOf(path: DocumentPath, run: RunView): string | null {
  if (path.kind === 'report')
    return run.report ?? `${l10n.t('The run has not completed; its report comes with the last phase.')}\n`;
  if (path.kind === 'signal') {
    const signal = run.signals.find(({ id }) => id === path.signal);
    return signal === undefined ? null : signalText(run, signal);
  }
  const phase = run.phases.find(({ id }) => id === path.phase);
  if (phase === undefined) return null;
  switch (path.kind) {
    case 'receipt': {
      const receipt = phase.receipts[path.index];
      return receipt === undefined ? null : receiptText(receipt);
    }
    case 'verification':
      return phase.verification === null ? null : verificationText(phase, phase.verification);
    case 'contract': {
      const workstream = phase.workstreams.find(({ name }) => name === path.workstream);
      const contract = workstream?.contract ?? null;
      return workstream === undefined || contract === null ? null : contractText(workstream, contract);
    }
    case 'comparison':
      return phase.comparisons.find((one) => pairOf(one) === path.pair)?.[path.side] ?? null;
  }
}
