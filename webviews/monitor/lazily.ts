/** A part of the page that is fetched when it is first wanted. */
export type Part<T> =
  | { readonly state: 'coming' }
  | { readonly state: 'there'; readonly part: T }
  | { readonly state: 'failed' };

/** Calls `load` when the part is first asked for, and `onSettled` once it is known whether it came. */
export function lazily<T>(load: () => Promise<T>, onSettled: () => void): () => Part<T> {
  let part: Part<T> | null = null;
  const settle = (settled: Part<T>): void => {
    part = settled;
    onSettled();
  };
  return () => {
    if (part === null) {
      part = { state: 'coming' };
      load().then(
        (loaded) => settle({ state: 'there', part: loaded }),
        (error: unknown) => {
          console.error(error);
          settle({ state: 'failed' });
        },
      );
    }
    return part;
  };
}
