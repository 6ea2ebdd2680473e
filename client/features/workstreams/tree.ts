import type { Overview } from '#schemas/protocol/overview.ts';
import type { PhaseView, WorkstreamView } from '#schemas/run/phase.ts';
import type { Receipt } from '#schemas/run/receipt.ts';
import type { RunView } from '#schemas/run/run.ts';
import { ageWords, durationWords } from '#schemas/webview/time-words.ts';
import { receiptPath } from '../../ui/document-paths.ts';
import { statusIcon, statusWords } from '../../ui/status-icons.ts';
import type { TreeNode } from '../../ui/tree-node.ts';

export function workstreamRows({ runs, projects }: Overview, now: number): readonly TreeNode[] {
  return runs.map((run) => runRow(run, projects.length > 1, now));
}

function runRow(run: RunView, nameProject: boolean, now: number): TreeNode {
  const words = statusWords(run.status);
  const age = run.endedAt === null ? ageWords(run.startedAt, now) : `ended ${ageWords(run.endedAt, now)}`;
  return {
    id: `run:${run.id}`,
    label: run.prd.replace(/^.*\//, '').replace(/\.md$/, ''),
    description: [words, ...(nameProject ? [run.project.name] : []), age].join(' · '),
    tooltip: [`Run ${run.id}: ${words}`, run.reason, `Runtime: ${run.runtime}`, `Branch: ${run.branch ?? 'none yet'}`]
      .filter((line) => line !== null)
      .join('\n'),
    icon: statusIcon(run.status),
    spoken: `Run of ${run.prd}, ${words}${run.reason === null ? '' : `: ${run.reason}`}`,
    contextValue: `run-${run.status}${run.questions.length > 0 ? '-question' : ''}`,
    target: { kind: 'run', run: run.id },
    open: { kind: 'monitor', run: run.id },
    expanded: run.status !== 'completed',
    children: run.phases.map((phase) => phaseRow(run, phase, now)),
  };
}

function phaseRow(run: RunView, phase: PhaseView, now: number): TreeNode {
  const words = phase.step === null ? statusWords(phase.status) : `${statusWords(phase.status)} · ${phase.step}`;
  return {
    id: `run:${run.id}:${phase.id}`,
    label: `${phase.id}. ${phase.title}`,
    description: words,
    tooltip: [
      `Phase ${phase.id}: ${words}`,
      phase.mode === null ? null : `Mode ${phase.mode}${phase.modeReason === null ? '' : `: ${phase.modeReason}`}`,
      phase.commit === null ? null : `Commit ${phase.commit.sha.slice(0, 10)}: ${phase.commit.message}`,
    ]
      .filter((line) => line !== null)
      .join('\n'),
    icon: statusIcon(phase.status),
    spoken: `Phase ${phase.id}, ${phase.title}, ${words}`,
    expanded: phase.status === 'in-progress' || phase.status === 'failed',
    children: [
      ...phase.workstreams.map((workstream) => workstreamRow(run, phase, workstream, now)),
      ...phase.receipts.map((receipt, index) => receiptRow(run, phase, receipt, index, now)),
    ],
  };
}

function workstreamRow(run: RunView, phase: PhaseView, workstream: WorkstreamView, now: number): TreeNode {
  const { name, executor, status } = workstream;
  const agent = run.agents.find((one) => one.phase === phase.id && one.workstream === name);
  const evidence = evidenceOf(workstream, agent, now);
  return {
    id: `run:${run.id}:${phase.id}:workstream:${name}`,
    label: name,
    description: evidence,
    tooltip: [`${name}: ${statusWords(status)}`, `Executor: ${executor}`, `Evidence: ${evidence}`, agent?.lastEvent]
      .filter((line) => line !== undefined)
      .join('\n'),
    icon: statusIcon(status),
    spoken: `Workstream ${name}, ${statusWords(status)}, ${executor}, ${evidence}`,
    children: workstream.changes.map(({ path, kind }) => ({
      id: `run:${run.id}:${phase.id}:workstream:${name}:${path}`,
      label: path.replace(/^.*\//, ''),
      description: `${kind} · ${path.includes('/') ? path.replace(/\/[^/]*$/, '') : '.'}`,
      tooltip: phase.status === 'completed' ? path : `${path}\nIn your working copy once the phase has landed.`,
      icon: { name: fileIcons[kind] },
      spoken: `${path}, ${kind}`,
      // Before the phase lands the change lies in the run's own worktree, not in the project.
      ...(phase.status === 'completed' && kind !== 'deleted'
        ? { open: { kind: 'file' as const, path: `${run.project.root}/${path}`, line: 1 } }
        : {}),
    })),
  };
}

const fileIcons = { added: 'diff-added', modified: 'diff-modified', deleted: 'diff-removed', renamed: 'diff-renamed' };

/** What shows that the status is true, and how old that is. */
function evidenceOf(workstream: WorkstreamView, agent: RunView['agents'][number] | undefined, now: number): string {
  if (agent !== undefined) return `heard ${ageWords(agent.lastEventAt, now)}`;
  const { status, endedAt, startedAt, changes } = workstream;
  if (endedAt !== null) return `${changes.length} files changed, ${ageWords(endedAt, now)}`;
  if (startedAt !== null && status === 'in-progress') return `started ${ageWords(startedAt, now)}, no agent is running`;
  return 'not started';
}

function receiptRow(run: RunView, phase: PhaseView, receipt: Receipt, index: number, now: number): TreeNode {
  const passed = receipt.exitCode === 0;
  const result = receipt.stopped ?? `exit ${receipt.exitCode ?? 'unknown'}`;
  return {
    id: `run:${run.id}:${phase.id}:receipt:${index}`,
    label: `Level ${receipt.level}: ${receipt.title}`,
    description: `${result} · ${durationWords(receipt.durationMs)} · ${ageWords(receipt.startedAt, now)}`,
    tooltip: `${receipt.command}\n${result}, ran on tree ${receipt.tree.slice(0, 10)}`,
    icon: passed ? { name: 'pass', color: 'testing.iconPassed' } : { name: 'error', color: 'testing.iconFailed' },
    spoken: `Validation level ${receipt.level}, ${receipt.title}, ${passed ? 'passed' : 'failed'}, ${result}`,
    open: { kind: 'document', path: receiptPath(run.id, phase.id, index) },
  };
}
