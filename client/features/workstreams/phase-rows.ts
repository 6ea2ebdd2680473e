import { env, l10n } from 'vscode';
import type { PhaseView } from '#schemas/run/phase.ts';
import type { Receipt } from '#schemas/run/receipt.ts';
import type { Gap, VerificationReport } from '#schemas/run/reports.ts';
import type { RunView } from '#schemas/run/run.ts';
import { ageWords, durationWords } from '#schemas/webview/time-words.ts';
import { contextValueOf } from '../../ui/context-value.ts';
import { receiptPath, verificationPath } from '../../ui/document-paths.ts';
import { modeWords, stoppedWords } from '../../ui/run-words.ts';
import type { NodeIcon, TreeNode } from '../../ui/tree-node.ts';
import { gapWords, verdictWords } from './words.ts';

const good = 'testing.iconPassed';
const bad = 'testing.iconFailed';
const rowId = (run: RunView, phase: PhaseView, what: string): string => `run:${run.id}:${phase.id}:${what}`;

/** How the phase is executed, and the condition that decided. */
export function decisionRows(run: RunView, phase: PhaseView): readonly TreeNode[] {
  const { mode, modeReason, teamFailed } = phase;
  if (mode === null) return [];
  const words = modeWords(mode);
  const failed = teamFailed ? l10n.t('its team produced nothing and was stopped') : null;
  const reason = [modeReason, failed].filter((part) => part !== null).join(' · ');
  return [
    {
      id: rowId(run, phase, 'decision'),
      label: l10n.t('Mode: {0}', words),
      description: reason,
      tooltip: `${l10n.t('Mode: {0}', words)}\n${reason}`,
      icon: { name: 'type-hierarchy-sub' },
      spoken: l10n.t('Decision: mode {0}, {1}', words, reason),
      open: { kind: 'monitor', run: run.id },
    },
  ];
}

export function budgetRows(run: RunView, phase: PhaseView): readonly TreeNode[] {
  const { gate } = phase;
  if (gate === null) return [];
  const id = rowId(run, phase, 'gate');
  const verdict = verdictWords(gate.verdict);
  const words = l10n.t('{0} % needed, {1} % remain', gate.needed, gate.remaining);
  return [
    {
      id,
      label: l10n.t('Budget: {0}', verdict),
      description: words,
      tooltip: gate.lines.join('\n'),
      icon: { name: 'dashboard' },
      spoken: l10n.t('Budget gate: {0}, {1}', verdict, words),
      open: { kind: 'monitor', run: run.id },
      children: gate.lines.map((line, index) => ({
        id: `${id}:${index}`,
        label: line,
        tooltip: line,
        icon: { name: 'dash' },
        spoken: line,
      })),
    },
  ];
}

/** What one side published and the other built on; a click shows them side by side. */
export function comparisonRows(run: RunView, phase: PhaseView): readonly TreeNode[] {
  return phase.comparisons.map(({ from, to, differences }) => {
    const fits = differences.length === 0;
    const count = differences.length === 1 ? l10n.t('1 difference') : l10n.t('{0} differences', differences.length);
    const words = fits ? l10n.t('both sides agree') : count;
    const where = { run: run.id, phase: phase.id, from, to };
    return {
      id: rowId(run, phase, `comparison:${from}:${to}`),
      label: l10n.t('Contract {0} → {1}', from, to),
      description: words,
      tooltip: [words, ...differences.map(({ workstream, message }) => `${workstream}: ${message}`)].join('\n'),
      icon: fits ? { name: 'pass', color: good } : { name: 'diff', color: bad },
      spoken: l10n.t('Contract between {0} and {1}: {2}', from, to, words),
      contextValue: contextValueOf('comparison'),
      target: { kind: 'comparison' as const, ...where },
      open: { kind: 'comparison' as const, ...where },
    };
  });
}

export function receiptRows(run: RunView, phase: PhaseView, now: number): readonly TreeNode[] {
  const rows = phase.receipts.map((receipt, index) => receiptRow(run, phase, receipt, index, now));
  const { staleReceipts } = phase;
  if (staleReceipts === 0) return rows;
  const all =
    staleReceipts === 1
      ? l10n.t('1 earlier receipt of trees that have changed since; they prove nothing now')
      : l10n.t('{0} earlier receipts of trees that have changed since; they prove nothing now', staleReceipts);
  const stale: TreeNode = {
    id: rowId(run, phase, 'stale'),
    label: staleReceipts === 1 ? l10n.t('1 earlier receipt') : l10n.t('{0} earlier receipts', staleReceipts),
    description: l10n.t('of trees that have changed since; they prove nothing now'),
    tooltip: all,
    icon: { name: 'history' },
    spoken: all,
    open: { kind: 'monitor', run: run.id },
  };
  return [...rows, stale];
}

