import { env, l10n } from 'vscode';
import type { Overview } from '#schemas/protocol/overview.ts';
import {
  DISMISS,
  isMultipleChoice,
  isUrgent,
  openSignals,
  wantsAnswer,
  type OpenSignal,
} from '#schemas/run/open-signals.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { Signal } from '#schemas/run/signal.ts';
import { ageWords } from '#schemas/webview/time-words.ts';
import { contextValueOf } from '../../ui/context-value.ts';
import { joiningRow } from '../../ui/joining-row.ts';
import { runName } from '../../ui/run-name.ts';
import { aboutWords } from '../../ui/run-words.ts';
import { statusWords } from '../../ui/status-icons.ts';
import type { NodeIcon, TreeNode } from '../../ui/tree-node.ts';

/** A person sits at each machine that asks to join, so these come first. */
export function inboxRows(overview: Overview, now: number): readonly TreeNode[] {
  const joining = overview.collab.flatMap((view) => view.joining.map((one) => joiningRow(view, one)));
  return [...joining, ...signalRows(overview, now)];
}

/** So many fit on a screen; more are grouped by their run. */
const UNGROUPED = 20;

/** One row per open signal of every run; what holds work back comes first, what is only told comes last. */
export function signalRows({ runs }: Overview, now: number): readonly TreeNode[] {
  const all = openSignals(runs);
  if (all.length <= UNGROUPED) return all.map((open) => signalRow(open, now));
  const groups = Map.groupBy(all, ({ run }) => run);
  return [...groups].map(([run, signals]) => groupRow(run, signals, now));
}

function groupRow(run: RunView, signals: readonly OpenSignal[], now: number): TreeNode {
  const urgent = signals.filter(isUrgent).length;
  const words = l10n.t('{0} wait for you, {1} in all', urgent, signals.length);
  return {
    id: `inbox:${run.id}`,
    label: runName(run),
    description: words,
    tooltip: `${run.prd}: ${words}`,
    icon: { name: 'bell-dot', ...(urgent > 0 ? { color: 'charts.yellow' } : {}) },
    spoken: `${runName(run)}, ${words}`,
    // What nothing waits for any more is folded away.
    expanded: urgent > 0,
    children: signals.map((open) => signalRow(open, now)),
  };
}

/** How many decisions are waited for; what is only told is not counted, nor what a halted run would ask. */
export const urgentCount = ({ runs, collab }: Pick<Overview, 'runs' | 'collab'>): number =>
  openSignals(runs).filter(isUrgent).length + collab.flatMap(({ joining }) => joining).length;

function signalRow(open: OpenSignal, now: number): TreeNode {
  const { run, signal } = open;
  const age = ageWords(signal.askedAt, now, env.language);
  const halted = wantsAnswer(signal) && !isUrgent(open) ? [l10n.t('run is {0}', statusWords(run.status))] : [];
  const words = kindWords(signal);
  const label = labelOf(signal);
  return {
    id: `signal:${run.id}:${signal.id}`,
    label,
    description: [words, ...halted, age, runName(run)].join(' · '),
    tooltip: [
      `${aboutWords(signal)} · ${words} · ${age} · ${run.prd}`,
      signal.text,
      ...(signal.detail === null ? [] : [shortened(signal.detail, TOOLTIP)]),
    ].join('\n\n'),
    icon: iconOf(signal),
    spoken: `${words}: ${label}, ${age}, ${[runName(run), ...halted].join(', ')}`,
    contextValue: contextValueOf('signal', ...choicesOf(signal)),
    target: { kind: 'signal', run: run.id, signal: signal.id },
    open: { kind: 'signal', run: run.id, signal: signal.id },
  };
}

const LABEL = 60;
const TOOLTIP = 1500;

const shortened = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;

/** Who and what. The text often says who already. */
function labelOf(signal: Signal): string {
  const text = signal.text.replace(/^Phase \S+: /, '').replaceAll(/\s+/g, ' ');
  const named = text.startsWith(signal.from) || text.startsWith('executor-') || text.startsWith('Phase ');
  return shortened(named ? text : `${aboutWords(signal)}: ${text}`, LABEL);
}

/** What it is and how grave: `high blocker`. */
function kindWords({ kind, severity }: Signal): string {
  if (kind === 'fyi') return l10n.t('for your information');
  const words = {
    question: { normal: l10n.t('question'), high: l10n.t('high question'), critical: l10n.t('critical question') },
    blocker: { normal: l10n.t('blocker'), high: l10n.t('high blocker'), critical: l10n.t('critical blocker') },
    alert: { normal: l10n.t('alert'), high: l10n.t('high alert'), critical: l10n.t('critical alert') },
  };
  return words[kind][severity];
}

const shapes = { question: 'comment-discussion', blocker: 'circle-slash', alert: 'warning', fyi: 'info' } as const;
const colours = { critical: 'charts.red', high: 'charts.yellow', normal: 'charts.blue' } as const;

const iconOf = ({ kind, severity }: Signal): NodeIcon =>
  kind === 'fyi' ? { name: shapes.fyi } : { name: shapes[kind], color: colours[severity] };

/** `choice`: the answers are an agent's own and only `Answer…` can name them. Else the ids of the engine's options. */
function choicesOf(signal: Signal): readonly string[] {
  if (signal.options.length === 0) return [DISMISS];
  return isMultipleChoice(signal) ? ['choice', 'answer'] : ['answer', ...signal.options.map(({ id }) => id)];
}
