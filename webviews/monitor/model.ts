import type { FromMonitor, MonitorForm, MonitorState } from '#schemas/webview/monitor.ts';

export interface MonitorModel {
  /** Null until the host's first message. */
  readonly state: MonitorState | null;
  /** By the host's clock. */
  readonly now: number;
  /** What the person folded or unfolded by hand: phases by `run:phase`, and choices. */
  readonly unfolded: Readonly<Record<string, boolean>>;
  /** Open fields, by what they are about (see forms.ts). */
  readonly forms: Readonly<Record<string, MonitorForm>>;
  /** Choices made a moment ago, by what they are about, that the server has not confirmed yet. */
  readonly sent: ReadonlyMap<string, string>;
}

export interface MonitorActions {
  post(message: FromMonitor): void;
  /** Posts a decision, and shows that it is on its way until the run changes. */
  decide(about: string, choice: string, message: FromMonitor): void;
  unfold(key: string, open: boolean): void;
  /** Opens, changes or with null closes the field of something. */
  write(about: string, form: MonitorForm | null): void;
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
