import { Disposable } from 'vscode';

/** One disposable that disposes of all, last made first. */
export function disposeAll(...parts: readonly { dispose(): unknown }[]): Disposable {
  return new Disposable(() => {
    for (const part of parts.toReversed()) part.dispose();
  });
}
