import { MAX_LINE } from '../inline-text.ts';
import type { Mention } from '../mentions.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { normalizePhaseId } from '../phase-id.ts';
import { readTrackers } from '../tracker/read-trackers.ts';
import type { SummaryRow, TrackedPhase, TrackedWorkstream, Tracker } from '../tracker/read-trackers.ts';
import { lastBefore, rangeIn, textAt, withoutFirst } from './collect.ts';
import { documentReferences } from './document-references.ts';
import { executorNames } from './executor-names.ts';
import { phaseReferences } from './phase-mentions.ts';
import type { PhaseMention } from './phase-mentions.ts';

/** What trackers name: phases, their workstreams with the files of each, commits, and other plan documents. */
export function workflowMentions(path: string, document: ParsedDocument): readonly Mention[] {
  const trackers = readTrackers(document);
  const whole = { from: 0, to: document.text.length };
  return [
    ...trackers.flatMap((tracker) => [
      ...tracker.phases.flatMap((phase) => checkpointMentions(document, phase, tracker)),
      ...tracker.summary.flatMap((row) => rowMentions(document, row, tracker)),
    ]),
    ...executors(document, trackers),
    ...documentReferences(path, document, 'everywhere'),
    ...phaseReferences(document, whole).map((mention) => ({
      ...mention,
      prd: lastBefore(trackers, mention.range.start.line)?.prd ?? null,
    })),
  ];
}

/** `executor-api` anywhere in a checkpoint. */
function executors(document: ParsedDocument, trackers: readonly Tracker[]): readonly Mention[] {
  return executorNames(document.visible).flatMap(({ name, at }) => {
    const { line, character } = document.lines.positionAt(at);
    const phase = lastBefore(lastBefore(trackers, line)?.phases ?? [], line);
    if (!phase || line >= phase.endLine) return [];
    const range = rangeIn(line, character, character + name.length);
    return [{ type: 'workstream', name, phase: phase.id, role: 'reference', range, form: 'slug' }];
  });
}

function checkpointMentions(document: ParsedDocument, phase: TrackedPhase, { prd }: Tracker): readonly Mention[] {
  const { commit } = phase;
  const isExact = commit !== null && textAt(document, commit.range) === commit.sha;
  return [
    ...phaseMention(document, phase.id, phase.idRange, prd),
    ...(isExact ? [{ type: 'commit' as const, sha: commit.sha, range: commit.range }] : []),
    ...phase.workstreams.flatMap((workstream) => workstreamMentions(document, workstream, phase.id)),
  ];
}

function phaseMention(
  document: ParsedDocument,
  id: string,
  range: TrackedPhase['idRange'],
  prd: string | null,
): readonly PhaseMention[] {
  const written = textAt(document, range);
  // Where the place of the id could not be told, the range is that of the whole heading.
  if (normalizePhaseId(written) !== id) return [];
  return [{ type: 'phase', id, prd, role: 'reference', range, written, anchor: false }];
}

function rowMentions(document: ParsedDocument, row: SummaryRow, { prd }: Tracker): readonly Mention[] {
  const found: Mention[] = [...phaseMention(document, row.id, row.idRange, prd)];
  if (row.commit !== null && row.commitRange) {
    const { line, character } = row.commitRange.start;
    const from = document.visibleLine(line).slice(0, MAX_LINE).indexOf(row.commit, character);
    const range = rangeIn(line, from, from + row.commit.length);
    if (from >= 0) found.push({ type: 'commit', sha: row.commit, range });
  }
  return found;
}

function workstreamMentions(
  document: ParsedDocument,
  { nameRange, files, fileRanges }: TrackedWorkstream,
  phase: string,
): readonly Mention[] {
  const written = textAt(document, nameRange);
  const executor = /^executor-/i.exec(written)?.[0] ?? '';
  const name = written.slice(executor.length);
  const { line, character } = nameRange.start;
  const before = textAt(document, rangeIn(line, Math.max(0, character - 9), character));
  const form = executor !== '' || /executor-$/i.test(before) ? ('slug' as const) : ('name' as const);
  const range = withoutFirst(nameRange, executor.length);
  return [
    ...(name === '' ? [] : [{ type: 'workstream' as const, name, phase, role: 'reference' as const, range, form }]),
    ...files.flatMap((path, index): readonly Mention[] => {
      const fileRange = fileRanges[index];
      return fileRange && textAt(document, fileRange) === path ? [{ type: 'file', path, range: fileRange }] : [];
    }),
  ];
}
