import type { EffectOf } from '#schemas/journal/effects.ts';
import type { AgentRole } from '#schemas/run/policy.ts';
import type { SessionUsage } from '#schemas/run/usage.ts';

/** One session of an agent that is over. Times are milliseconds since the epoch, as everywhere here. */
export interface SessionFact {
  readonly effect: string;
  readonly startedAt: number;
  readonly at: number;
  readonly phase: string;
  readonly workstream: string;
  readonly role: AgentRole;
  readonly task: EffectOf<'run-agent'>['task'];
  readonly runtime: string;
  /** As the agent names it, else as it was asked for. */
  readonly model: string | null;
  readonly usage: SessionUsage;
  readonly broke: boolean;
  readonly limited: boolean;
  /** Whether its work was taken in; null while that is not decided. */
  taken: boolean | null;
  /** Whether a workstream was completed by it, in its first session or in a later one. */
  completed: 'first' | 'later' | null;
}

/** What happened in one run, as far as figures are made from it; only ever added to. */
export interface RunFacts {
  readonly run: string;
  readonly project: { readonly name: string; readonly root: string };
  readonly startedAt: number;
  readonly completed: number[];
  readonly phases: number[];
  readonly workstreams: number[];
  readonly sessions: SessionFact[];
  readonly commands: { readonly at: number; readonly passed: boolean }[];
  /** By phase, whether its first validation passed. */
  readonly validations: Map<string, boolean>;
  readonly debugCycles: number[];
  /** When something waited for a person; `to` null: it still does. */
  readonly waits: { readonly from: number; to: number | null }[];
  /** Steps of CLUTCH itself that could not be done. */
  readonly failures: number[];
  /** When it stopped at a limit of its own. */
  readonly limits: number[];
}
