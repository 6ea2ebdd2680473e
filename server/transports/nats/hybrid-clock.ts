/** A hybrid logical clock: never goes back, and says the wall clock's time where that goes on. */
export function createHybridClock(wall: () => number): () => string {
  let ms = 0;
  let counter = 0;
  return () => {
    const now = Math.trunc(wall());
    if (now > ms) {
      ms = now;
      counter = 0;
    } else if (counter < 0xffff) {
      counter += 1;
    } else {
      ms += 1;
      counter = 0;
    }
    return `${String(ms).padStart(13, '0')}-${counter.toString(16).padStart(4, '0')}`;
  };
}
