/** Sends at most once per `intervalMs` and key; the last state always goes out. No timer runs while nothing changes. */
export function createThrottle(intervalMs: number, send: (key: string) => void): (key: string) => void {
  const last = new Map<string, number>();
  const waiting = new Set<string>();
  const flush = (key: string): void => {
    waiting.delete(key);
    last.set(key, Date.now());
    send(key);
  };
  return (key) => {
    if (waiting.has(key)) return;
    // Bounded, because a clock that is set back must not hold a change back for hours.
    const wait = Math.min((last.get(key) ?? 0) + intervalMs - Date.now(), intervalMs);
    if (wait <= 0) return flush(key);
    waiting.add(key);
    setTimeout(() => flush(key), wait);
  };
}
