import { realpathSync } from 'node:fs';
import type { PhaseView } from '#schemas/run/phase.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { LivePlans } from '../language/assist/live-plans.ts';
import type { ReceiptState } from '../language/project-view.ts';
import { livePlansOf } from '../plans/live-plans.ts';

/** What the language service asks of the runs. Projects are named by the folder that a client has open. */
export interface RunKnowledge {
  live(root: string): LivePlans;
  receipts(root: string, prd: string, phase: string): ReceiptState;
  /** Calls back when a run has changed; returns how to stop that. */
  onChanged(listener: () => void): () => void;
  /** To be told of every change of a run. */
  changed(): void;
}

/** `views` are those of all runs. They are made once between two changes, however much is asked. */
export function createRunKnowledge(views: () => readonly RunView[]): RunKnowledge {
  const listeners = new Set<() => void>();
  const lives = new Map<string, LivePlans>();
  let known: readonly RunView[] | null = null;
  const current = (): readonly RunView[] => (known ??= views());
  return {
    live(root) {
      const live = lives.get(root) ?? livePlansOf(current(), realRoot(root));
      lives.set(root, live);
      return live;
    },
    receipts(root, prd, phase) {
      const real = realRoot(root);
      const runs = current().filter((run) => run.project.root === real && run.prd === prd);
      return receiptState(runs.flatMap((run) => run.phases.filter(({ id }) => id === phase)));
    },
    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    changed() {
      known = null;
      lives.clear();
      for (const listener of listeners) listener();
    },
  };
}

/** A phase that no run here has begun was completed by somebody else, of whom nothing is known. */
function receiptState(phases: readonly PhaseView[]): ReceiptState {
  const begun = phases.filter(({ status }) => status !== 'pending');
  if (begun.length === 0) return 'unheard';
  const proven = begun.some(({ status, receipts }) => {
    const last = new Map(receipts.map((receipt) => [`${receipt.level} ${receipt.command}`, receipt] as const));
    const passed = [...last.values()].every(({ exitCode, stopped }) => exitCode === 0 && stopped === null);
    return status === 'completed' && last.size > 0 && passed;
  });
  return proven ? 'valid' : 'missing';
}

/** Runs know a project by its real path; a client may have opened it through a link. */
function realRoot(root: string): string {
  try {
    return realpathSync(root);
  } catch {
    // Deleted while it is open: no run of it can be found either way.
    return root;
  }
}
