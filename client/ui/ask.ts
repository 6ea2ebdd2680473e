import { l10n, window } from 'vscode';
import type { OverviewStore } from '../overview-store.ts';

/** Asks for words that must be there: a reason or guidance. Undefined when the person left, and then nothing happens. */
export async function askWords(title: string, prompt: string): Promise<string | undefined> {
  const words = await window.showInputBox({
    title,
    prompt,
    // A look at the code in between must not cost what was written so far.
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === '' ? l10n.t('Write at least a few words.') : undefined),
  });
  return words?.trim() === '' ? undefined : words?.trim();
}

/** Asks for the name of a runtime, offering those that runs of this window have used. */
export async function askRuntime(overview: OverviewStore, title: string, current: string): Promise<string | undefined> {
  const used = (overview.current?.runs ?? []).flatMap((run) => [
    run.runtime,
    ...run.phases.flatMap(({ workstreams }) => workstreams.flatMap(({ runtime }) => runtime ?? [])),
  ]);
  const others = [...new Set(used)].filter((name) => name !== current).toSorted();
  if (others.length === 0) return askRuntimeName(title, current);
  const other = { label: l10n.t('Another Name…'), name: null };
  const items = [...others.map((name) => ({ label: name, name })), other];
  const picked = await window.showQuickPick(items, { title, placeHolder: l10n.t('Now: {0}', current) });
  return picked === undefined ? undefined : (picked.name ?? askRuntimeName(title, current));
}

async function askRuntimeName(title: string, current: string): Promise<string | undefined> {
  const name = await window.showInputBox({
    title,
    prompt: l10n.t('Name of the runtime. Now: {0}', current),
    ignoreFocusOut: true,
    validateInput: (value) =>
      /^[\w.-]{1,64}$/.test(value.trim()) ? undefined : l10n.t('Letters, digits, dots and dashes, at most 64.'),
  });
  return name?.trim() === '' ? undefined : name?.trim();
}
