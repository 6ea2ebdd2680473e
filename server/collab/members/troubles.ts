/** What cannot be done now: shown until it succeeds, and logged when it begins and ends. */
export interface Troubles {
  /** Never rejects. */
  trying(what: string, work: () => Promise<void>): Promise<void>;
  all(): readonly string[];
}

export function createTroubles(warn: (message: string) => void, changed: () => void): Troubles {
  const troubles = new Map<string, string>();
  return {
    async trying(what, work) {
      const before = troubles.get(what);
      try {
        await work();
        troubles.delete(what);
      } catch (error) {
        troubles.set(what, `${what} failed: ${error instanceof Error ? error.message : String(error)}`);
      }
      const after = troubles.get(what);
      if (after === before) return;
      warn(after ?? `${what} works again.`);
      changed();
    },
    all: () => [...troubles.values()],
  };
}
