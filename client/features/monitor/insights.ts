import { commands, workspace, type Disposable } from 'vscode';
import {
  AnalyticsMethod,
  AnalyticsResult,
  ModelAnalyticsMethod,
  ModelAnalyticsResult,
  PromptAnalyticsMethod,
  PromptAnalyticsResult,
  type AnalyticsParams,
} from '#schemas/protocol/analytics.ts';
import {
  bucketOf,
  PERIOD_MS,
  type FromInsights,
  type InsightsAsk,
  type InsightsTab,
  type ToInsights,
} from '#schemas/webview/insights.ts';
import { messageOf } from '../../server-link/errors.ts';
import type { Services } from '../../services.ts';
import { disposeAll } from '../../ui/disposables.ts';
import type { Panel } from '../../ui/panels.ts';
import { throttle } from '../../ui/throttle.ts';

/** What the tabs that look back are told, while one of them is shown. */
export interface InsightsLink extends Disposable {
  /** The page shows this tab now; null: none of them, so nothing is read any more. */
  show(tab: InsightsTab | null): void;
  onMessage(message: FromInsights): Promise<void> | void;
}

/** Figures over weeks do not change to the eye in less. */
const REFRESH_MS = 5_000;

type Reading = Extract<InsightsAsk, { verb: 'read' }>;
type Deed = Exclude<InsightsAsk, Reading>;

export function linkInsights(services: Services, panel: Pick<Panel<ToInsights>, 'post' | 'visible'>): InsightsLink {
  const { overview, link } = services;
  let reading: Reading | null = null;
  let asked = 0;
  let seen = runsStamp(services);
  const read = async (): Promise<void> => {
    if (reading === null || !panel.visible) return;
    const { tab, filters } = reading;
    const turn = ++asked;
    const answer = await answerTo(services, reading);
    // Answers may overtake each other; only the one asked for last counts.
    if (turn === asked && reading !== null) panel.post({ type: 'insights', tab, filters, answer });
  };
  const refresh = throttle(REFRESH_MS, () => void read());
  const runsChanged = (): void => {
    const stamp = runsStamp(services);
    if (stamp !== seen) refresh();
    seen = stamp;
  };
  const listeners = disposeAll(refresh, overview.onChanged(runsChanged), link.onStatus(refresh));
  return {
    show(tab) {
      if (tab !== reading?.tab) reading = null;
    },
    async onMessage({ ask }) {
      if (ask.verb !== 'read') return await perform(ask);
      reading = ask;
      await read();
    },
    dispose: () => void listeners.dispose(),
  };
}

/** Changes with every change of a run. */
const runsStamp = ({ overview }: Services): string =>
  (overview.current?.runs ?? []).map(({ id, updatedAt }) => `${id} ${updatedAt}`).join();

async function answerTo({ link }: Services, { tab, filters, zone }: Reading): Promise<ToInsights['answer']> {
  const length = PERIOD_MS[filters.period];
  const now = Date.now();
  const params: AnalyticsParams = {
    folders: foldersOf(filters.scope),
    from: length === null ? null : now - length,
    to: now,
    bucket: bucketOf(filters),
    zone,
  };
  try {
    switch (tab) {
      case 'analytics':
        return { kind: tab, result: await link.request(AnalyticsMethod, AnalyticsResult, params) };
      case 'models':
        return { kind: tab, result: await link.request(ModelAnalyticsMethod, ModelAnalyticsResult, params) };
      case 'prompts':
        return { kind: tab, result: await link.request(PromptAnalyticsMethod, PromptAnalyticsResult, params) };
    }
  } catch (error) {
    return { kind: 'problem', message: messageOf(error) };
  }
}

function foldersOf(scope: string): string[] {
  if (scope === 'all') return [];
  return scope === 'window' ? (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath) : [scope];
}

/** By the same commands that the palette has. */
async function perform(deed: Deed): Promise<void> {
  switch (deed.verb) {
    case 'choose-agent':
      return await commands.executeCommand('clutch.chooseAgent');
    case 'run-plan':
      return await commands.executeCommand('clutch.runPlan');
    case 'show-prompt':
      return await commands.executeCommand('clutch.showPrompt', { prompt: deed.prompt, project: deed.project });
    case 'edit-prompt':
      return await commands.executeCommand('clutch.editPrompt', { prompt: deed.prompt, project: deed.project });
    case 'compare-prompts': {
      const { prompt, one, other } = deed;
      return await commands.executeCommand('clutch.comparePrompts', { prompt, one, other });
    }
  }
}
