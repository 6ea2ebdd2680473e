const IDS_PER_GENERATION = 50_000;

/**
 * What became of the newest ids, at least fifty thousand of them. Two generations, because taking the oldest out of one
 * large map again and again gets slower with every one that was taken.
 */
export interface SaidIds<Value> {
  get(id: string): Value | undefined;
  set(id: string, value: Value): void;
  delete(id: string): void;
}

export function createSaidIds<Value>(): SaidIds<Value> {
  let newer = new Map<string, Value>();
  let older = new Map<string, Value>();
  return {
    get: (id) => newer.get(id) ?? older.get(id),
    set(id, value) {
      if (newer.size >= IDS_PER_GENERATION) {
        older = newer;
        newer = new Map();
      }
      newer.set(id, value);
    },
    delete(id) {
      newer.delete(id);
      older.delete(id);
    },
  };
}
