import { PermissionPolicy, type PermissionClause } from '#schemas/permission-policy.ts';
import { type Part, isAlwaysAsked } from '../../permissions/action.ts';
import { classifyCommand } from '../../permissions/classify-command.ts';
import { CHECKERS } from './topics.ts';

export type AllowClause = PermissionPolicy['allow'][number];

/** The clauses that allow exactly what a command does, or why none can. */
export async function allowedBy(command: string): Promise<{ clauses: readonly AllowClause[]; problem: string | null }> {
  const action = await classifyCommand(command, everywhere);
  const parts = action.parts.filter((part) => !(part.class === 'read' && part.usual));
  const gated = parts.find((part) => isAlwaysAsked(part.class));
  const refused = (problem: string) => ({ clauses: [], problem });
  if (gated) return refused(`\`${command}\` is ${gated.class}, which is always asked.`);
  if (parts.some((part) => part.command[0] === 'clutch')) {
    return refused(`\`${command}\` decides about runs and plans, which is for a person alone.`);
  }
  const clauses = parts.map(clauseOf);
  const good = clauses.filter((clause) => clause !== null);
  if (good.length < clauses.length) {
    return refused(
      `\`${command}\` is too broad to be allowed: name a program with what it is to do, without shell operators.`,
    );
  }
  return { clauses: distinct(good), problem: null };
}

/** The clauses that hold a command back, which may be wider than what was written. */
export async function heldBackBy(command: string): Promise<readonly PermissionClause[]> {
  const { parts } = await classifyCommand(command, everywhere);
  const clauses = parts.flatMap(({ command: words }): PermissionClause[] => {
    const text = words.slice(0, 8).join(' ');
    return text === '' || text.length > 200 || /\s{2}|^\s|\s$/.test(text) ? [] : [{ command: text }];
  });
  return distinct(clauses);
}

/** In a plan, a command is meant for the project's own folder. */
const everywhere = async (path: string): Promise<boolean> => !path.startsWith('/') && !path.startsWith('~');

function clauseOf({ command, path, known, access }: Part): AllowClause | null {
  const [name, ...operands] = command;
  if (name === undefined || !known) return null;
  const place = path === null || path === '.' ? null : path;
  // The command of a script is its name without the folder, so its place is needed as well.
  if (operands.length === 0 && place === null && !CHECKERS.has(name)) return null;
  const clause = {
    command: [name, ...operands].slice(0, 8).join(' '),
    ...(place === null ? {} : { paths: [place] }),
    ...(place === null || access === null ? {} : { access: access === 'delete' ? ('write' as const) : access }),
  };
  const parsed = PermissionPolicy.safeParse({ allow: [clause] });
  return parsed.success ? clause : null;
}

export function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
