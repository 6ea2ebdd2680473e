import type { Journal } from '../store/journal.ts';

/** One version of one prompt, over all runs. */
export interface VersionUse {
  readonly template: string;
  readonly version: string;
  readonly firstSentAt: number;
  lastSentAt: number;
}

export interface PromptUses {
  /** What the session of an effect was told last. */
  of(effect: string): VersionUse | undefined;
  all(): readonly VersionUse[];
}

export interface PromptLog {
  /** As the journal has it now. What was read before is not read again. */
  read(): Promise<PromptUses>;
}

/** As many at once as take a few milliseconds; between two of them the server does other things. */
const CHUNK = 2_000;

export function createPromptLog(journal: Pick<Journal, 'sentPrompts'>): PromptLog {
  const byEffect = new Map<string, VersionUse>();
  const versions = new Map<string, VersionUse>();
  const uses: PromptUses = { of: (effect) => byEffect.get(effect), all: () => [...versions.values()] };
  let last = 0;
  let reading: Promise<void> | null = null;
  const readOn = async (): Promise<void> => {
    for (;;) {
      const chunk = journal.sentPrompts(last, CHUNK);
      for (const { id, effect, template, version, at } of chunk) {
        const key = `${template} ${version}`;
        const use = versions.get(key) ?? { template, version, firstSentAt: at, lastSentAt: at };
        use.lastSentAt = at;
        versions.set(key, use);
        byEffect.set(effect, use);
        last = id;
      }
      if (chunk.length < CHUNK) return;
      await new Promise(setImmediate);
    }
  };
  return {
    async read() {
      reading ??= readOn().finally(() => (reading = null));
      await reading;
      return uses;
    },
  };
}
