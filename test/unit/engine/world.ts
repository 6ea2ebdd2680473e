import type { SessionUsage } from '#schemas/run/usage.ts';
import { used } from './used.ts';
import type { Checkpoint } from '#schemas/document/checkpoint.ts';
import type { Effect, EffectOf, PrpContent } from '#schemas/journal/effects.ts';
import type { EngineEvent, EventOf } from '#schemas/journal/events.ts';
import type { ExecutionReport } from '#schemas/run/phase.ts';
import { RunPolicy } from '#schemas/run/policy.ts';
import type { Receipt } from '#schemas/run/receipt.ts';
import type { FixReport, VerificationReport } from '#schemas/run/reports.ts';
import { prpOf, type PlannedPhase } from './plan.ts';

export { prpOf, type PlannedPhase, type PlannedWorkstream } from './plan.ts';

type Untimed<E> = E extends EngineEvent ? Omit<E, 'at' | 'effect'> : never;
export type Outcome = Untimed<Extract<EngineEvent, { effect: string }>>;

/** A validation command that was really run, whatever anybody reports of it. */
export interface Execution {
  readonly phase: string;
  readonly command: string;
  readonly tree: string;
  readonly passed: boolean;
}

/** What somebody does in the world; by default all goes well. */
export interface Deed {
  readonly exitCode?: number | null;
  readonly stopped?: Receipt['stopped'];
  readonly output?: string;
  /** Of a command: it changes the files (a formatter does). Of an agent: it changes none when false. */
  readonly changes?: boolean;
  /** Workstreams that a failure concerns. */
  readonly concerns?: readonly string[];
  /** Paths that an agent changes although they are not its own. */
  readonly outside?: readonly string[];
  readonly report?: ExecutionReport | null;
  readonly stopReason?: string;
  readonly verification?: VerificationReport | null;
  readonly gapOwners?: readonly (string | null)[];
  readonly contract?: EventOf<'agent-ended'>['contract'];
  readonly usage?: SessionUsage;
  /** Name of the other machine that an agent worked on. */
  readonly machine?: string;
}

/** Files by path; the value says who wrote it, and when: `1/api#7`. */
type Files = ReadonlyMap<string, string>;

export interface Commit {
  readonly parents: readonly string[];
  readonly files: Files;
  readonly tree: string;
  readonly checkpoint: Checkpoint | null;
}

/** Git, commands and agents without any of them; everything succeeds, but for what a deed says. */
export interface World {
  /** The branch, or with `stage` what a person has staged on it. */
  head: string;
  readonly plan: PlannedPhase[];
  readonly executions: Execution[];
  readonly commits: ReadonlyMap<string, Commit>;
  /** Checkpoints on the branch, oldest first. */
  readonly landed: string[];
  /** The commit of all merges from which a tree was made. */
  readonly tips: ReadonlyMap<string, string>;
  perform(effect: Effect, deed?: Deed): Outcome;
  /** What an agent at work has changed so far. */
  observe(effect: EffectOf<'run-agent'>, deed?: Deed): Outcome;
  /** Somebody builds on the branch. */
  moveBranch(): void;
  /** Whether a commit is among those that another one was made from. */
  contains(descendant: string, ancestor: string): boolean;
}

export const COMPLETE: ExecutionReport = {
  status: 'COMPLETE',
  filesCreated: [],
  filesModified: [],
  tests: 'all pass',
  issues: '',
  decisions: '',
};

export const PASS: VerificationReport = { grade: 'PASS', requirements: 'all', tests: 'all', gaps: [], warnings: '' };
const FIXED: FixReport = { status: 'FIXED', fixes: [], remaining: '' };
const NO_FILES: Files = new Map();

interface Inner {
  readonly commits: Map<string, Commit>;
  readonly worktrees: Map<string, { files: Files; tree: string }>;
  readonly tips: Map<string, string>;
  name(kind: string): string;
  filesOf(sha: string): Files;
}

