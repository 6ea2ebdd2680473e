import { workspace, type Disposable, type TextDocument } from 'vscode';
import type { AwayView } from '#schemas/protocol/away.ts';
import type { AwayForm } from '#schemas/protocol/away-form.ts';
import type { AwayDocument } from '#schemas/webview/away.ts';
import type { Services } from '../../services.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { planUri } from './choose-project.ts';
import { openPlan, readForm, readPolicy } from './read-plan.ts';
import type { AwayStore } from './store.ts';

/** How long the server may not know a document that was just opened. */
const UNKNOWN_MS = 250;
const UNKNOWN_TRIES = 20;

interface Seen {
  document: Omit<AwayDocument, 'project'>;
  /** Of the text as it was at that version. */
  form: AwayForm | null;
  away: AwayView | null;
  problem: string | null;
}

/** A plan as it stands in the editor, saved or not, and what the server makes of that text. */
export interface FollowedPlan extends Disposable {
  readonly seen: Readonly<Seen>;
  /** Whether the form is that of the text as it is now; while somebody types it may be one step behind. */
  isCurrent(): boolean;
  /** Looks at everything again; several calls while it looks are one. */
  refresh(): void;
}

export function followPlan(services: Services, store: AwayStore, root: string, onChanged: () => void): FollowedPlan {
  const key = planUri(root).toString();
  const { link } = services;
  const seen: Seen = {
    document: { state: 'loading', dirty: false, reason: null },
    form: null,
    away: null,
    problem: null,
  };
  const isPlan = (document: TextDocument): boolean => document.uri.toString() === key;
  const isCurrent = (): boolean => {
    const open = workspace.textDocuments.find(isPlan);
    return open === undefined || seen.form === null || open.version === seen.form.version;
  };
  const retry = createRetry(() => refresh());
  const look = async (): Promise<void> => {
    const plan = await openPlan(root);
    const isOpen = !('state' in plan);
    seen.document = isOpen ? { state: 'open', dirty: plan.isDirty, reason: null } : plan;
    if (!isOpen) seen.form = null;
    onChanged();
    if (link.status.state !== 'ready') return;
    const policy = readPolicy(link, root, plan);
    if (isOpen) {
      const form = await readForm(link, plan);
      retry(form === null);
      if (form !== null) seen.form = form;
      if (isCurrent()) onChanged();
    }
    Object.assign(seen, await policy);
    if (seen.away !== null && !seen.away.unsaved) store.merge(root, seen.away);
    onChanged();
  };
  const refresh = oneAtATime(look);
  const listeners = disposeAll(
    retry,
    followFile(root, refresh),
    workspace.onDidChangeTextDocument(({ document }) => (isPlan(document) ? refresh() : undefined)),
    workspace.onDidSaveTextDocument((document) => (isPlan(document) ? refresh() : undefined)),
    link.onStatus(({ state }) => (state === 'ready' ? refresh() : undefined)),
    // Figures of an armed plan: the server says that they changed, and the store has asked already.
    store.onChanged(() => {
      const view = store.view(root);
      if (view === undefined || seen.away === null || seen.away.unsaved || seen.away === view) return;
      seen.away = view;
      onChanged();
    }),
  );
  return { seen, isCurrent, refresh, dispose: () => void listeners.dispose() };
}

function followFile(root: string, onChange: () => void): Disposable {
  const watcher = workspace.createFileSystemWatcher(planUri(root).fsPath);
  return disposeAll(
    watcher,
    watcher.onDidCreate(onChange),
    watcher.onDidDelete(onChange),
    watcher.onDidChange(onChange),
  );
}

/** Calls again after a while as long as it is needed, but not for ever. */
function createRetry(again: () => void): { (needed: boolean): void; dispose(): void } {
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const retry = (needed: boolean): void => {
    clearTimeout(timer);
    tries = needed ? tries + 1 : 0;
    if (needed && tries < UNKNOWN_TRIES) timer = setTimeout(again, UNKNOWN_MS);
  };
  return Object.assign(retry, { dispose: () => clearTimeout(timer) });
}

/** Calls while it works become one more turn. A failure ends here: the state says what is known. */
function oneAtATime(work: () => Promise<void>): () => void {
  let running = false;
  let wanted = false;
  const run = async (): Promise<void> => {
    running = true;
    while (wanted) {
      wanted = false;
      await work().catch(() => undefined);
    }
    running = false;
  };
  return () => {
    wanted = true;
    if (!running) void run();
  };
}
