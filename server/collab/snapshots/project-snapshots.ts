import type { MachineRole } from '#schemas/wire/machine.ts';
import type { Members, Transport, TransportTiming } from '../../transports/transport.ts';
import type { Memory } from '../shared-project.ts';
import { beginAnew, isLeftBehind } from './begin-anew.ts';
import { describeProject } from './project-state.ts';
import { createSnapshotWriter } from './snapshot-writer.ts';

export interface ProjectSnapshotsDeps {
  readonly transport: Transport;
  readonly members: Pick<Members, 'main'> & { role(): MachineRole | null };
  readonly timing: Pick<TransportTiming, 'beatMs' | 'retentionMs'>;
  /** For people; what was told before is over. */
  tell(text: string): void;
  warn(message: string, error: unknown): void;
}

/** A project's snapshots: main writes them, and whoever cannot go on without begins anew from the newest. */
export interface ProjectSnapshots {
  remember(part: string, memory: Memory): void;
  /** A record was said or applied. */
  count(): void;
  /** Before anything is handed on. Never rejects: what cannot be had now is had when it is asked for again. */
  catchUp(): Promise<void>;
  isLeftBehind(): Promise<boolean>;
  close(): Promise<void>;
}

export function createProjectSnapshots(deps: ProjectSnapshotsDeps): ProjectSnapshots {
  const { transport, members, timing, tell, warn } = deps;
  const memories = new Map<string, Memory>();
  const closing = new AbortController();
  const isMain = (): boolean => members.role() === 'main';
  const writer = createSnapshotWriter({
    ...timing,
    snapshots: transport.snapshots,
    isMain,
    describe: () => Promise.resolve(describeProject(memories, Date.now())),
    warn,
  });
  return {
    remember: (part, memory) => void memories.set(part, memory),
    count: writer.count,
    async catchUp() {
      if (isMain()) return;
      try {
        const begun = await beginAnew({ transport, memories, beatMs: timing.beatMs, closing: closing.signal });
        if (begun !== null) tell(begunText(begun.at, begun.main));
      } catch (error) {
        if (!closing.signal.aborted) tell(failedText(members.main(), error));
      }
    },
    isLeftBehind: async () => !isMain() && !closing.signal.aborted && (await isLeftBehind(transport)),
    close() {
      closing.abort();
      return writer.close();
    },
  };
}

const begunText = (at: number, main: string): string =>
  `This machine is new, or was away for so long that others have removed what it had not read: it begins anew from main's snapshot of ${new Date(at).toISOString()} (${main}).`;

const failedText = (main: string | null, error: unknown): string =>
  `The snapshot of main (${main ?? 'unknown'}) could not be taken over: ${error instanceof Error ? error.message : String(error)}. It is tried again where it is needed; otherwise restart CLUTCH on main.`;
