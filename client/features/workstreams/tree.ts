import type { Overview } from '#schemas/protocol/overview.ts';
import { phaseChoices, runChoices } from '#schemas/run/choices.ts';
import { phaseWaits, wantsAnswer } from '#schemas/run/open-signals.ts';
import type { PhaseView } from '#schemas/run/phase.ts';
import type { RunView } from '#schemas/run/run.ts';
import { ageWords } from '#schemas/webview/time-words.ts';
import { contextValueOf } from '../../ui/context-value.ts';
import { runName } from '../../ui/run-name.ts';
import { statusIcon, statusWords } from '../../ui/status-icons.ts';
import type { OpenTarget, TreeNode } from '../../ui/tree-node.ts';
import { budgetRows, comparisonRows, debugRows, decisionRows, receiptRows, verificationRows } from './phase-rows.ts';
import { workstreamRow } from './workstream-rows.ts';

export function workstreamRows({ runs, projects }: Overview, now: number): readonly TreeNode[] {
  return runs.map((run) => runRow(run, projects.length > 1, now));
}

function runRow(run: RunView, nameProject: boolean, now: number): TreeNode {
  const words = statusWords(run.status);
  const age = run.endedAt === null ? ageWords(run.startedAt, now) : `ended ${ageWords(run.endedAt, now)}`;
  const { usage } = run;
  const used = [
    `${usage.tokens.toLocaleString('en')} tokens`,
    ...(usage.costUsd > 0 ? [`${usage.costUsd.toFixed(2)} USD`] : []),
    `${usage.sessions} agent ${usage.sessions === 1 ? 'session' : 'sessions'}`,
  ].join(', ');
  return {
    id: `run:${run.id}`,
    label: runName(run),
    description: [words, ...(nameProject ? [run.project.name] : []), age].join(' · '),
    tooltip: lines(
      `Run ${run.id}: ${words}`,
      run.reason,
      `Runtime: ${run.runtime}`,
      `Branch: ${run.branch ?? 'none yet'}`,
      `Session ${run.session.number}: ${run.session.usedPercent} % used`,
      `Used: ${used}`,
    ),
    icon: statusIcon(run.status),
    spoken: `Run of ${run.prd}, ${words}${run.reason === null ? '' : `: ${run.reason}`}`,
    contextValue: contextValueOf(
      'run',
      run.status,
      ...runChoices(run),
      ...(run.signals.some(wantsAnswer) ? ['answer'] : []),
      ...(run.report === null ? [] : ['report']),
    ),
    target: { kind: 'run', run: run.id },
    open: { kind: 'monitor', run: run.id },
    expanded: run.status !== 'completed',
    children: run.phases.map((phase) => phaseRow(run, phase, now)),
  };
}

function phaseRow(run: RunView, phase: PhaseView, now: number): TreeNode {
  const shown = phaseWaits(run, phase) ? 'waiting' : phase.status;
  const held = phase.held ? ['paused'] : [];
  const words = [...held, ...(phase.step === null ? [] : [phase.step])];
  const status = [statusWords(shown), ...words].join(' · ');
  return {
    id: `run:${run.id}:${phase.id}`,
    label: `${phase.id}. ${phase.title}`,
    description: phase.status === 'deferred' && phase.reason !== null ? `${status} · ${phase.reason}` : status,
    tooltip: lines(
      `Phase ${phase.id}: ${status}`,
      phase.reason,
      phase.mode === null ? null : `Mode ${phase.mode}${phase.modeReason === null ? '' : `: ${phase.modeReason}`}`,
      phase.prp,
      phase.commit === null ? null : `Commit ${phase.commit.sha.slice(0, 10)}: ${phase.commit.message}`,
    ),
    icon: statusIcon(phase.held ? 'paused' : shown),
    spoken: `Phase ${phase.id}, ${phase.title}, ${status}${phase.reason === null ? '' : `: ${phase.reason}`}`,
    contextValue: contextValueOf(
      'steer',
      'phase',
      ...phaseChoices(run, phase),
      ...(phase.comparisons.length > 0 ? ['comparison'] : []),
    ),
    target: { kind: 'phase', run: run.id, phase: phase.id },
    open: planOf(run, phase),
    expanded: phase.status === 'in-progress' || phase.status === 'failed',
    children: [
      ...decisionRows(run, phase),
      ...budgetRows(run, phase),
      ...phase.workstreams.map((workstream) => workstreamRow(run, phase, workstream, now)),
      ...(phase.debugger === null ? [] : [workstreamRow(run, phase, phase.debugger, now)]),
      ...comparisonRows(run, phase),
      ...receiptRows(run, phase, now),
      ...verificationRows(run, phase),
      ...debugRows(run, phase),
    ],
  };
}

/** A phase without a PRP has nothing to read but what the Monitor says of it. */
const planOf = (run: RunView, { prp }: PhaseView): OpenTarget =>
  prp === null ? { kind: 'monitor', run: run.id } : { kind: 'file', path: `${run.project.root}/${prp}`, line: 1 };

const lines = (...all: readonly (string | null)[]): string => all.filter((line) => line !== null).join('\n');