export function createWorld(planned: readonly PlannedPhase[]): World {
  const commits = new Map<string, Commit>([['head0', commitOf([], NO_FILES, 'tree0')]]);
  let made = 0;
  const inner: Inner = {
    commits,
    worktrees: new Map(),
    tips: new Map(),
    name: (kind) => `${kind}${(made += 1)}`,
    filesOf: (sha) => commits.get(sha)?.files ?? NO_FILES,
  };
  const world: World = {
    head: 'head0',
    plan: [...planned],
    executions: [],
    landed: [],
    commits,
    tips: inner.tips,
    perform: (effect, deed = {}) => perform(world, inner, effect, deed),
    observe(_effect, deed = {}) {
      const outside = (deed.outside ?? []).map((path) => ({ path, owner: 'somebody' }));
      return { type: 'work-observed', changed: deed.changes === false ? 0 : 1, outside };
    },
    moveBranch() {
      const sha = inner.name('person');
      const files = new Map([...inner.filesOf(world.head), ['person.txt', `person#${sha}`]]);
      commits.set(sha, commitOf([world.head], files, sha));
      world.head = sha;
    },
    contains(descendant, ancestor) {
      if (descendant === ancestor) return true;
      return commits.get(descendant)?.parents.some((parent) => world.contains(parent, ancestor)) ?? false;
    },
  };
  return world;
}

function commitOf(
  parents: readonly string[],
  files: Files,
  tree: string,
  checkpoint: Checkpoint | null = null,
): Commit {
  return { parents, files, tree, checkpoint };
}

function perform(world: World, inner: Inner, effect: Effect, deed: Deed): Outcome {
  switch (effect.type) {
    case 'inspect-project': {
      const phases = world.plan.map(({ id, completed = null }) => ({ id, title: `Part ${id}`, completed }));
      return { type: 'project-inspected', branch: 'main', head: world.head, phases };
    }
    case 'read-prp': {
      const phase = world.plan.find(({ id }) => id === effect.phase);
      const prp: PrpContent = prpOf(phase);
      return phase?.missing ? { type: 'prp-missing', wanted: prp.path } : { type: 'prp-read', prp };
    }
    case 'prepare-worktree': {
      const path = `w/${effect.phase}/${effect.workstream}`;
      inner.worktrees.set(path, { files: inner.filesOf(effect.base), tree: effect.base });
      return { type: 'worktree-ready', path, branch: effect.workstream };
    }
    case 'run-agent':
      return runAgent(inner, effect, deed);
    case 'look-at-team': {
      const changed = effect.worktrees.filter(({ path, base }) => {
        return changesIn(inner.worktrees.get(path)?.files ?? NO_FILES, inner.filesOf(base)).length > 0;
      });
      return { type: 'team-seen', changed: changed.length };
    }
    case 'collect-work':
      return collectWork(inner, effect);
    case 'collect-plan': {
      if (deed.changes === false) {
        return { type: 'plan-collected', commit: null, findings: [{ path: 'PRP', message: 'no validation' }] };
      }
      const sha = inner.name('plan');
      inner.commits.set(sha, commitOf([effect.base], inner.filesOf(effect.base), sha));
      return { type: 'plan-collected', commit: sha, findings: [] };
    }
    case 'compare-contracts': {
      const comparisons = effect.pairs.map(({ from, to, published }) => {
        const differences = deed.changes ? [{ workstream: to, message: 'a trailing slash' }] : [];
        return { from, to, published, consumed: published, differences };
      });
      return { type: 'contracts-compared', comparisons };
    }
    case 'clean-up':
      return { type: 'cleaned-up', left: [] };
    case 'answer-agent':
      return { type: 'agent-answered', delivered: true };
    default:
      return finish(world, inner, effect, deed);
  }
}

type Finishing = EffectOf<
  'integrate-phase' | 'conclude-merge' | 'run-command' | 'commit-phase' | 'write-checkpoint' | 'land-phase'
