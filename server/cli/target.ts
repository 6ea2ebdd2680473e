import path from 'node:path';
import type { StartRunParams } from '#schemas/protocol/runs.ts';

/** `[PRD|project] [start] [end]`. A first argument that is only a phase number means: this project, from that phase. */
export function readTarget(
  [first, second, third]: readonly string[],
  cwd: string,
): Pick<StartRunParams, 'target' | 'start' | 'end'> {
  const isPhase = first !== undefined && /^\d+(\.\d+|[a-z])?$/i.test(first);
  if (isPhase && third === undefined) return { target: cwd, start: first, end: second ?? null };
  return { target: path.resolve(cwd, first ?? '.'), start: second ?? null, end: third ?? null };
}
