/** What stands behind an `executor-`, and where. */
export interface ExecutorName {
  readonly name: string;
  readonly at: number;
}

const NAME = /[\p{L}\p{N}](?:[\p{L}\p{N}_.-]{0,80}[\p{L}\p{N}])?/uy;
const MAX_NAMES = 5000;

/** Names of executors: `executor-api` names `api`. */
export function executorNames(text: string): readonly ExecutorName[] {
  const found: ExecutorName[] = [];
  for (
    let at = text.indexOf('executor-');
    at >= 0 && found.length < MAX_NAMES;
    at = text.indexOf('executor-', at + 9)
  ) {
    if (/[\p{L}\p{N}_-]/u.test(text[at - 1] ?? '')) continue;
    NAME.lastIndex = at + 9;
    const name = NAME.exec(text)?.[0];
    if (name !== undefined) found.push({ name, at: at + 9 });
  }
  return found;
}