>;

function finish(world: World, inner: Inner, effect: Finishing, deed: Deed): Outcome {
  switch (effect.type) {
    case 'integrate-phase':
      return integrate(world, inner, effect, deed);
    case 'conclude-merge': {
      if (deed.changes === false) return { type: 'merge-concluded', commit: null, unresolved: effect.files };
      const sha = inner.name('resolved');
      const files = new Map([...inner.filesOf(effect.ours), ...inner.filesOf(effect.theirs)]);
      inner.commits.set(sha, commitOf([effect.ours, effect.theirs], files, sha));
      return { type: 'merge-concluded', commit: sha, unresolved: [] };
    }
    case 'run-command':
      return runCommand(world, inner, effect, deed);
    case 'commit-phase': {
      const sha = inner.name('commit');
      const { files, tree } = inner.worktrees.get(effect.worktree) ?? { files: NO_FILES, tree: 'nothing' };
      const now = deed.changes ? `${tree}?` : tree;
      inner.commits.set(sha, commitOf([effect.base], files, now));
      return { type: 'phase-committed', sha, tree: now, stats: { files: 1, insertions: 2, deletions: 0 } };
    }
    case 'write-checkpoint': {
      const sha = inner.name('checkpoint');
      const files = inner.filesOf(effect.parent);
      inner.commits.set(sha, commitOf([effect.parent], files, `${effect.parent} with WORKFLOW.md`, effect.checkpoint));
      return { type: 'checkpoint-written', sha };
    }
    case 'land-phase':
      return land(world, effect);
  }
}

/** The session starts from exactly its base, and changes its own files and whatever the deed says beside them. */
function runAgent(inner: Inner, effect: EffectOf<'run-agent'>, deed: Deed): Outcome {
  const { role, phase, workstream, base, brief, ownership } = effect;
  const usage = deed.usage ?? used(100, 0.5);
  const { stopReason = 'end_turn', machine } = deed;
  const ended = { type: 'agent-ended' as const, stopReason, usage, ...(machine === undefined ? {} : { machine }) };
  const nothing = { report: null, verification: null, gapOwners: [], fix: null, contract: null };
  if (role === 'validator') {
    const verification = deed.verification === undefined ? PASS : deed.verification;
    return { ...ended, ...nothing, verification, gapOwners: [...(deed.gapOwners ?? [])] };
  }
  if (role === 'research' || role === 'conflict_resolver') return { ...ended, ...nothing };
  const stated = { text: `contract of ${workstream}`, findings: [] };
  if (effect.task === 'contract') {
    return { ...ended, ...nothing, contract: deed.contract === undefined ? stated : deed.contract };
  }
  const files = new Map(inner.filesOf(base));
  // Whoever is told to put something back does.
  if (brief.guidance.some((words) => words.includes('Put them back'))) {
    for (const [path, by] of files)
      if (by.startsWith(`${phase}/${workstream}#`) && !owns(ownership, path)) files.delete(path);
  }
  const own = ownership.files.find((path) => !ownership.taken.includes(path)) ?? `${workstream}.txt`;
  const by = `${phase}/${workstream}${inner.name('#')}`;
  if (deed.changes !== false) files.set(own, by);
  for (const path of deed.outside ?? []) files.set(path, by);
  inner.worktrees.set(effect.worktree, { files, tree: by });
  const report = deed.report === undefined ? COMPLETE : deed.report;
  const fix = role === 'debugger' ? FIXED : null;
  return { ...ended, ...nothing, report, fix, contract: deed.contract === undefined ? stated : deed.contract };
}

export function owns({ files, granted, taken }: EffectOf<'run-agent'>['ownership'], path: string): boolean {
  if (granted.includes(path)) return true;
  return !taken.includes(path) && (files.length === 0 ? !path.endsWith('.md') : files.includes(path));
}

