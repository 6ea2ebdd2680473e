import type { AwayExample } from '#schemas/protocol/away.ts';
import type { PermissionClause } from '#schemas/permission-policy.ts';
import { actionOf } from '../../permissions/action.ts';
import { classifyCommand } from '../../permissions/classify-command.ts';
import { classifyRequest } from '../../permissions/classify-request.ts';
import { type Judgement, judge, type NamedPolicy } from '../../permissions/judge.ts';
import type { IsInside } from '../../permissions/places.ts';
import { BOUNDS, type CompiledPlan } from './compile.ts';

/** What is judged beside the plan, and where. */
export interface Ground {
  /** Those of the machine and the project. */
  readonly policies: readonly NamedPolicy[];
  /** Absolute paths. */
  readonly worktree: string;
  readonly home: string;
  readonly isInside: IsInside;
}

/** What would become of an action while the plan is armed, for an executor whom nobody has allowed anything yet. */
export async function tryAction(
  compiled: Pick<CompiledPlan, 'policy'>,
  ground: Ground,
  { kind, action }: Pick<AwayExample, 'kind' | 'action'>,
): Promise<AwayExample> {
  const { policies, worktree, home, isInside } = ground;
  const edit = { kind: 'edit', command: null, paths: [action], urls: [] };
  const what = kind === 'command' ? await classifyCommand(action, isInside) : await classifyRequest(edit, isInside);
  const circumstances = { policies: [compiled.policy, ...policies], grants: [], bounds: BOUNDS };
  const { verdict, clause } = judge(what, { ...circumstances, role: 'executor', worktree, home });
  return { kind, action, verdict, clause, line: lineOf(clause) };
}

/** Why changes that were made go beyond what is allowed; null where they do not. Paths are relative to the project. */
export function forbiddenChange(
  { policy }: Pick<CompiledPlan, 'policy'>,
  { policies, worktree, home }: Omit<Ground, 'isInside'>,
  changes: readonly { readonly path: string }[],
): string | null {
  const circumstances = { policies: [policy, ...policies], grants: [], bounds: BOUNDS };
  for (const { path } of changes) {
    const place = { class: 'write-in-scope', path, access: 'write', host: null, command: [] } as const;
    const action = actionOf([{ ...place, subject: '', known: true, usual: true }]);
    const { verdict, clause } = judge(action, { ...circumstances, role: 'executor', worktree, home });
    if (verdict !== 'allow') return `An agent has changed ${path}, which the plan does not allow (${clause})`;
  }
  return null;
}

/** Actions that show what a plan means: one for each of its clauses, then what people wonder about. */
export async function examplesOf(compiled: CompiledPlan, ground: Ground): Promise<AwayExample[]> {
  const { allow, ask, deny } = compiled.policy.policy;
  const ofPlan = [...allow, ...ask, ...deny].flatMap(sampleOf);
  const all = [...ofPlan, ...USUAL].map((one) => [`${one.kind} ${one.action}`, one] as const);
  const distinct = [...new Map(all).values()].slice(0, MAX_EXAMPLES);
  return Promise.all(distinct.map((one) => tryAction(compiled, ground, one)));
}

const MAX_EXAMPLES = 60;

const USUAL: readonly Pick<AwayExample, 'kind' | 'action'>[] = [
  { kind: 'edit', action: 'src/main.ts' },
  { kind: 'edit', action: 'README.md' },
  { kind: 'edit', action: '.clutch/config.json' },
  { kind: 'command', action: 'git diff' },
  { kind: 'command', action: 'npm test' },
  { kind: 'command', action: 'npm install left-pad' },
  { kind: 'command', action: 'curl https://example.com' },
  { kind: 'command', action: 'git push' },
  { kind: 'command', action: 'sudo apt-get install curl' },
  { kind: 'command', action: 'cat .env' },
  { kind: 'command', action: 'rm -rf ..' },
];

function sampleOf({ command, paths, access, class: what }: PermissionClause): Pick<AwayExample, 'kind' | 'action'>[] {
  if (command !== undefined) {
    const script = paths?.[0] !== undefined && access === 'run' && !command.includes(paths[0]);
    return [{ kind: 'command', action: script ? `./${paths[0]}` : command }];
  }
  const samples = (paths ?? []).slice(0, 3).map(sampleFile);
  if (what === 'read') return samples.map((action) => ({ kind: 'command', action: `cat ${action}` }));
  return samples.map((action) => ({ kind: 'edit', action }));
}

/** `docs/guide.md` for `docs/**`. */
function sampleFile(pattern: string): string {
  const named = pattern.replaceAll('**', 'guide').replace(/\/$/, '/guide').replaceAll('*', 'name').replaceAll('?', 'x');
  return /\.\w+$/.test(named) || !/[*/]/.test(pattern) ? named : `${named}.md`;
}

/** The line of the plan that a decision cites. */
function lineOf(clause: Judgement['clause']): number | null {
  const line = clause.startsWith(`${BOUNDS}: `) ? /\.md:(\d+)\)$/.exec(clause)?.[1] : undefined;
  return line === undefined ? null : Number(line);
}
