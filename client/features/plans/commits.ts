import { posix } from 'node:path';
import { Uri, workspace, type Disposable } from 'vscode';
import {
  COMMIT_SCHEME,
  CommitTextMethod,
  CommitTextResult,
  type CommitTextParams,
} from '#schemas/protocol/language.ts';
import { messageOf } from '../../server-link/errors.ts';
import type { Services } from '../../services.ts';

/** The read-only document that shows a commit: what Go to Definition opens for a SHA. */
export const commitUri = (root: string, sha: string): Uri =>
  Uri.from({ scheme: COMMIT_SCHEME, path: `${Uri.file(root).path}/${sha}.diff`, query: sha });

export function provideCommits({ link }: Services): Disposable {
  return workspace.registerTextDocumentContentProvider(COMMIT_SCHEME, {
    async provideTextDocumentContent(uri) {
      const params: CommitTextParams = { root: Uri.file(posix.dirname(uri.path)).fsPath, sha: uri.query };
      // The message becomes the document: there is no other place where a person would look for it.
      return link.request(CommitTextMethod, CommitTextResult, params).then(
        ({ text }) => text,
        (error: unknown) => `${messageOf(error)}\n`,
      );
    },
  });
}
