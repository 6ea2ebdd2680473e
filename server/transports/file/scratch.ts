import type { ShareFiles } from './share-files.ts';

const SCRATCH = /^[a-z0-9-]{1,64}$/;

/** What calls that failed, or a start that was ended, have left in this machine's own scratch folder. */
export interface Scratch {
  /** All of it; for a start, before anything is written. */
  clear(): Promise<void>;
  /** What was there the last time too: by then nobody writes to it any more. */
  prune(): Promise<void>;
}

export function createScratch(share: Pick<ShareFiles, 'list' | 'remove'>, folder: string): Scratch {
  let before: ReadonlySet<string> = new Set();
  const look = async (): Promise<readonly string[]> =>
    ((await share.list(folder)) ?? []).filter((name) => SCRATCH.test(name));
  const remove = (names: readonly string[]): Promise<void> => share.remove(names.map((name) => `${folder}/${name}`));
  return {
    clear: async () => remove(await look()),
    async prune() {
      const names = await look();
      await remove(names.filter((name) => before.has(name)));
      before = new Set(names);
    },
  };
}
