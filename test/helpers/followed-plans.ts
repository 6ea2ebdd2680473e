import { createPlanIndex, type PlanChange, type PlanIndex } from '../../server/plans/plan-index.ts';
import { createPlanSession, type PlanSession, type PlanSessionOptions } from '../../server/plans/plan-session.ts';
import { watchFolders, type WatchFolders } from '../../server/platform/watch-folders.ts';

/** An index with a real watcher, and what it told. */
export interface FollowedPlans {
  readonly index: PlanIndex;
  readonly warnings: readonly string[];
  /** Everything that the watcher was told to look at. */
  readonly watched: ReadonlySet<string>;
  /** Does something and resolves when the index has told of a change like this because of it. */
  after(act: () => void, isMeant: (change: PlanChange) => boolean): Promise<PlanChange>;
}

/** A client of an index: which documents were checked, and what is found in each. */
export interface FollowedSession {
  readonly session: PlanSession;
  /** The documents that were checked since this was last asked, in order. */
  takeChecked(): readonly string[];
  /** Rules that speak, by document. */
  readonly found: ReadonlyMap<string, readonly string[]>;
}

/** Follows plans on disk while `work` lasts. */
export async function withPlans(work: (plans: FollowedPlans) => Promise<void>): Promise<void> {
  const warnings: string[] = [];
  const watched = new Set<string>();
  const watch: WatchFolders = (options) => {
    const watcher = watchFolders(options);
    return {
      ...watcher,
      add(path) {
        watched.add(path);
        watcher.add(path);
      },
    };
  };
  const index = createPlanIndex({ watch, warn: (message) => void warnings.push(message) });
  const after: FollowedPlans['after'] = (act, isMeant) =>
    new Promise((resolve) => {
      const stop = index.onChange((change) => {
        if (!isMeant(change)) return;
        stop();
        resolve(change);
      });
      act();
    });
  try {
    await work({ index, warnings, watched, after });
  } finally {
    index.dispose();
  }
}

/** Opens a session on the folders, follows it while `work` lasts, and waits first until everything was checked once. */
export async function withSession(
  index: PlanIndex,
  folders: readonly string[],
  options: Partial<PlanSessionOptions>,
  work: (followed: FollowedSession) => Promise<void>,
): Promise<void> {
  let checked: string[] = [];
  const found = new Map<string, readonly string[]>();
  const session = createPlanSession(index, {
    onFailure(_file, error) {
      throw error;
    },
    ...options,
    onCheck: (file) => void checked.push(file),
    onFindings: (file, findings) =>
      void found.set(
        file,
        findings.map(({ rule }) => rule),
      ),
  });
  try {
    session.setFolders(folders);
    await session.settle();
    const takeChecked = (): readonly string[] => {
      const taken = checked;
      checked = [];
      return taken;
    };
    await work({ session, takeChecked, found });
  } finally {
    session.dispose();
  }
}
