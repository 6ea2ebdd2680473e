/** Counts the time in which an agent says nothing while nobody else is to blame for it. */
export interface Silence {
  /** The agent said something. */
  broken(): void;
  /** Waits for a person, which is not silence; several questions may be open at once. */
  during<Result>(waiting: Promise<Result>): Promise<Result>;
  stop(): void;
}

export function createSilence(limitMs: number, onSilent: () => void): Silence {
  // A longer delay would overflow Node's timer and fire at once.
  const delayMs = Math.min(limitMs, 2 ** 31 - 1);
  let timer: NodeJS.Timeout | null = setTimeout(onSilent, delayMs);
  let waits = 0;
  let stopped = false;
  const restart = () => {
    if (timer !== null) clearTimeout(timer);
    timer = waits > 0 || stopped ? null : setTimeout(onSilent, delayMs);
  };
  return {
    // `refresh` instead of a new timer, because a talkative agent sends thousands of messages a second.
    broken: () => void timer?.refresh(),
    async during(waiting) {
      waits += 1;
      restart();
      try {
        return await waiting;
      } finally {
        waits -= 1;
        restart();
      }
    },
    stop() {
      stopped = true;
      restart();
    },
  };
}
