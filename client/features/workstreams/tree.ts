import { env, l10n } from 'vscode';
import type { Overview } from '#schemas/protocol/overview.ts';
import { phaseChoices, runChoices } from '#schemas/run/choices.ts';
import { phaseWaits, wantsAnswer } from '#schemas/run/open-signals.ts';
import type { PhaseView } from '#schemas/run/phase.ts';
import type { RunView } from '#schemas/run/run.ts';
import { ageWords } from '#schemas/webview/time-words.ts';
import { contextValueOf } from '../../ui/context-value.ts';
import { decimals, grouped } from '../../ui/numbers.ts';
import { runName } from '../../ui/run-name.ts';
import { modeWords } from '../../ui/run-words.ts';
import { statusIcon, statusWords } from '../../ui/status-icons.ts';
import type { OpenTarget, TreeNode } from '../../ui/tree-node.ts';
import { budgetRows, comparisonRows, debugRows, decisionRows, receiptRows, verificationRows } from './phase-rows.ts';
import { stepWords } from './words.ts';
import { workstreamRow } from './workstream-rows.ts';

export function workstreamRows({ runs, projects }: Overview, now: number): readonly TreeNode[] {
  return runs.map((run) => runRow(run, projects.length > 1, now));
}

function runRow(run: RunView, nameProject: boolean, now: number): TreeNode {
  const words = statusWords(run.status);
  const age =
    run.endedAt === null
      ? ageWords(run.startedAt, now, env.language)
      : l10n.t('ended {0}', ageWords(run.endedAt, now, env.language));
  const { usage } = run;
  const used = [
    l10n.t('{0} tokens', grouped(usage.tokens)),
    ...(usage.costUsd > 0 ? [l10n.t('{0} USD', decimals(usage.costUsd, 2))] : []),
    usage.sessions === 1 ? l10n.t('1 agent session') : l10n.t('{0} agent sessions', usage.sessions),
  ].join(', ');
  return {
    id: `run:${run.id}`,
    label: runName(run),
    description: [words, ...(nameProject ? [run.project.name] : []), age].join(' · '),
    tooltip: lines(
      l10n.t('Run {0}: {1}', run.id, words),
      run.reason,
      l10n.t('Runtime: {0}', run.runtime),
      run.branch === null ? l10n.t('Branch: none yet') : l10n.t('Branch: {0}', run.branch),
      l10n.t('Session {0}: {1} % used', run.session.number, run.session.usedPercent),
      l10n.t('Used: {0}', used),
    ),
    icon: statusIcon(run.status),
    spoken:
      run.reason === null
        ? l10n.t('Run of {0}, {1}', run.prd, words)
        : l10n.t('Run of {0}, {1}: {2}', run.prd, words, run.reason),
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
  const held = phase.held ? [statusWords('paused')] : [];
  const words = [...held, ...(phase.step === null ? [] : [stepWords(phase.step)])];
  const status = [statusWords(shown), ...words].join(' · ');
  return {
    id: `run:${run.id}:${phase.id}`,
    label: `${phase.id}. ${phase.title}`,
    description: phase.status === 'deferred' && phase.reason !== null ? `${status} · ${phase.reason}` : status,
    tooltip: lines(
      l10n.t('Phase {0}: {1}', phase.id, status),
      phase.reason,
      modeLine(phase),
      phase.prp,
      phase.commit === null ? null : l10n.t('Commit {0}: {1}', phase.commit.sha.slice(0, 10), phase.commit.message),
    ),
    icon: statusIcon(phase.held ? 'paused' : shown),
    spoken:
      phase.reason === null
        ? l10n.t('Phase {0}, {1}, {2}', phase.id, phase.title, status)
        : l10n.t('Phase {0}, {1}, {2}: {3}', phase.id, phase.title, status, phase.reason),
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

function modeLine({ mode, modeReason }: PhaseView): string | null {
  if (mode === null) return null;
  const words = modeWords(mode);
  return modeReason === null ? l10n.t('Mode {0}', words) : l10n.t('Mode {0}: {1}', words, modeReason);
}

/** A phase without a PRP has nothing to read but what the Monitor says of it. */
const planOf = (run: RunView, { prp }: PhaseView): OpenTarget =>
  prp === null ? { kind: 'monitor', run: run.id } : { kind: 'file', path: `${run.project.root}/${prp}`, line: 1 };

const lines = (...all: readonly (string | null)[]): string => all.filter((line) => line !== null).join('\n');
