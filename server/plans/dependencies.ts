/** Which documents asked for what when they were last checked, so that a change reaches exactly those. */
export interface Dependencies {
  /** Replaces what the document asked for before. */
  set(document: string, keys: ReadonlySet<string>): void;
  drop(document: string): void;
  /** The documents that asked for this. */
  of(key: string): Iterable<string>;
}

export function createDependencies(): Dependencies {
  const asked = new Map<string, ReadonlySet<string>>();
  const askers = new Map<string, Set<string>>();
  const drop = (document: string): void => {
    for (const key of asked.get(document) ?? []) {
      const documents = askers.get(key);
      documents?.delete(document);
      if (documents?.size === 0) askers.delete(key);
    }
    asked.delete(document);
  };
  return {
    set(document, keys) {
      drop(document);
      if (keys.size === 0) return;
      asked.set(document, keys);
      for (const key of keys) {
        const documents = askers.get(key);
        if (documents) documents.add(document);
        else askers.set(key, new Set([document]));
      }
    },
    drop,
    of: (key) => askers.get(key) ?? [],
  };
}