function receiptRow(run: RunView, phase: PhaseView, receipt: Receipt, index: number, now: number): TreeNode {
  const passed = receipt.exitCode === 0 && receipt.stopped === null;
  const { level, title } = receipt;
  const result = resultWords(receipt);
  const took = durationWords(receipt.durationMs, env.language);
  return {
    id: rowId(run, phase, `receipt:${index}`),
    label: l10n.t('Level {0}: {1}', level, title),
    description: `${result} · ${took} · ${ageWords(receipt.startedAt, now, env.language)}`,
    tooltip: `${receipt.command}\n${l10n.t('{0}, ran on tree {1}', result, receipt.tree.slice(0, 10))}`,
    icon: passed ? { name: 'pass', color: good } : { name: 'error', color: bad },
    spoken: passed
      ? l10n.t('Validation level {0}, {1}, passed, {2}', level, title, result)
      : l10n.t('Validation level {0}, {1}, failed, {2}', level, title, result),
    open: { kind: 'document', path: receiptPath(run.id, phase.id, index) },
  };
}

function resultWords({ stopped, exitCode }: Receipt): string {
  if (stopped !== null) return stoppedWords(stopped);
  return exitCode === null ? l10n.t('exit unknown') : l10n.t('exit {0}', exitCode);
}

function gradeLook(grade: VerificationReport['grade']): { readonly words: string; readonly icon: NodeIcon } {
  switch (grade) {
    case 'PASS':
      return { words: l10n.t('passed'), icon: { name: 'verified-filled', color: good } };
    case 'GAPS_FOUND':
      return { words: l10n.t('gaps found'), icon: { name: 'warning', color: 'charts.yellow' } };
    case 'HUMAN_NEEDED':
      return { words: l10n.t('a person is needed'), icon: { name: 'bell-dot', color: 'charts.yellow' } };
  }
}

/** What the independent validator says, with each gap as a row. */
export function verificationRows(run: RunView, phase: PhaseView): readonly TreeNode[] {
  const { verification } = phase;
  if (verification === null) return [];
  const { words, icon } = gradeLook(verification.grade);
  const id = rowId(run, phase, 'verification');
  const { gaps } = verification;
  const count = gaps.length === 1 ? l10n.t('1 gap') : l10n.t('{0} gaps', gaps.length);
  const label = l10n.t('Validator: {0}', words);
  return [
    {
      id,
      label,
      description: gaps.length === 0 ? '' : count,
      tooltip: [label, verification.requirements, verification.tests].join('\n\n'),
      icon,
      spoken: l10n.t('Independent validator: {0}, {1}', words, gaps.length === 0 ? l10n.t('no gaps') : count),
      open: { kind: 'document', path: verificationPath(run.id, phase.id) },
      expanded: gaps.length > 0 && phase.status !== 'completed',
      children: gaps.map((gap, index) => gapRow(run, phase, gap, `${id}:${index}`)),
    },
  ];
}

const gapIcons = {
  CRITICAL: { name: 'error', color: bad },
  MAJOR: { name: 'warning', color: 'charts.yellow' },
  MINOR: { name: 'info' },
} as const satisfies Record<string, NodeIcon>;

function gapRow(run: RunView, phase: PhaseView, found: Gap, id: string): TreeNode {
  const { gap, expected, actual, files } = found;
  const { severity, spoken } = gapWords(found);
  return {
    id,
    label: gap,
    description: severity,
    tooltip: [gap, l10n.t('Expected: {0}', expected), l10n.t('Actual: {0}', actual), ...files].join('\n'),
    icon: gapIcons[found.severity],
    spoken,
    open: { kind: 'document', path: verificationPath(run.id, phase.id) },
  };
}

export function debugRows(run: RunView, phase: PhaseView): readonly TreeNode[] {
  const { debugCycles } = phase;
  if (debugCycles === 0) return [];
  return [
    {
      id: rowId(run, phase, 'debug'),
      label: debugCycles === 1 ? l10n.t('Mended once') : l10n.t('Mended {0} times', debugCycles),
      description: l10n.t('after validation or verification failed'),
      icon: { name: 'debug-alt' },
      spoken:
        debugCycles === 1
          ? l10n.t('Mended once after validation or verification failed')
          : l10n.t('Mended {0} times after validation or verification failed', debugCycles),
      open: { kind: 'monitor', run: run.id },
    },
  ];
}
