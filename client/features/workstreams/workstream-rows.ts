import { env, l10n } from 'vscode';
import { hasChanges, workstreamChoices } from '#schemas/run/choices.ts';
import type { Liveness } from '#schemas/run/liveness.ts';
import type { ContractView, FileChange, OutsideChange, PhaseView, WorkstreamView } from '#schemas/run/phase.ts';
import type { AgentView, RunView } from '#schemas/run/run.ts';
import { ageWords } from '#schemas/webview/time-words.ts';
import { contextValueOf } from '../../ui/context-value.ts';
import { contractPath } from '../../ui/document-paths.ts';
import { contractSourceWords, contractStatusWords } from '../../ui/run-words.ts';
import { statusIcon, statusWords } from '../../ui/status-icons.ts';
import type { NodeIcon, TreeNode } from '../../ui/tree-node.ts';
import { changeWords, evidenceWords } from './words.ts';

/** A workstream with what it owes, what it changed, and what of that is not its own. */
export function workstreamRow(run: RunView, phase: PhaseView, workstream: WorkstreamView, now: number): TreeNode {
  const { name, executor, status, held, reason, runtime, machine, contract, outside } = workstream;
  const agent = run.agents.find((one) => one.phase === phase.id && one.workstream === name);
  const evidence = evidenceOf(workstream, agent, now);
  const id = `run:${run.id}:${phase.id}:workstream:${name}`;
  const words = standing(workstream);
  const label = name.replace(/^@/, '');
  const notes = [
    ...(held === null ? [] : [statusWords(held)]),
    ...(outside.length === 0 ? [] : [outsideWords(outside.length)]),
    ...(reason === null ? [evidence] : [reason]),
    ...(runtime === null ? [] : [l10n.t('by {0}', runtime)]),
    ...(machine === null ? [] : [l10n.t('on {0}', machine)]),
  ];
  return {
    id,
    label,
    description: notes.join(' · '),
    tooltip: [
      l10n.t('{0}: {1}', label, words),
      ...(reason === null ? [] : [reason]),
      l10n.t('Executor: {0}', executor),
      l10n.t('Runtime: {0}', runtime ?? run.runtime),
      ...(machine === null ? [] : [l10n.t('Machine: {0}', machine)]),
      ...(contract === null
        ? []
        : [l10n.t('Contract for {0}: {1}', contract.to.join(', '), contractStatusWords(contract.status))]),
      l10n.t('Evidence: {0}', evidence),
      ...(agent === undefined ? [] : [agent.lastEvent, ...evidenceLines(agent.liveness, now)]),
    ].join('\n'),
    icon: statusIcon(held !== null ? 'paused' : (agent?.liveness.state ?? status)),
    spoken: l10n.t('Workstream {0}, {1}, {2}, {3}', label, words, executor, notes.join(', ')),
    contextValue: contextValueOf(
      'steer',
      'workstream',
      ...workstreamChoices(run, phase, workstream),
      ...(agent === undefined ? [] : ['agent']),
      ...(hasChanges(workstream) ? ['changes'] : []),
      ...(contract !== null && isReadable(contract) ? ['contract'] : []),
      ...(phase.comparisons.some(({ from, to }) => from === name || to === name) ? ['comparison'] : []),
    ),
    target: { kind: 'workstream', run: run.id, phase: phase.id, workstream: name },
    open: { kind: 'monitor', run: run.id },
    expanded: outside.length > 0,
    children: [
      ...(contract === null ? [] : [contractRow(run, phase, name, contract, id)]),
      ...outside.map((change) => outsideRow(change, id)),
      ...workstream.changes.map((change) => changeRow(run, phase, name, change, id)),
    ],
  };
}

function standing({ status, held }: WorkstreamView): string {
  const words = statusWords(status);
  if (held === null) return words;
  return held === 'paused' ? l10n.t('{0}, paused by a person', words) : l10n.t('{0}, stopped by a person', words);
}

const outsideWords = (count: number): string =>
  count === 1 ? l10n.t('1 change outside of its files') : l10n.t('{0} changes outside of its files', count);

