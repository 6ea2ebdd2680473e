import * as z from 'zod';

/**
 * What the evidence shows of an agent. `working`: it did something a moment ago; `waiting`: a person is to answer it;
 * `silent`: its process lives and nothing else was seen of it for a while; `gone`: its process is not there any more;
 * `unknown`: nothing that could be seen says anything.
 */
export const LivenessState = z.enum(['working', 'waiting', 'silent', 'gone', 'unknown']);
export type LivenessState = z.infer<typeof LivenessState>;

/** Where something was seen: `transcript` is the file that the agent itself writes of its session. */
export const EvidenceSignal = z.enum(['process', 'event', 'transcript', 'git', 'question']);
export type EvidenceSignal = z.infer<typeof EvidenceSignal>;

export const Evidence = z.object({
  signal: EvidenceSignal,
  /** What was seen, without its age: `process 4711 is there`. */
  says: z.string(),
  /** When it happened; of a process, when it was looked for. Milliseconds since the epoch. */
  at: z.number(),
});
export type Evidence = z.infer<typeof Evidence>;

/** Made anew from the evidence every time; nothing of an earlier state stays. */
export const Liveness = z.object({
  state: LivenessState,
  /** What the state was read from, newest first. */
  evidence: z.array(Evidence),
});
export type Liveness = z.infer<typeof Liveness>;

export const NOTHING_SEEN: Liveness = { state: 'unknown', evidence: [] };
