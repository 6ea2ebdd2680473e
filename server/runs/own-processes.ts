import type { ProcessIdentity } from '../engine/ports.ts';
import type { Guard } from '../platform/processes/guard.ts';
import type { Logger } from '../platform/logger.ts';
import type { Journal } from '../store/journal.ts';

/** Remembers what we have started, so that nothing of it outlives a crash of ours. */
export interface OwnProcesses {
  /** Throws where it cannot be remembered: then it must not go on. */
  onStarted(process: ProcessIdentity): void;
  onEnded(process: ProcessIdentity): void;
}

/** The guard ends what is left at once; where it was killed as well, the next server does, from the journal. */
export function createOwnProcesses(journal: Journal, guard: Guard, log: Logger): OwnProcesses {
  return {
    onStarted(process) {
      // The journal takes its time.
      guard.watch(process);
      journal.addProcess(process);
    },
    onEnded(process) {
      guard.forget(process);
      try {
        journal.removeProcess(process);
      } catch (error) {
        log.warn('book-keeping failed; the next start reaps what is left', error);
      }
    },
  };
}