function changesIn(after: Files, before: Files): string[] {
  const changed = [...after].filter(([path, by]) => before.get(path) !== by).map(([path]) => path);
  return [...changed, ...[...before.keys()].filter((path) => !after.has(path))];
}

function collectWork(inner: Inner, effect: EffectOf<'collect-work'>): Outcome {
  const since = inner.filesOf(effect.since);
  const files = new Map(inner.worktrees.get(effect.worktree)?.files ?? NO_FILES);
  for (const path of effect.drop) {
    const before = since.get(path);
    if (before === undefined) files.delete(path);
    else files.set(path, before);
  }
  const commit = inner.name(`${effect.workstream}-`);
  inner.commits.set(commit, commitOf([effect.base], files, commit));
  const paths = changesIn(files, since);
  const outside = paths.filter((path) => !owns(effect.ownership, path)).map((path) => ({ path, owner: 'somebody' }));
  const changes = paths.map((path) => ({ path, kind: 'modified' as const }));
  return { type: 'work-collected', commit, changes, outside };
}

function integrate(world: World, inner: Inner, effect: EffectOf<'integrate-phase'>, deed: Deed): Outcome {
  const worktree = `w/${effect.phase}`;
  const { head } = world;
  const [theirs] = effect.commits.slice(-1);
  if (deed.changes && theirs !== undefined) {
    const conflict = { ours: head, theirs, files: ['both.txt'] };
    return { type: 'merge-conflicted', worktree, base: head, ...conflict };
  }
  const before = inner.filesOf(effect.base);
  const files = new Map(inner.filesOf(head));
  for (const sha of effect.commits) {
    for (const [path, by] of inner.filesOf(sha)) if (before.get(path) !== by) files.set(path, by);
  }
  const tree = `${head}+${effect.commits.join('+')}`;
  const tip = inner.name('tip');
  inner.commits.set(tip, commitOf([head, ...effect.commits], files, tree));
  inner.worktrees.set(worktree, { files, tree });
  inner.tips.set(tree, tip);
  return { type: 'phase-integrated', worktree, base: head, tip, tree };
}

function runCommand(world: World, inner: Inner, effect: EffectOf<'run-command'>, deed: Deed): Outcome {
  const { phase, command, level, title, worktree } = effect;
  const { exitCode = 0, stopped = null, output = '', changes = false } = deed;
  const before = inner.worktrees.get(worktree) ?? { files: NO_FILES, tree: 'nothing' };
  const { tree } = before;
  const treeAfter = changes ? `${tree}'` : tree;
  inner.worktrees.set(worktree, { ...before, tree: treeAfter });
  inner.tips.set(treeAfter, inner.tips.get(tree) ?? 'nothing');
  world.executions.push({ phase, command, tree, passed: exitCode === 0 && stopped === null });
  const printed = { outputHash: 'hash', outputBytes: output.length, outputTail: output };
  const ending = { exitCode, stopped, durationMs: 1500, startedAt: 1 };
  const receipt: Receipt = { level, title, command, ...ending, tree, ...printed };
  return { type: 'command-finished', receipt, treeAfter, concerns: [...(deed.concerns ?? [])] };
}

function land(world: World, { what, phase, from, to }: EffectOf<'land-phase'>): Outcome {
  if (world.landed.includes(to)) return { type: 'phase-landed', head: world.head };
  if (world.head !== from) {
    return { type: 'base-moved', head: world.head, message: `main moved from ${from} to ${world.head}.` };
  }
  world.head = to;
  if (what === 'phase') world.landed.push(to);
  const index = world.plan.findIndex(({ id }) => id === phase);
  const planned = world.plan[index];
  if (what === 'plan' && planned) world.plan[index] = { ...planned, missing: false };
  return { type: 'phase-landed', head: to };
}

export const POLICY: RunPolicy = RunPolicy.parse({});

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
    policy: POLICY,
    history: null,
    ...overrides,
  };
}
