import { createHash } from 'node:crypto';

/** The name of a session's task in the shared place: the same for the same effect of the same run, on every start. */
export function taskOf({ run, effect, workstream }: { run: string; effect: string; workstream: string }): string {
  const words = workstream
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 24);
  const hash = createHash('sha256').update(`${run}\n${effect}`).digest('hex').slice(0, 20);
  return words === '' ? `task-${hash}` : `${words}-${hash}`;
}
