import type { PhaseView, WorkstreamView } from '#schemas/run/phase.ts';
import type { RunStatus } from '#schemas/run/run.ts';

/** What runs say of plans right now, beside the text of the plans. */
export interface LivePlans {
  /** `prd` is relative to the project. Null when no run has the phase. */
  phase(prd: string, id: string): LivePhase | null;
}

export interface LivePhase {
  readonly status: PhaseView['status'];
  /** The status and what the phase is at: `in progress, validating`. */
  readonly words: string;
  /** Id of the run; null when it is not known any more. */
  readonly run: string | null;
  readonly runStatus: RunStatus;
  readonly workstreams: readonly LiveWorkstream[];
  /** In the order in which the commands were run, the last run of each command only. */
  readonly receipts: readonly LiveReceipt[];
  /** What shows that the status is true. */
  readonly evidence: LiveEvidence;
}

export interface LiveWorkstream {
  readonly name: string;
  /** `executor-<name>`. */
  readonly executor: string;
  readonly status: WorkstreamView['status'];
  readonly words: string;
  /** Since when the status holds, in milliseconds since the epoch; null where that was not recorded. */
  readonly since: number | null;
  readonly evidence: LiveEvidence | null;
}

export interface LiveReceipt {
  readonly level: number;
  readonly command: string;
  /** Null when the command did not end by itself. */
  readonly exitCode: number | null;
  readonly durationMs: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface LiveEvidence {
  readonly text: string;
  /** When it was so, in milliseconds since the epoch: a status is only as young as its evidence. */
  readonly at: number;
}

/** Nothing runs, or nobody can be asked. */
export const noLivePlans: LivePlans = { phase: () => null };
