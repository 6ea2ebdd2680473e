import type { Checkpoint } from '#schemas/document/checkpoint.ts';
import { passed, type PhaseState, type RunState } from './state.ts';

/** The message of a phase's commit: conventional, with trailers that let git alone tell where it came from. */
export function commitMessage(state: RunState, phase: PhaseState): string {
  const scope = slug(
    state.prd
      .split('/')
      .at(-1)
      ?.replaceAll(/^prd[-_]|(\.prd)?\.md$/gi, '') ?? 'plan',
  );
  const workstreams = phase.workstreams.map(
    ({ name, changes }) => `- ${name}: ${changes.map(({ path }) => path).join(', ')}`,
  );
  const body = phase.mode === 'solo' ? [] : ['Workstreams:', ...workstreams, ''];
  return [
    `${commitType(phase.title)}(${scope}): ${phase.title || `phase ${phase.id}`}`,
    '',
    ...body,
    `Clutch-Plan: ${state.prd}`,
    `Clutch-Phase: ${phase.id}`,
  ].join('\n');
}

function commitType(title: string): 'feat' | 'fix' | 'refactor' {
  if (/^(fix|repair|correct)/i.test(title)) return 'fix';
  return /^refactor/i.test(title) ? 'refactor' : 'feat';
}

/** Lower case words joined by hyphens, for scopes, branches and folder names. */
export function slug(text: string): string {
  const words = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return words.slice(0, 48) || 'x';
}

/** What WORKFLOW.md will say of a phase that is about to land. */
export function checkpointOf(state: RunState, phase: PhaseState): Checkpoint {
  const place = state.plan.findIndex(({ id }) => id === phase.id);
  const next = state.plan[place + 1] ?? null;
  return {
    phase: { id: phase.id, title: phase.title },
    status: 'completed',
    commit: { sha: phase.commit?.sha ?? '', message: phase.commit?.message ?? '' },
    mode: phase.mode ?? 'solo',
    workstreams: phase.workstreams.map(({ name, changes }) => ({
      name,
      status: 'completed',
      files: changes.map(({ path }) => path),
      reason: null,
    })),
    levels: phase.validation.map(({ level, title, commands }) => ({ level, title, commands: commands.length })),
    stats: phase.commit?.stats ?? { files: 0, insertions: 0, deletions: 0 },
    debugCycles: phase.rounds,
    next,
    resume: next ? `clutch run ${state.prd} ${next.id}` : 'Nothing is left to run.',
  };
}

/** The completion report, as markdown. */
export function completionReport(state: RunState): string {
  const phases = state.phases;
  const first = phases[0]?.id;
  const workstreams = phases.flatMap((phase) => phase.workstreams);
  const receipts = phases.flatMap((phase) => phase.receipts.filter(passed));
  const seconds = ((state.endedAt ?? state.updatedAt) - state.startedAt) / 1000;
  if (first === undefined)
    return `# CLUTCH run complete\n\n${state.prd}: every phase was already completed in WORKFLOW.md.\n`;
  const modes = [...new Set(phases.map(({ mode }) => mode))].join(', ');
  const left = phases.flatMap((phase) => phase.left);
  return [
    '# CLUTCH run complete',
    '',
    `- Plan: ${state.prd}`,
    `- Phases completed: ${first} to ${phases.at(-1)?.id ?? first} (${phases.length})`,
    `- Execution modes: ${modes}`,
    `- Commits on ${state.base?.branch ?? 'the branch'}: ${phases.length * 2} (one for each phase, one for each checkpoint)`,
    `- Validation: ${receipts.length} commands passed`,
    `- Time: ${seconds.toFixed(1)} s`,
    '',
    '## Phases',
    '',
    ...phases.map(phaseLine),
    '',
    '## Workstream coverage',
    '',
    `- Total: ${workstreams.length}`,
    `- Completed: ${workstreams.filter(({ status }) => status === 'completed').length}`,
    `- Deferred: 0`,
    `- Skipped: 0`,
    ...(left.length > 0 ? ['', '## Left in place', '', ...left.map((line) => `- ${line}`)] : []),
    '',
    'WORKFLOW.md is current: any later session can go on from it.',
    '',
  ].join('\n');
}

function phaseLine(phase: PhaseState): string {
  const commit = phase.commit ? phase.commit.sha.slice(0, 8) : 'no commit';
  const stats = phase.commit?.stats;
  const lines = stats ? `, +${stats.insertions} -${stats.deletions} in ${count(stats.files, 'file')}` : '';
  return `- Phase ${phase.id}: ${phase.title} - ${phase.mode}, ${count(phase.workstreams.length, 'workstream')}, ${commit}${lines}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
