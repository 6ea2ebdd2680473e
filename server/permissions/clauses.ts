import type { PermissionClause } from '#schemas/permission-policy.ts';
import type { AgentRole } from '#schemas/run/policy.ts';
import type { Part } from './action.ts';
import { globFits } from './glob.ts';
import { normalised } from './paths.ts';

/** Where and for whom a clause is looked at. */
export interface Place {
  readonly role: AgentRole;
  /** Absolute paths. */
  readonly worktree: string;
  readonly home: string;
}

/** Whether everything that the clause names fits this part of an action. */
export function clauseFits(clause: PermissionClause, part: Part, place: Place): boolean {
  const { class: what, command, paths, access, hosts, roles } = clause;
  if (what !== undefined && what !== part.class) return false;
  if (roles !== undefined && !roles.includes(place.role)) return false;
  if (command !== undefined && !command.split(' ').every((word, index) => part.command[index] === word)) return false;
  if (hosts !== undefined && !hosts.some((host) => hostFits(host, part.host))) return false;
  if (access !== undefined && access !== (part.access === 'delete' ? 'write' : part.access)) return false;
  if (paths === undefined) return true;
  const { path } = part;
  return path !== null && paths.some((pattern) => globFits(absolute(pattern, place), absolute(path, place)));
}

function hostFits(pattern: string, host: string | null): boolean {
  if (host === null) return false;
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
}

function absolute(path: string, { worktree, home }: Place): string {
  if (path === '~' || path.startsWith('~/')) return normalised(`${home}/${path.slice(1)}`);
  return normalised(path.startsWith('/') ? path : `${worktree}/${path}`);
}

/** The clause in words: `network curl api.example.com`. */
export function describeClause({ class: what, command, paths, access, hosts, roles }: PermissionClause): string {
  const words = [
    what,
    command,
    access,
    paths?.join(', '),
    hosts?.join(', '),
    roles === undefined ? undefined : `for ${roles.join(', ')}`,
  ];
  return words
    .filter((word) => word !== undefined)
    .join(' ')
    .slice(0, 300);
}
