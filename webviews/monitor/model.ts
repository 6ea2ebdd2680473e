import type { InsightsMemory, InsightsTab, ToInsights } from '#schemas/webview/insights.ts';
import type { FromMonitor, MonitorForm, MonitorMemory, MonitorState, MonitorTab } from '#schemas/webview/monitor.ts';
import type { Part } from './lazily.ts';
import type { LayGraphOut } from './live/graph-layout.ts';

/** What is known and what the person has done with the page, which is kept through a reload of the window. */
export interface MonitorModel extends Readonly<MonitorMemory> {
  /** Null until the host's first message. */
  readonly state: MonitorState | null;
  /** By the host's clock. */
  readonly now: number;
  /** Choices made a moment ago, by what they are about, that the server has not confirmed yet. */
  readonly sent: ReadonlyMap<string, string>;
  /** What the host last said for the tabs that look back. */
  readonly lookingBack: Readonly<Partial<Record<InsightsTab, ToInsights>>>;
  readonly parts: MonitorParts;
}

/** What is fetched when it is first wanted. */
export interface MonitorParts {
  details(): Part<typeof import('./live/details.ts')>;
  triage(): Part<typeof import('./triage/view.ts')>;
  insights(): Part<typeof import('./insights/index.ts')>;
  graph(): Part<LayGraphOut>;
}

export interface MonitorActions {
  post(message: FromMonitor): void;
  /** Posts a decision, and shows that it is on its way until the run changes. */
  decide(about: string, choice: string, message: FromMonitor): void;
  unfold(key: string, open: boolean): void;
  /** Opens, changes or with null closes the field of something. */
  write(about: string, form: MonitorForm | null): void;
  /** Turns to another tab or run (null: the newest), from its top where it was not shown before. */
  show(target: { readonly run?: string | null; readonly tab?: MonitorTab }): void;
  /** Draws, and moves the focus to the element with this id, in sight. */
  focus(id: string): void;
  triage(change: Partial<MonitorMemory['triage']>): void;
  insights(memory: InsightsMemory): void;
}

/** What every part of the page is given. */
export interface Scene {
  readonly model: MonitorModel;
  readonly actions: MonitorActions;
  /** Whether buttons that change the run may be shown. */
  readonly steerable: boolean;
  /** False when the server cannot be asked, and what is shown is what it last said. */
  readonly live: boolean;
}