/** What shows that the status is true, and how old that is. */
function evidenceOf(workstream: WorkstreamView, agent: AgentView | undefined, now: number): string {
  const age = (at: number): string => ageWords(at, now, env.language);
  if (agent !== undefined) return l10n.t('{0}, heard {1}', statusWords(agent.liveness.state), age(agent.lastEventAt));
  const { status, endedAt, startedAt, changes } = workstream;
  if (endedAt !== null) {
    return changes.length === 1
      ? l10n.t('1 file changed, {0}', age(endedAt))
      : l10n.t('{0} files changed, {1}', changes.length, age(endedAt));
  }
  if (startedAt !== null && status === 'in-progress') {
    return l10n.t('started {0}, no agent is running', age(startedAt));
  }
  return l10n.t('not started');
}

/** Everything that shows whether an agent is at work, newest first. */
function evidenceLines({ evidence }: Liveness, now: number): string[] {
  return evidence.map(({ signal, says, at }) =>
    l10n.t('{0}: {1}, {2}', evidenceWords(signal), says, ageWords(at, now, env.language)),
  );
}

const contractIcons = {
  wanted: { name: 'file-symlink-file' },
  checking: { name: 'eye', color: 'charts.yellow' },
  confirmed: { name: 'verified', color: 'testing.iconPassed' },
  waived: { name: 'debug-step-over' },
} as const satisfies Record<ContractView['status'], NodeIcon>;

/** Whether anything was published, or said about what was not. */
const isReadable = ({ text, findings }: ContractView): boolean => text !== null || findings.length > 0;

/** What an upstream workstream owes those that build on it. */
function contractRow(
  run: RunView,
  phase: PhaseView,
  workstream: string,
  contract: ContractView,
  parent: string,
): TreeNode {
  const { to, about, status, source, findings } = contract;
  const count = findings.length === 1 ? l10n.t('1 finding') : l10n.t('{0} findings', findings.length);
  const by = source === null ? [] : [contractSourceWords(source)];
  const words = [contractStatusWords(status), ...by, ...(findings.length === 0 ? [] : [count])].join(', ');
  return {
    id: `${parent}:contract`,
    label: l10n.t('Contract for {0}', to.join(', ')),
    description: words,
    tooltip: [about, words, ...findings.map(({ path, message }) => `${path}: ${message}`)].join('\n'),
    icon:
      findings.length > 0 && status !== 'confirmed'
        ? { name: 'warning', color: 'charts.yellow' }
        : contractIcons[status],
    spoken: l10n.t('Contract for {0}, {1}: {2}', to.join(', '), words, about),
    ...(isReadable(contract) ? { contextValue: contextValueOf('contract') } : {}),
    target: { kind: 'workstream', run: run.id, phase: phase.id, workstream },
    open: isReadable(contract)
      ? { kind: 'document', path: contractPath(run.id, phase.id, workstream) }
      : { kind: 'monitor', run: run.id },
  };
}

function outsideRow({ path, owner }: OutsideChange, parent: string): TreeNode {
  return {
    id: `${parent}:outside:${path}`,
    label: path.replace(/^.*\//, ''),
    description: `${l10n.t('not its own: {0}', owner)} · ${folderOf(path)}`,
    tooltip: `${path}\n${l10n.t('Not a file of this workstream: {0}', owner)}`,
    icon: { name: 'warning', color: 'charts.yellow' },
    spoken: l10n.t('{0}, changed though it is not a file of this workstream: {1}', path, owner),
  };
}

const fileIcons = { added: 'diff-added', modified: 'diff-modified', deleted: 'diff-removed', renamed: 'diff-renamed' };

function changeRow(
  run: RunView,
  phase: PhaseView,
  workstream: string,
  { path, kind }: FileChange,
  parent: string,
): TreeNode {
  const landed = phase.status === 'completed';
  return {
    id: `${parent}:${path}`,
    label: path.replace(/^.*\//, ''),
    description: `${changeWords(kind)} · ${folderOf(path)}`,
    tooltip: landed ? path : `${path}\n${l10n.t('In your working copy once the phase has landed.')}`,
    icon: { name: fileIcons[kind] },
    spoken: l10n.t('{0}, {1}', path, changeWords(kind)),
    // Before the phase lands the change lies in the run's own worktree, not in the project.
    open:
      landed && kind !== 'deleted'
        ? { kind: 'file', path: `${run.project.root}/${path}`, line: 1 }
        : { kind: 'change', run: run.id, phase: phase.id, workstream, path },
  };
}

const folderOf = (path: string): string => (path.includes('/') ? path.replace(/\/[^/]*$/, '') : './');
