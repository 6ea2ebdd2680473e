import { env, l10n, window } from 'vscode';
import type { RunView } from '#schemas/run/run.ts';
import { ageWords } from '#schemas/webview/time-words.ts';
import type { OverviewStore } from '../overview-store.ts';
import { statusIcon, statusWords } from './status-icons.ts';
import { targetOf } from './target-of.ts';

export interface RunChoice {
  readonly title: string;
  /** Said when no run fits. */
  readonly none: string;
  fits(run: RunView): boolean;
}

/** The run of the row that the command was called on; else the only one that fits; else the person chooses. */
export async function chooseRun(
  overview: OverviewStore,
  argument: unknown,
  choice: RunChoice,
): Promise<RunView | undefined> {
  const target = targetOf(argument);
  const named = target?.kind === 'run' ? overview.run(target.run) : undefined;
  if (named !== undefined && choice.fits(named)) return named;
  const fitting = (overview.current?.runs ?? []).filter((run) => choice.fits(run));
  if (fitting.length === 0) {
    void window.showInformationMessage(choice.none);
    return undefined;
  }
  if (fitting.length === 1) return fitting[0];
  const items = fitting.map((run) => ({
    label: `$(${statusIcon(run.status).name}) ${run.prd}`,
    description: `${run.project.name} · ${statusWords(run.status)} · ${ageWords(run.startedAt, Date.now(), env.language)}`,
    detail: run.reason ?? undefined,
    run,
  }));
  const picked = await window.showQuickPick(
    items.map(({ detail, ...item }) => (detail === undefined ? item : { ...item, detail })),
    { title: choice.title, placeHolder: l10n.t('Which run?'), matchOnDescription: true },
  );
  return picked?.run;
}
