export interface IdleExit {
  /** To be called whenever the need for the server may have changed. */
  check(): void;
}

/** Calls `leave` once nothing has needed the server for `idleMs`. One timer at most, and none while it is needed. */
export function createIdleExit(idleMs: number, isNeeded: () => boolean, leave: () => void): IdleExit {
  let timer: NodeJS.Timeout | null = null;
  const due = (): void => {
    timer = null;
    if (!isNeeded()) leave();
  };
  return {
    check() {
      if (timer) clearTimeout(timer);
      timer = isNeeded() ? null : setTimeout(due, idleMs);
    },
  };
}
