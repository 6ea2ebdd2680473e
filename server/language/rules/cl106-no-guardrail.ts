import { rangeOfLine } from '../line-index.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { insertBlock } from '../prd/insert-block.ts';
import { sectionText } from '../prd/section-text.ts';
import { metricCell, METRIC_GUIDANCE, readSuccessMetrics } from '../prd/success-metrics.ts';
import type { SuccessMetrics } from '../prd/success-metrics.ts';
import { tableRow } from '../prd/table-cells.ts';
import type { FileChange, TextEdit } from '../text-edit.ts';
import { newlineOf } from '../text-edit.ts';
import type { Rule } from './rule.ts';

interface Kind {
  readonly name: string;
  /** By which its metric is recognised. */
  readonly marks: RegExp;
  /** A first row of it. */
  readonly words: string;
  readonly target: string;
}

const KINDS: readonly Kind[] = [
  {
    name: 'guardrail',
    marks:
      /\bguard[- ]?rails?\b|\bcounter[- ]?metrics?\b|\bmust not\b|\bdo(?:es)? not? (?:harm|get worse|regress|degrade)|\bno (?:regression|worse|increase in)\b|\bhealth metrics?\b|\bgarde-fous?\b|\bleitplanke/iu,
    words: 'What must not get worse (guardrail)',
    target: 'the limit to keep',
  },
  {
    name: 'leading indicator',
    marks: /\bleading\b|\bearly (?:signals?|indicators?|warnings?)\b|\bfrühindikator|\bindicateurs? avanc/iu,
    words: 'What moves first (leading indicator)',
    target: METRIC_GUIDANCE.target,
  },
];

export const noGuardrail: Rule = {
  id: 'CL106',
  title: 'No guardrail or no leading indicator among the metrics',
  rationale:
    'A guardrail says what the success must not cost. A leading indicator moves early enough to change course while the work still goes on; the outcome itself is known only when it is over.',
  kinds: ['prd'],
  defaultSeverity: 'warning',
  check: (document, { path }) => {
    const metrics = readSuccessMetrics(document);
    if (!metrics || !hasMetrics(document, metrics)) return [];
    const text = sectionText(document, metrics.section);
    const missing = KINDS.filter(({ marks }) => !marks.test(text));
    if (missing.length === 0) return [];
    const names = missing.map(({ name }) => name);
    return [
      {
        range: rangeOfLine(document.lines, metrics.section.heading.line),
        message: `None of the metrics is marked as a ${names.join(', and none as a ')}. Add ${missing.length === 1 ? 'one' : 'one of each'}, or say behind a metric's name that it is one: "(${names[0] ?? ''})".`,
        fixes: [
          {
            title: `Add a ${names.join(' and a ')}`,
            safe: false,
            changes: () => [addition(document, path, metrics, missing)],
          },
        ],
      },
    ];
  },
};

/** A section that is still empty is not judged. */
function hasMetrics(document: ParsedDocument, { section, tables }: SuccessMetrics): boolean {
  if (tables.some((metrics) => metrics.table.rows.some((row) => metricCell(metrics, row, 'metric') !== '')))
    return true;
  return tables.length === 0 && /^[ \t]{0,20}(?:[-*+]|\d{1,3}[.)])[ \t]{1,9}\S/m.test(sectionText(document, section));
}

function addition(
  document: ParsedDocument,
  path: string,
  metrics: SuccessMetrics,
  missing: readonly Kind[],
): FileChange {
  const last = metrics.tables.at(-1);
  if (!last) {
    const items = missing.map(
      ({ words, target }) => `- ${words}: ${target}, ${METRIC_GUIDANCE.cohort}, ${METRIC_GUIDANCE.window}`,
    );
    return { kind: 'edit', path, edits: [appendItems(document, metrics.section.endLine, items)] };
  }
  const line = last.table.rows.at(-1)?.line ?? last.table.header.line + 1;
  const rows = missing.map(({ words, target }) =>
    tableRow(last.columns.map((column) => ({ ...METRIC_GUIDANCE, metric: words, target })[column])),
  );
  return { kind: 'edit', path, edits: [linesBehind(document, line, rows)] };
}

/** A list that the section ends with goes on. */
function appendItems(document: ParsedDocument, end: number, items: readonly string[]): TextEdit {
  let last = end - 1;
  while (last > 0 && document.lines.text(last).trim() === '') last -= 1;
  if (/^[-*+]\s/.test(document.visibleLine(last))) return linesBehind(document, last, items);
  return insertBlock(document, end, items.join('\n'));
}

function linesBehind(document: ParsedDocument, line: number, added: readonly string[]): TextEdit {
  const at = { line, character: document.lines.end(line) - document.lines.start(line) };
  const newline = newlineOf(document.text);
  return { range: { start: at, end: at }, newText: added.map((text) => newline + text).join('') };
}
