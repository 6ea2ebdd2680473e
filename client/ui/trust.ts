import { l10n, workspace } from 'vscode';

/** Throws in a workspace that is not trusted: there CLUTCH checks documents, and sends nothing that runs anything. */
export function requireTrust(): void {
  if (workspace.isTrusted) return;
  throw new Error(
    l10n.t('This workspace is not trusted, so nothing runs in it. Trust it first: "Manage Workspace Trust".'),
  );
}
