/** Lines shown around a change. */
const AROUND = 2;
/** Some programs keep everything in one line. */
const MAX_LINE = 200;

/** What an edit at one place changes, as a unified diff of one hunk; empty where nothing is changed. */
export function lineDiff(file: string, before: string | null, after: string): string {
  const [old, now] = [linesOf(before ?? ''), linesOf(after)];
  const head = commonLength(old, now);
  const tail = commonLength(old.slice(head).toReversed(), now.slice(head).toReversed());
  const [removed, added] = [old.slice(head, old.length - tail), now.slice(head, now.length - tail)];
  if (removed.length + added.length === 0) return '';
  const above = old.slice(Math.max(0, head - AROUND), head);
  const below = old.slice(old.length - tail, Math.min(old.length, old.length - tail + AROUND));
  const range = (count: number): string => {
    const length = above.length + count + below.length;
    return `${length === 0 ? 0 : head - above.length + 1},${length}`;
  };
  const marked = (mark: string, lines: readonly string[]): string[] =>
    lines.map((line) => `${mark}${line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}…` : line}`);
  return [
    `--- ${before === null ? '/dev/null' : file}`,
    `+++ ${file}`,
    `@@ -${range(removed.length)} +${range(added.length)} @@`,
    ...marked(' ', above),
    ...marked('-', removed),
    ...marked('+', added),
    ...marked(' ', below),
    '',
  ].join('\n');
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function commonLength(one: readonly string[], other: readonly string[]): number {
  const differs = one.findIndex((line, index) => line !== other[index]);
  return differs < 0 ? Math.min(one.length, other.length) : differs;
}
