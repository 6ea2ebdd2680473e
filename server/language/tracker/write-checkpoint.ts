import type { Checkpoint, CheckpointWorkstream } from '#schemas/document/checkpoint.ts';
import { parseDocument } from '../parse-document.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { newlineOf } from '../text-edit.ts';
import { comparePhaseIds } from '../phase-id.ts';
import { isSamePrd, readTrackers } from './read-trackers.ts';
import { SUMMARY_HEAD } from './summary-table.ts';
import { reasonIn } from './tracked-workstreams.ts';
import type { Tracker } from './read-trackers.ts';

export interface CheckpointProject {
  readonly name: string;
  /** Path of the PRD, relative to the project root. */
  readonly prd: string;
  /** ISO date, for a tracker that is new. */
  readonly created: string;
}

export interface NamedPhase {
  readonly id: string;
  readonly title: string;
}

/**
 * The new text of WORKFLOW.md with the checkpoint in it. Only the phase's fields and its summary row change; every
 * other byte of an existing file stays, also sub-sections that people wrote under the phase. A file that is no tracker,
 * or tracks another PRD, gets a tracker of its own behind what it holds.
 */
export function writeCheckpoint(
  existing: string | null,
  project: CheckpointProject,
  allPhases: readonly NamedPhase[],
  checkpoint: Checkpoint,
): string {
  if (existing === null || existing.trim() === '') return newTracker(project, allPhases, checkpoint);
  const document = parseDocument(existing);
  const newline = newlineOf(existing);
  const tracker = readTrackers(document).findLast((one) => isOurs(document, one) && isSamePrd(one.prd, project.prd));
  if (!tracker) {
    const gap = /\r?\n\r?\n$/.test(existing) ? '' : /\r?\n$/.test(existing) ? newline : newline + newline;
    return existing + gap + newTracker(project, allPhases, checkpoint).replaceAll('\n', newline);
  }
  return update(existing, document, tracker, checkpoint, newline);
}

