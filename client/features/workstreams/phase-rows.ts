import type { PhaseView } from '#schemas/run/phase.ts';
import type { Receipt } from '#schemas/run/receipt.ts';
import type { Gap } from '#schemas/run/reports.ts';
import type { RunView } from '#schemas/run/run.ts';
import { ageWords, durationWords } from '#schemas/webview/time-words.ts';
import { contextValueOf } from '../../ui/context-value.ts';
import { receiptPath, verificationPath } from '../../ui/document-paths.ts';
import type { NodeIcon, TreeNode } from '../../ui/tree-node.ts';

const good = 'testing.iconPassed';
const bad = 'testing.iconFailed';
const rowId = (run: RunView, phase: PhaseView, what: string): string => `run:${run.id}:${phase.id}:${what}`;

/** How the phase is executed, and the condition that decided. */
export function decisionRows(run: RunView, phase: PhaseView): readonly TreeNode[] {
  const { mode, modeReason, teamFailed } = phase;
  if (mode === null) return [];
  const words = mode.replaceAll('-', ' ');
  const failed = teamFailed ? 'its team produced nothing and was stopped' : null;
  const reason = [modeReason, failed].filter((part) => part !== null).join(' · ');
  return [
    {
      id: rowId(run, phase, 'decision'),
      label: `Mode: ${words}`,
      description: reason,
      tooltip: `Mode: ${words}\n${reason}`,
      icon: { name: 'type-hierarchy-sub' },
      spoken: `Decision: mode ${words}, ${reason}`,
      open: { kind: 'monitor', run: run.id },
    },
  ];
}

const verdicts = { go: 'enough to start', 'fresh-session': 'a fresh session', stop: 'not enough, stopped' } as const;

export function budgetRows(run: RunView, phase: PhaseView): readonly TreeNode[] {
  const { gate } = phase;
  if (gate === null) return [];
  const id = rowId(run, phase, 'gate');
  const words = `${gate.needed} % needed, ${gate.remaining} % remain`;
  return [
    {
      id,
      label: `Budget: ${verdicts[gate.verdict]}`,
      description: words,
      tooltip: gate.lines.join('\n'),
      icon: { name: 'dashboard' },
      spoken: `Budget gate: ${verdicts[gate.verdict]}, ${words}`,
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
    const count = differences.length === 1 ? '1 difference' : `${differences.length} differences`;
    const words = fits ? 'both sides agree' : count;
    const where = { run: run.id, phase: phase.id, from, to };
    return {
      id: rowId(run, phase, `comparison:${from}:${to}`),
      label: `Contract ${from} → ${to}`,
      description: words,
      tooltip: [words, ...differences.map(({ workstream, message }) => `${workstream}: ${message}`)].join('\n'),
      icon: fits ? { name: 'pass', color: good } : { name: 'diff', color: bad },
      spoken: `Contract between ${from} and ${to}: ${words}`,
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
  const words = staleReceipts === 1 ? '1 earlier receipt' : `${staleReceipts} earlier receipts`;
  const why = 'of trees that have changed since; they prove nothing now';
  const stale: TreeNode = {
    id: rowId(run, phase, 'stale'),
    label: words,
    description: why,
    tooltip: `${words} ${why}.`,
    icon: { name: 'history' },
    spoken: `${words} ${why}`,
    open: { kind: 'monitor', run: run.id },
  };
  return [...rows, stale];
}

function receiptRow(run: RunView, phase: PhaseView, receipt: Receipt, index: number, now: number): TreeNode {
  const passed = receipt.exitCode === 0 && receipt.stopped === null;
  const result = receipt.stopped ?? `exit ${receipt.exitCode ?? 'unknown'}`;
  return {
    id: rowId(run, phase, `receipt:${index}`),
    label: `Level ${receipt.level}: ${receipt.title}`,
    description: `${result} · ${durationWords(receipt.durationMs)} · ${ageWords(receipt.startedAt, now)}`,
    tooltip: `${receipt.command}\n${result}, ran on tree ${receipt.tree.slice(0, 10)}`,
    icon: passed ? { name: 'pass', color: good } : { name: 'error', color: bad },
    spoken: `Validation level ${receipt.level}, ${receipt.title}, ${passed ? 'passed' : 'failed'}, ${result}`,
    open: { kind: 'document', path: receiptPath(run.id, phase.id, index) },
  };
}

const grades = {
  PASS: { words: 'passed', icon: { name: 'verified-filled', color: good } },
  GAPS_FOUND: { words: 'gaps found', icon: { name: 'warning', color: 'charts.yellow' } },
  HUMAN_NEEDED: { words: 'a person is needed', icon: { name: 'bell-dot', color: 'charts.yellow' } },
} as const satisfies Record<string, { words: string; icon: NodeIcon }>;

/** What the independent validator says, with each gap as a row. */
export function verificationRows(run: RunView, phase: PhaseView): readonly TreeNode[] {
  const { verification } = phase;
  if (verification === null) return [];
  const { words, icon } = grades[verification.grade];
  const id = rowId(run, phase, 'verification');
  const { gaps } = verification;
  const count = gaps.length === 0 ? '' : gaps.length === 1 ? '1 gap' : `${gaps.length} gaps`;
  return [
    {
      id,
      label: `Validator: ${words}`,
      description: count,
      tooltip: [`Validator: ${words}`, verification.requirements, verification.tests].join('\n\n'),
      icon,
      spoken: `Independent validator: ${words}, ${count || 'no gaps'}`,
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

function gapRow(run: RunView, phase: PhaseView, { gap, expected, actual, severity, files }: Gap, id: string): TreeNode {
  const words = severity.toLowerCase();
  return {
    id,
    label: gap,
    description: words,
    tooltip: [gap, `Expected: ${expected}`, `Actual: ${actual}`, ...files].join('\n'),
    icon: gapIcons[severity],
    spoken: `${words} gap: ${gap}`,
    open: { kind: 'document', path: verificationPath(run.id, phase.id) },
  };
}

export function debugRows(run: RunView, phase: PhaseView): readonly TreeNode[] {
  const { debugCycles } = phase;
  if (debugCycles === 0) return [];
  const words = debugCycles === 1 ? 'Mended once' : `Mended ${debugCycles} times`;
  return [
    {
      id: rowId(run, phase, 'debug'),
      label: words,
      description: 'after validation or verification failed',
      icon: { name: 'debug-alt' },
      spoken: `${words} after validation or verification failed`,
      open: { kind: 'monitor', run: run.id },
    },
  ];
}
