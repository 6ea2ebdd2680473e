import type { Evidence, EvidenceSignal, Liveness, LivenessState } from '#schemas/run/liveness.ts';

/** Something that was seen, in a few words, and when (milliseconds since the epoch). */
export interface Seen {
  readonly says: string;
  readonly at: number;
}

/** All that could be seen of an agent. Null: there was nothing, or nobody can look. */
export interface LivenessEvidence {
  /** `alive` is null where the system does not say whether a process is the one that was started. */
  readonly process: (Seen & { readonly alive: boolean | null }) | null;
  readonly event: Seen | null;
  readonly transcript: Seen | null;
  readonly git: Seen | null;
  /** What a person is asked and has not answered. */
  readonly question: Seen | null;
}

/** An agent that thinks says nothing for a while; longer than this is worth a look. */
export const SILENT_AFTER_MS = 60_000;

/** What the evidence shows at this moment. */
export function livenessOf(evidence: LivenessEvidence, now: number): Liveness {
  return { state: stateOf(evidence, now), evidence: listOf(evidence) };
}

function stateOf({ process, event, transcript, git, question }: LivenessEvidence, now: number): LivenessState {
  if (process?.alive === false) return 'gone';
  if (question !== null) return 'waiting';
  if ([event, transcript, git].some((seen) => seen !== null && now - seen.at < SILENT_AFTER_MS)) return 'working';
  return process?.alive === true ? 'silent' : 'unknown';
}

function listOf(evidence: LivenessEvidence): Evidence[] {
  const signals: readonly EvidenceSignal[] = ['question', 'event', 'transcript', 'git', 'process'];
  return signals
    .flatMap((signal) => {
      const seen = evidence[signal];
      return seen === null ? [] : [{ signal, says: seen.says, at: seen.at }];
    })
    .sort((a, b) => b.at - a.at);
}
