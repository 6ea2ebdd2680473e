import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ProjectStanding } from '#schemas/protocol/projects.ts';
import type { SessionEntry } from '#schemas/protocol/session-entry.ts';
import type { TaskView } from '#schemas/protocol/tasks.ts';
import type { RunView } from '#schemas/run/run.ts';
import { MachineConfig, ProjectConfig } from '#schemas/settings.ts';
import { SettingsError } from '../platform/settings-error.ts';
import { readProject } from '../plans/overview.ts';
import { EffectError } from '../runs/effect-error.ts';
import { projectAt } from '../runs/project-at.ts';
import { readProjectConfig } from '../runs/project-config.ts';
import { attentionPlan } from './attention-plan.ts';
import { lastCheckpoint } from './checkpoint.ts';
import { findProject } from './find-project.ts';

/** Where an entry is made from: the server knows all of it, a command without one only what lies on the disk. */
export interface EntrySources {
  readonly live: boolean;
  standing(root: string): Promise<ProjectStanding>;
  /** Of this project, the newest first. */
  runs(root: string): readonly RunView[];
  tasks(root: string): readonly TaskView[];
  /** Throws a `SettingsError` where it cannot be used. */
  machine(): MachineConfig;
}

const TRACKER = 'WORKFLOW.md';
/** Older runs and further tasks are in the trees and in `clutch status`. */
const MAX_LISTED = 50;
const FINISHED: readonly RunView['status'][] = ['completed'];

/** What somebody who begins to work in this folder should know first; null where there is no project with a plan. */
export async function sessionEntry(folder: string, sources: EntrySources): Promise<SessionEntry | null> {
  const found = findProject(folder);
  if (found === null) return null;
  const { root, worktree } = found;
  const { name, state, role, roleSource, artifacts, warnings } = await sources.standing(root);
  const project = readProject({ ...projectAt(root), name });
  const config = orDefault(() => readProjectConfig(root), ProjectConfig);
  const machine = orDefault(() => sources.machine(), MachineConfig);
  const runs = sources.runs(root).slice(0, MAX_LISTED);
  const open = sources.tasks(root).filter(({ status }) => status !== 'done');
  // A configuration that cannot be used is among the warnings.
  const problems = [project.problem, machine.problem].filter((problem) => problem !== null);
  return {
    project: { name, root, state },
    worktree,
    role,
    roleSource,
    live: sources.live,
    plans: project.prds.map(({ path: prd, title, phases }) => ({ prd, title, phases })),
    runs: runs.map(runInShort),
    signals: runs.flatMap(signalsOf),
    tasks: open
      .slice(0, MAX_LISTED)
      .map(({ id, title, role: of, status, priority }) => ({ id, title, role: of, status, priority })),
    checkpoint: lastCheckpoint(root),
    read: toRead(root, project.prds, runs),
    warnings: [...problems, ...warnings.map(({ text }) => text)],
    artifacts,
    commands: await attentionPlan(project, config.value, machine.value),
  };
}

/** Settings that cannot be used are a warning here, and nothing more. */
function orDefault<Config>(
  read: () => Config,
  shape: { parse(data: unknown): Config },
): { readonly value: Config; readonly problem: string | null } {
  try {
    return { value: read(), problem: null };
  } catch (error) {
    if (!(error instanceof EffectError) && !(error instanceof SettingsError)) throw error;
    return { value: shape.parse({}), problem: error.message };
  }
}

/** The plan that is under way first, then the PRP of its next phase, then the others. */
function toRead(root: string, prds: ReturnType<typeof readProject>['prds'], runs: readonly RunView[]): string[] {
  const current = runs.find(({ status }) => !FINISHED.includes(status))?.prd;
  const ordered = prds.toSorted((a, b) => Number(b.path === current) - Number(a.path === current));
  const next = ordered.flatMap(({ phases }) => phases.find(({ status }) => status !== 'completed')?.prp ?? []);
  const files = [
    TRACKER,
    ...ordered.slice(0, 1).map(({ path: prd }) => prd),
    ...next,
    ...ordered.map(({ path: prd }) => prd),
  ];
  const usual = ['AGENTS.md', 'CLAUDE.md', 'AWAY_DEVELOPMENT_PLAN.md'];
  return [...new Set([...files, ...usual])].filter((file) => existsSync(path.join(root, file))).slice(0, MAX_LISTED);
}

function runInShort({ id, prd, status, reason, phases }: RunView): SessionEntry['runs'][number] {
  const inShort = phases.map((one) => ({ id: one.id, status: one.status, step: one.step }));
  return { id, prd, status, reason, phases: inShort };
}

function signalsOf({ id, signals }: RunView): SessionEntry['signals'] {
  return signals.map(({ kind, severity, from, phase, workstream, text }) => ({
    run: id,
    kind,
    severity,
    from,
    phase,
    workstream,
    text,
  }));
}
