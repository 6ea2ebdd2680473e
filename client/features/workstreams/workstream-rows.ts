import { hasChanges, workstreamChoices } from '#schemas/run/choices.ts';
import type { Liveness } from '#schemas/run/liveness.ts';
import type { ContractView, FileChange, OutsideChange, PhaseView, WorkstreamView } from '#schemas/run/phase.ts';
import type { AgentView, RunView } from '#schemas/run/run.ts';
import { ageWords } from '#schemas/webview/time-words.ts';
import { contextValueOf } from '../../ui/context-value.ts';
import { contractPath } from '../../ui/document-paths.ts';
import { statusIcon, statusWords } from '../../ui/status-icons.ts';
import type { NodeIcon, TreeNode } from '../../ui/tree-node.ts';

/** A workstream with what it owes, what it changed, and what of that is not its own. */
export function workstreamRow(run: RunView, phase: PhaseView, workstream: WorkstreamView, now: number): TreeNode {
  const { name, executor, status, held, reason, runtime, machine, contract, outside } = workstream;
  const agent = run.agents.find((one) => one.phase === phase.id && one.workstream === name);
  const evidence = evidenceOf(workstream, agent, now);
  const id = `run:${run.id}:${phase.id}:workstream:${name}`;
  const words = held === null ? statusWords(status) : `${statusWords(status)}, ${held} by a person`;
  const label = name.replace(/^@/, '');
  const notes = [
    ...(held === null ? [] : [held]),
    ...(outside.length === 0 ? [] : [outsideWords(outside.length)]),
    ...(reason === null ? [evidence] : [reason]),
    ...(runtime === null ? [] : [`by ${runtime}`]),
    ...(machine === null ? [] : [`on ${machine}`]),
  ];
  return {
    id,
    label,
    description: notes.join(' · '),
    tooltip: [
      `${label}: ${words}`,
      ...(reason === null ? [] : [reason]),
      `Executor: ${executor}`,
      `Runtime: ${runtime ?? run.runtime}`,
      ...(machine === null ? [] : [`Machine: ${machine}`]),
      ...(contract === null ? [] : [`Contract for ${contract.to.join(', ')}: ${contract.status}`]),
      `Evidence: ${evidence}`,
      ...(agent === undefined ? [] : [agent.lastEvent, ...evidenceLines(agent.liveness, now)]),
    ].join('\n'),
    icon: statusIcon(held !== null ? 'paused' : (agent?.liveness.state ?? status)),
    spoken: `Workstream ${label}, ${words}, ${executor}, ${notes.join(', ')}`,
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

const outsideWords = (count: number): string =>
  count === 1 ? '1 change outside of its files' : `${count} changes outside of its files`;

/** What shows that the status is true, and how old that is. */
function evidenceOf(workstream: WorkstreamView, agent: AgentView | undefined, now: number): string {
  if (agent !== undefined) return `${agent.liveness.state}, heard ${ageWords(agent.lastEventAt, now)}`;
  const { status, endedAt, startedAt, changes } = workstream;
  const files = changes.length === 1 ? '1 file changed' : `${changes.length} files changed`;
  if (endedAt !== null) return `${files}, ${ageWords(endedAt, now)}`;
  if (startedAt !== null && status === 'in-progress') return `started ${ageWords(startedAt, now)}, no agent is running`;
  return 'not started';
}

/** Everything that shows whether an agent is at work, newest first. */
function evidenceLines({ evidence }: Liveness, now: number): string[] {
  return evidence.map(({ signal, says, at }) => `${signal}: ${says}, ${ageWords(at, now)}`);
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
  const found = findings.length === 0 ? [] : [findings.length === 1 ? '1 finding' : `${findings.length} findings`];
  const by = source === null ? [] : [`by the ${source}`];
  const words = [status, ...by, ...found].join(', ');
  return {
    id: `${parent}:contract`,
    label: `Contract for ${to.join(', ')}`,
    description: words,
    tooltip: [about, words, ...findings.map(({ path, message }) => `${path}: ${message}`)].join('\n'),
    icon:
      findings.length > 0 && status !== 'confirmed'
        ? { name: 'warning', color: 'charts.yellow' }
        : contractIcons[status],
    spoken: `Contract for ${to.join(', ')}, ${words}: ${about}`,
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
    description: `not its own: ${owner} · ${folderOf(path)}`,
    tooltip: `${path}\nNot a file of this workstream: ${owner}`,
    icon: { name: 'warning', color: 'charts.yellow' },
    spoken: `${path}, changed though it is not a file of this workstream: ${owner}`,
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
    description: `${kind} · ${folderOf(path)}`,
    tooltip: landed ? path : `${path}\nIn your working copy once the phase has landed.`,
    icon: { name: fileIcons[kind] },
    spoken: `${path}, ${kind}`,
    // Before the phase lands the change lies in the run's own worktree, not in the project.
    open:
      landed && kind !== 'deleted'
        ? { kind: 'file', path: `${run.project.root}/${path}`, line: 1 }
        : { kind: 'change', run: run.id, phase: phase.id, workstream, path },
  };
}

const folderOf = (path: string): string => (path.includes('/') ? path.replace(/\/[^/]*$/, '') : './');
