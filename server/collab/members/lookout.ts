/** Does the same thing again and again, one after the other, and sooner when somebody asks. */
export interface Lookout {
  /** Resolves after a look that began later than this call. */
  look(): Promise<void>;
  /** Asks for a look as soon as what runs now has returned. */
  soon(): void;
  /** Resolves when what is under way has ended. */
  close(): Promise<void>;
}

/** `work` never rejects, and gives the milliseconds until it wants to be done again. */
export function createLookout(work: () => Promise<number>): Lookout {
  let last = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  const again = (ms: number): void => {
    clearTimeout(timer);
    if (!isClosed) timer = setTimeout(() => void look(), ms).unref();
  };
  const look = (): Promise<void> => {
    last = last.then(async () => {
      if (!isClosed) again(await work());
    });
    return last;
  };
  return {
    look,
    soon: () => again(0),
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await last;
    },
  };
}
