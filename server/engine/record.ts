import type { Checkpoint, CheckpointWorkstream } from '#schemas/document/checkpoint.ts';
import { sideBySide } from './brief.ts';
import { passed, type PhaseState, type RunState, type WorkstreamState } from './state.ts';

/** The message of a phase's commit: conventional, with trailers that let git alone tell where it came from. */
export function commitMessage(state: RunState, phase: PhaseState): string {
  const scope = slug(
    state.prd
      .split('/')
      .at(-1)
      ?.replaceAll(/^prd[-_]|(\.prd)?\.md$/gi, '') ?? 'plan',
  );
  const workstreams = phase.workstreams.map(({ name, status, changes, reason }) =>
    status === 'completed'
      ? `- ${name}: ${changes.map(({ path }) => path).join(', ')}`
      : `- ${name}: ${status} (${reason ?? ''})`,
  );
  const body = phase.mode === 'solo' ? [] : ['Workstreams:', ...workstreams, ''];
  return [
    `${commitType(phase.title)}(${scope}): ${phase.title || `phase ${phase.id}`}`,
    '',
    ...body,
    `Clutch-Plan: ${state.prd}`,
    `Clutch-Phase: ${phase.id}`,
    ...machineTrailers(phase),
  ].join('\n');
}

/** Whose machines worked on it beside the run's own: `Clutch-Machine: lab-2 (api, web)`. */
function machineTrailers({ workstreams }: PhaseState): string[] {
  const done = workstreams.filter(({ status }) => status === 'completed');
  return [...new Set(done.flatMap(({ machines }) => machines))].toSorted().map((machine) => {
    const names = done.filter(({ machines }) => machines.includes(machine)).map(({ name }) => name);
    return `Clutch-Machine: ${machine} (${names.join(', ')})`;
  });
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

/** What WORKFLOW.md will say of a phase that is about to land, or that is deferred. */
export function checkpointOf(state: RunState, phase: PhaseState): Checkpoint {
  const place = state.plan.findIndex(({ id }) => id === phase.id);
  const next = state.plan[place + 1] ?? null;
  const { deferred, commit } = phase;
  const stays = deferred !== null && deferred.stops !== null;
  const used = state.session.usedPercent + (deferred ? 0 : (phase.gate?.cost ?? 0));
  const goesOn = stays ? `clutch run ${state.prd} ${phase.id}` : next ? `clutch run ${state.prd} ${next.id}` : null;
  return {
    phase: { id: phase.id, title: phase.title },
    status: deferred ? 'deferred' : 'completed',
    reason: deferred?.reason ?? null,
    // What a person commits has another name than the commit that was made to be validated.
    commit:
      deferred || !commit || state.policy.commit === 'stage' ? null : { sha: commit.sha, message: commit.message },
    mode: phase.mode,
    team: { executors: sideBySide(phase), failed: phase.teamFailed },
    workstreams: phase.workstreams.map((one) => checkpointWorkstream(one, deferred?.reason ?? null)),
    levels: deferred
      ? []
      : (phase.prp?.validation ?? []).map(({ level, title, commands }) => ({
          level,
          title,
          commands: commands.length,
        })),
    stats: (deferred ? null : commit?.stats) ?? { files: 0, insertions: 0, deletions: 0 },
    debugCycles: phase.debugCycles,
    remainingPercent: Math.max(0, 100 - used),
    next,
    resume: goesOn ?? 'Nothing is left to run.',
  };
}

/** In a deferred phase nothing has landed, whatever its executors had finished. */
function checkpointWorkstream(one: WorkstreamState, deferred: string | null): CheckpointWorkstream {
  const files = one.changes.map(({ path }) => path);
  if (one.status === 'skipped' || one.status === 'deferred') {
    return { name: one.name, status: one.status, files: [], reason: one.reason };
  }
  if (deferred === null) return { name: one.name, status: 'completed', files, reason: null };
  const kept = one.status === 'completed' ? `; its work is kept on ${one.worktree?.branch ?? 'its branch'}` : '';
  return { name: one.name, status: 'deferred', files: [], reason: `${deferred}${kept}` };
}

/** The completion report, as markdown. */
export function completionReport(state: RunState): string {
  const { phases } = state;
  const first = phases[0]?.id;
  if (first === undefined)
    return `# CLUTCH run complete\n\n${state.prd}: every phase was already completed in WORKFLOW.md.\n`;
  const left = phases.flatMap((phase) => phase.left);
  return [
    '# CLUTCH run complete',
    '',
    `- Plan: ${state.prd}`,
    ...totals(state, first),
    '',
    '## Phases',
    '',
    ...phases.map(phaseLine),
    '',
    '## Workstream coverage',
    '',
    ...coverage(phases.flatMap((phase) => phase.workstreams)),
    ...(left.length > 0 ? ['', '## Left in place', '', ...left.map((line) => `- ${line}`)] : []),
    '',
    'WORKFLOW.md is current: any later session can go on from it.',
    '',
  ].join('\n');
}

function totals(state: RunState, first: string): string[] {
  const { phases, usage, session } = state;
  const completed = phases.filter(({ status }) => status === 'completed');
  const receipts = completed.flatMap((phase) => phase.receipts.filter(passed));
  const modes = [...new Set(phases.flatMap(({ mode }) => mode ?? []))].join(', ');
  const cycles = phases.reduce((sum, { debugCycles }) => sum + debugCycles, 0);
  const seconds = ((state.endedAt ?? state.updatedAt) - state.startedAt) / 1000;
  const failures = phases.filter(({ teamFailed }) => teamFailed).length;
  const deferred = phases.length - completed.length;
  return [
    `- Phases completed: ${first} to ${phases.at(-1)?.id ?? first} (${completed.length}${deferred > 0 ? `, ${deferred} deferred` : ''})`,
    `- Execution modes: ${modes || 'none'}`,
    `- Team failures: ${failures}`,
    `- Commits on ${state.base?.branch ?? 'the branch'}: ${completed.length * 2 + deferred} (one for each phase, one for each checkpoint)`,
    `- Validation: ${receipts.length} commands passed, ${cycles} debug ${cycles === 1 ? 'cycle' : 'cycles'}`,
    `- Agents: ${count(usage.sessions, 'session')}, ${usage.tokens} tokens, ${costWords(state)}`,
    `- Session budget: ${session.usedPercent} % of session ${session.number} used`,
    `- Time: ${seconds.toFixed(1)} s, of which ${(usage.activeMs / 1000).toFixed(1)} s at work`,
  ];
}

/** What is estimated is never shown as if an agent had told it. */
function costWords({ usage, spending }: RunState): string {
  const estimated = spending
    .filter(({ costSource }) => costSource === 'estimated')
    .reduce((sum, { costUsd }) => sum + costUsd, 0);
  const total = `${usage.costUsd.toFixed(2)} USD`;
  return estimated === 0 ? `${total}, as they report it` : `${total}, of which ${estimated.toFixed(2)} USD estimated`;
}

function coverage(workstreams: readonly WorkstreamState[]): string[] {
  const named = (status: WorkstreamState['status']): WorkstreamState[] =>
    workstreams.filter((one) => one.status === status);
  const reasons = (ones: readonly WorkstreamState[]): string =>
    ones.length === 0 ? '' : ` (${ones.map(({ name, reason }) => `${name}: ${reason ?? ''}`).join('; ')})`;
  return [
    `- Total: ${workstreams.length}`,
    `- Completed: ${named('completed').length}`,
    `- Deferred: ${named('deferred').length}${reasons(named('deferred'))}`,
    `- Skipped: ${named('skipped').length}${reasons(named('skipped'))}`,
  ];
}

function phaseLine(phase: PhaseState): string {
  const start = `- Phase ${phase.id}: ${phase.title} -`;
  if (phase.deferred) return `${start} deferred: ${phase.deferred.reason}`;
  const commit = phase.commit ? phase.commit.sha.slice(0, 8) : 'no commit';
  const stats = phase.commit?.stats;
  const lines = stats ? `, +${stats.insertions} -${stats.deletions} in ${count(stats.files, 'file')}` : '';
  const cycles = `validated in ${count(phase.debugCycles + 1, 'cycle')}`;
  return `${start} ${phase.mode}, ${count(phase.workstreams.length, 'workstream')}, ${cycles}, ${commit}${lines}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
