import type { FromMonitor, MonitorState } from '#schemas/webview/monitor.ts';

export interface MonitorModel {
  /** Null until the host's first message. */
  readonly state: MonitorState | null;
  /** By the host's clock. */
  readonly now: number;
  /** Phases that the person folded or unfolded by hand, by `run:phase`. */
  readonly unfolded: Readonly<Record<string, boolean>>;
}

export interface MonitorActions {
  post(message: FromMonitor): void;
  unfold(phase: string, open: boolean): void;
}
