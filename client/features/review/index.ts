import { commands } from 'vscode';
import type { Feature } from '../../services.ts';
import { registerCommands } from '../../ui/commands.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { provideChanges } from './change-documents.ts';
import { addComment, deleteThread, sendComments } from './commands/comments.ts';
import { showChanges } from './commands/show-changes.ts';
import { reviewManifest } from './manifest.ts';
import { unsent } from './render-comments.ts';
import { createReviewThreads } from './review-threads.ts';
import { createThreadStore, type ThreadStore } from './thread-store.ts';

/** The changes of a workstream side by side, with comments that go back to its executor. */
export const review: Feature = (services) => {
  const store = withContextKey(createThreadStore(services.context.workspaceState, services.log));
  const threads = createReviewThreads(services, store);
  return disposeAll(
    registerCommands(services, reviewManifest, {
      'clutch.showChanges': showChanges,
      'clutch.addComment': addComment(threads),
      'clutch.sendComments': sendComments(threads, store),
      'clutch.deleteCommentThread': deleteThread(threads),
    }),
    provideChanges(services),
    threads,
  );
};

/** `clutch.hasUnsentComments`: whether something waits to be sent. */
function withContextKey(store: ThreadStore): ThreadStore {
  const tell = (): void => {
    const some = store.threads.some((one) => unsent(one).length > 0);
    void commands.executeCommand('setContext', 'clutch.hasUnsentComments', some);
  };
  tell();
  return {
    get threads() {
      return store.threads;
    },
    put: (thread) => store.put(thread).then(tell),
    remove: (id) => store.remove(id).then(tell),
  };
}