function isOurs(document: ParsedDocument, tracker: Tracker): boolean {
  const title = document.headings.find((heading) => heading.line >= tracker.line)?.text ?? '';
  return tracker.version === 2 && (/^CLUTCH Workflow Tracker\b/i.test(title) || tracker.summaryTable !== null);
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

function update(
  existing: string,
  document: ParsedDocument,
  tracker: Tracker,
  checkpoint: Checkpoint,
  newline: string,
): string {
  const edits = [sectionEdit(document, tracker, checkpoint, newline), rowEdit(document, tracker, checkpoint, newline)];
  return edits
    .sort((a, b) => b.from - a.from)
    .reduce((text, edit) => text.slice(0, edit.from) + edit.text + text.slice(edit.to), existing);
}

function sectionEdit(document: ParsedDocument, tracker: Tracker, checkpoint: Checkpoint, newline: string): Edit {
  const { lines } = document;
  const section = phaseSection(checkpoint).join(newline);
  const own = tracker.phases.findLast((phase) => phase.id === checkpoint.phase.id);
  if (own) {
    const sub = document.headings.find((heading) => heading.line > own.line && heading.line < own.endLine);
    let last = (sub?.line ?? own.endLine) - 1;
    while (last > own.line && /^\s*(?:-{3,}\s*)?$/.test(lines.text(last))) last -= 1;
    return { from: lines.start(own.line), to: lines.end(last), text: section };
  }
  const before = tracker.phases.findLast((phase) => comparePhaseIds(phase.id, checkpoint.phase.id) < 0);
  const first = tracker.phases[0]?.line;
  const anchor = before?.endLine ?? first ?? nextHeading(document, tracker);
  const at = lines.start(anchor);
  if (anchor < lines.count && at < document.text.length) {
    return { from: at, to: at, text: `${section}${newline}${newline}---${newline}${newline}` };
  }
  const end = document.text.length;
  const gap = document.text.endsWith('\n') ? newline : newline + newline;
  return { from: end, to: end, text: `${gap}${section}${newline}` };
}

/** The first section behind the summary, or the tracker's end. */
function nextHeading(document: ParsedDocument, tracker: Tracker): number {
  const from = tracker.summaryTable?.endLine ?? tracker.line + 1;
  const heading = document.headings.find((one) => one.line >= from && one.level <= 2 && one.line < tracker.endLine);
  return heading?.line ?? tracker.endLine;
}

function rowEdit(document: ParsedDocument, tracker: Tracker, checkpoint: Checkpoint, newline: string): Edit {
  const { lines } = document;
  const row = summaryRow(checkpoint);
  const own = tracker.summary.find((one) => one.id === checkpoint.phase.id);
  if (own) return { from: lines.start(own.line), to: lines.end(own.line), text: row };
  const later = tracker.summary.find((one) => comparePhaseIds(one.id, checkpoint.phase.id) > 0);
  if (later) return { from: lines.start(later.line), to: lines.start(later.line), text: row + newline };
  if (tracker.summaryTable) {
    const at = lines.end(tracker.summaryTable.endLine - 1);
    return { from: at, to: at, text: newline + row };
  }
  const heading = document.headings.find(
    (one) => one.line > tracker.line && one.line < tracker.endLine && one.level <= 2,
  );
  const table = ['## Execution Summary', '', ...SUMMARY_HEAD, row].join(newline);
  if (heading) {
    const at = lines.start(heading.line);
    return { from: at, to: at, text: table + newline + newline };
  }
  const at = Math.min(lines.start(tracker.endLine), document.text.length);
  return {
    from: at,
    to: at,
    text: (document.text.slice(0, at).endsWith('\n') ? newline : newline + newline) + table + newline,
  };
}

function newTracker(project: CheckpointProject, allPhases: readonly NamedPhase[], checkpoint: Checkpoint): string {
  const others = allPhases.filter((phase) => phase.id !== checkpoint.phase.id);
  const rows = [
    ...others.map((phase) => ({ id: phase.id, row: pendingRow(phase) })),
    { id: checkpoint.phase.id, row: summaryRow(checkpoint) },
  ];
  rows.sort((a, b) => comparePhaseIds(a.id, b.id));
  return [
    '# CLUTCH Workflow Tracker',
    '',
    `**Project:** ${oneLine(project.name)}`,
    `**PRD:** ${oneLine(project.prd)}`,
    `**Created:** ${oneLine(project.created)}`,
    '**Generated by:** CLUTCH v2',
    '',
    '## Execution Summary',
    '',
    ...SUMMARY_HEAD,
    ...rows.map(({ row }) => row),
    '',
    '---',
    '',
    ...phaseSection(checkpoint),
    '',
    '---',
    '',
    '## Resume Instructions Detail',
    '',
    'The last completed phase above names the next phase and the command that continues from it.',
    'That command needs nothing but the PRD, this file and the git history: it starts at the first phase that is not',
    'completed here, and it checks that the recorded commits exist before it goes on.',
    '',
    '## Key State for Cold-Start',
    '',
    `- **Plan**: ${oneLine(project.prd)}, one PRP for each phase in \`PRPs/\``,
    '- **Finished work**: the commits named above, one for each completed phase',
    "- **Proof**: the validation levels in the phase's PRP; each can be run again on its commit",
    '',
  ].join('\n');
}

function phaseSection(checkpoint: Checkpoint): readonly string[] {
  const { phase, stats, next, workstreams, levels } = checkpoint;
  const commands = levels.reduce((sum, level) => sum + level.commands, 0);
  return [
    `## Phase ${oneLine(phase.id)}: ${oneLine(phase.title)}`,
    '',
    `- **Status**: ${checkpoint.status}${checkpoint.reason === null ? '' : ` (reason: ${oneLine(checkpoint.reason)})`}`,
    `- **Commit**: ${commitWords(checkpoint)}`,
    `- **Execution Mode**: ${modeWords(checkpoint)}`,
    `- **Team Failure**: ${checkpoint.team.failed ? 'yes (fell back to sequential)' : 'none'}`,
    `- **Workstreams**:${workstreams.length === 0 ? ' none' : ''}`,
    ...workstreams.map(workstreamLine),
    `- **Tests**: ${commands} passing (validation commands; tests inside them are not counted)`,
    `- **Files Changed**: +${stats.insertions} -${stats.deletions} lines across ${stats.files} files`,
    `- **Validation**: ${validationWords(checkpoint)}`,
    `- **Context Budget**: ~${Math.round(checkpoint.remainingPercent)}% remaining after this phase`,
    `- **Next Phase**: ${next ? `Phase ${oneLine(next.id)}: ${oneLine(next.title)}` : 'none, this was the last phase'}`,
    `- **Resume Instructions**: ${resumeWords(checkpoint.resume)}`,
  ];
}

/** A command is to be copied; a sentence is to be read. */
function resumeWords(resume: string): string {
  const words = oneLine(resume).replaceAll('`', "'");
  return words.startsWith('clutch ') ? `\`${words}\`` : words;
}

/** What stands for the commit of a phase that was left staged. */
export const STAGED = 'staged; committed by a person';

function commitWords({ commit, status }: Checkpoint): string {
  if (commit) return `${oneLine(commit.sha)} (${oneLine(commit.message)})`;
  return status === 'completed' ? `- (${STAGED})` : '-';
}

function modeWords({ mode, team, workstreams }: Checkpoint): string {
  if (mode === null) return '-';
  if (mode === 'solo' || mode === 'sequential') return mode;
  const starts = mode === 'staggered-team' ? ', staggered by contracts' : '';
  return `team (${team.executors || workstreams.length} executors${starts})`;
}

function validationWords({ status, debugCycles, levels }: Checkpoint): string {
  if (status === 'deferred') return 'not run';
  const cycles = debugCycles + 1;
  return `PASS in ${cycles} ${cycles === 1 ? 'cycle' : 'cycles'}${levelList(levels)}`;
}

function levelList(levels: Checkpoint['levels']): string {
  const names = levels.map(({ level, title, commands }) => {
    const count = `${commands} ${commands === 1 ? 'command' : 'commands'}`;
    return `Level ${level}${title === '' ? '' : ` ${oneLine(title)}`}: ${count}`;
  });
  return names.length === 0 ? '' : ` (${names.join('; ')})`;
}

function workstreamLine(workstream: CheckpointWorkstream): string {
  const { name, status, files, reason } = workstream;
  const paths = files.map((file) => `\`${oneLine(file).replaceAll('`', "'")}\``).join(', ');
  if (status === 'completed') return `  - ${oneLine(name)}: completed (files: ${paths === '' ? 'none' : paths})`;
  const written = `(reason: ${oneLine(reason ?? '')})`;
  return `  - ${oneLine(name)}: ${status} ${reasonIn(written) === null ? '(reason: the run recorded none)' : written}`;
}

function summaryRow(checkpoint: Checkpoint): string {
  const { phase, status, commit, workstreams, debugCycles } = checkpoint;
  const done = workstreams.filter((workstream) => workstream.status === 'completed').length;
  const cells = [
    `${phase.id}: ${phase.title}`,
    status,
    commit?.sha.slice(0, 12) ?? '-',
    `${done}/${workstreams.length}`,
    modeWords(checkpoint),
    String(debugCycles),
  ];
  return `| ${cells.map(cell).join(' | ')} |`;
}

function pendingRow(phase: NamedPhase): string {
  return `| ${cell(`${phase.id}: ${phase.title}`)} | pending | - | - | - | - |`;
}

function cell(text: string): string {
  return oneLine(text).replaceAll('|', '\\|');
}

/** Names come from documents: a line break or the start of a comment in one must not change the tracker's shape. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('<!--', '<! --').trim();
}
