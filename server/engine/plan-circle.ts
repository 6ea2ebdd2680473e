import type { PrpContent } from '#schemas/journal/effects.ts';

/** Workstreams that wait for one another, in order and closed: nobody of them could ever start. Null without any. */
export function circleIn(workstreams: PrpContent['workstreams']): readonly string[] | null {
  const before = new Map(workstreams.map(({ name, dependsOn }) => [name, dependsOn]));
  const known = new Set<string>();
  const follow = (name: string, path: readonly string[]): readonly string[] | null => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (known.has(name)) return null;
    known.add(name);
    for (const next of before.get(name) ?? []) {
      const circle = follow(next, [...path, name]);
      if (circle) return circle;
    }
    return null;
  };
  for (const { name } of workstreams) {
    const circle = follow(name, []);
    if (circle) return circle;
  }
  return null;
}
