import type { Effect, EffectOf, PrpContent } from '#schemas/journal/effects.ts';
import type { EngineEvent, EventOf } from '#schemas/journal/events.ts';
import type { ExecutionReport } from '#schemas/run/phase.ts';
import type { Receipt } from '#schemas/run/receipt.ts';

export interface PlannedWorkstream {
  readonly name: string;
  readonly dependsOn?: readonly string[];
}

export interface PlannedPhase {
  readonly id: string;
  readonly workstreams: readonly PlannedWorkstream[];
  /** One level for each list. */
  readonly levels: readonly (readonly string[])[];
  /** The commit that WORKFLOW.md already names for the phase. */
  readonly completed?: string;
}

type Untimed<E> = E extends EngineEvent ? Omit<E, 'at' | 'effect'> : never;
export type Outcome = Untimed<Extract<EngineEvent, { effect: string }>>;

/** A validation command that was really run, whatever anybody reports of it. */
export interface Execution {
  readonly phase: string;
  readonly command: string;
  readonly tree: string;
  readonly passed: boolean;
}

/** What a command does: how it ends, and whether it changes the files (a formatter does). */
export interface CommandDeed {
  readonly exitCode?: number | null;
  readonly stopped?: Receipt['stopped'];
  readonly output?: string;
  readonly changes?: boolean;
}

/**
 * Git, commands and agents without any of them: a commit is a name, a tree is what it was made from. Everything
 * succeeds; what is to go wrong is said by the test, for commands by `deeds` and for the rest by other outcomes.
 */
export interface World {
  head: string;
  readonly executions: Execution[];
  /** Trees of commits that were made, by sha, and the phase's commit below each checkpoint. */
  readonly commits: Map<string, { readonly tree: string; readonly parent: string }>;
  /** Checkpoints on the branch, oldest first. */
  readonly landed: string[];
  perform(effect: Effect, deed?: CommandDeed): Outcome;
}

export const COMPLETE: ExecutionReport = {
  status: 'COMPLETE',
  filesCreated: [],
  filesModified: [],
  tests: 'all pass',
  issues: '',
  decisions: '',
};

export function createWorld(plan: readonly PlannedPhase[]): World {
  const trees = new Map<string, string>();
  let made = 0;
  const name = (kind: string): string => `${kind}${(made += 1)}`;
  const world: World = { head: 'head0', executions: [], commits: new Map(), landed: [], perform };
  function perform(effect: Effect, deed: CommandDeed = {}): Outcome {
    switch (effect.type) {
      case 'inspect-project':
        return inspected(plan, world.head);
      case 'read-prp':
        return { type: 'prp-read', prp: prpOf(plan.find(({ id }) => id === effect.phase)) };
      case 'prepare-worktree':
        return { type: 'worktree-ready', path: `w/${effect.phase}/${effect.workstream}`, branch: effect.workstream };
      case 'run-agent':
        return { type: 'agent-ended', stopReason: 'end_turn', report: COMPLETE };
      case 'collect-work': {
        const changes = [{ path: `${effect.workstream}.txt`, kind: 'added' as const }];
        return { type: 'work-collected', commit: name(`${effect.workstream}-`), changes };
      }
      case 'integrate-phase': {
        const worktree = `w/${effect.phase}`;
        const tree = `${effect.base}+${effect.commits.join('+')}`;
        trees.set(worktree, tree);
        return { type: 'phase-integrated', worktree, base: effect.base, tree };
      }
      case 'run-command':
        return runCommand(world, trees, effect, deed);
      case 'commit-phase': {
        const sha = name('commit');
        const tree = trees.get(effect.worktree) ?? 'nothing';
        world.commits.set(sha, { tree, parent: effect.base });
        return { type: 'phase-committed', sha, tree, stats: { files: 1, insertions: 2, deletions: 0 } };
      }
      case 'write-checkpoint': {
        const sha = name('checkpoint');
        world.commits.set(sha, { tree: 'with WORKFLOW.md', parent: effect.parent });
        return { type: 'checkpoint-written', sha };
      }
      case 'land-phase':
        return land(world, effect);
      case 'clean-up':
        return { type: 'cleaned-up', left: [] };
      case 'answer-agent':
        return { type: 'agent-answered' };
    }
  }
  return world;
}

function inspected(plan: readonly PlannedPhase[], head: string): Outcome {
  const phases = plan.map(({ id, completed = null }) => ({ id, title: `Part ${id}`, completed }));
  return { type: 'project-inspected', branch: 'main', head, phases };
}

export function prpOf(phase: PlannedPhase | undefined): PrpContent {
  return {
    path: `PRPs/PRP-plan-phase-${phase?.id}.md`,
    workstreams: (phase?.workstreams ?? []).map(({ name, dependsOn = [] }) => ({
      name,
      files: [`${name}.txt`],
      dependsOn: [...dependsOn],
    })),
    validation: (phase?.levels ?? []).map((commands, index) => ({
      level: index + 1,
      title: `Level ${index + 1}`,
      commands: [...commands],
      line: 40 + index * 10,
    })),
  };
}

function runCommand(
  world: World,
  trees: Map<string, string>,
  { phase, command, level, title, worktree }: EffectOf<'run-command'>,
  { exitCode = 0, stopped = null, output = '', changes = false }: CommandDeed,
): Outcome {
  const tree = trees.get(worktree) ?? 'nothing';
  const treeAfter = changes ? `${tree}'` : tree;
  trees.set(worktree, treeAfter);
  world.executions.push({ phase, command, tree, passed: exitCode === 0 && stopped === null });
  const printed = { outputHash: 'hash', outputBytes: output.length, outputTail: output };
  const receipt: Receipt = {
    level,
    title,
    command,
    exitCode,
    stopped,
    durationMs: 1500,
    tree,
    startedAt: 1,
    ...printed,
  };
  return { type: 'command-finished', receipt, treeAfter };
}

function land(world: World, { from, to }: EffectOf<'land-phase'>): Outcome {
  if (world.landed.includes(to)) return { type: 'phase-landed', head: world.head };
  if (world.head !== from) {
    return { type: 'base-moved', head: world.head, message: `main moved from ${from} to ${world.head}. Resume.` };
  }
  world.head = to;
  world.landed.push(to);
  return { type: 'phase-landed', head: to };
}

export function runRequest(overrides: Partial<EventOf<'run-requested'>> = {}): EventOf<'run-requested'> {
  return {
    type: 'run-requested',
    at: 1_000,
    run: 'r',
    project: { id: 'p', name: 'project', root: '/project' },
    prd: 'PRDs/PRD-plan.md',
    start: null,
    end: null,
    runtime: 'playbook',
    playbook: null,
    ...overrides,
  };
}
