import { TreeFragment } from '@lezer/common';
import type { SyntaxNodeRef, Tree } from '@lezer/common';
import { Table as TableExtension, TaskList, parser } from '@lezer/markdown';
import { commonEnds } from './common-ends.ts';
import type { CommonEnds } from './common-ends.ts';
import { scanOpaqueBlocks } from './fences.ts';
import type { Fence } from './fences.ts';
import { readFrontMatter } from './front-matter.ts';
import type { FrontMatter } from './front-matter.ts';
import { plainText } from './inline-text.ts';
import { indexLines } from './line-index.ts';
import type { LineIndex } from './line-index.ts';
import { rememberSections } from './per-section.ts';
import type { UnchangedLines } from './per-section.ts';
import { visibleText } from './visible-text.ts';

/** A heading of the document itself: not one in a fence, a comment, a quote or a list. */
export interface Heading {
  /** 1 to 6. */
  readonly level: number;
  /** What a reader sees, without emphasis, links and closing marks. */
  readonly text: string;
  readonly line: number;
}

export interface TableRow {
  readonly line: number;
  /** Cells as plain text. */
  readonly cells: readonly string[];
}

export interface Table {
  readonly header: TableRow;
  readonly rows: readonly TableRow[];
  /** First line behind the table. */
  readonly endLine: number;
}

/**
 * A markdown document as plans need it. `visible` is the text with front matter, fences and HTML comments replaced by
 * spaces, so that every offset and line number is that of the real text.
 */
export interface ParsedDocument {
  readonly text: string;
  readonly visible: string;
  readonly lines: LineIndex;
  readonly tree: Tree;
  readonly frontMatter: FrontMatter | null;
  readonly headings: readonly Heading[];
  readonly fences: readonly Fence[];
  readonly tables: readonly Table[];
  /** The line as a reader sees it; empty inside fences, comments and front matter. */
  visibleLine(line: number): string;
}

// Inline syntax is not needed in the tree. Leaving it out halves the time of a full parse, and brackets between code
// spans on one long line, as JSON has them, would take time that grows with the square of the line.
const INLINE = ['Escape', 'InlineCode', 'Emphasis', 'Link', 'LinkEnd', 'Image', 'HTMLTag', 'Entity', 'HardBreak'];
const markdown = parser.configure([TableExtension, TaskList, { remove: [...INLINE, 'LinkReference', 'IndentedCode'] }]);

/**
 * Parses any text; never throws. `previous` (an earlier version of the same document) makes a small edit cheap: the
 * parts of its tree that did not change are used again.
 */
export function parseDocument(text: string, previous?: ParsedDocument): ParsedDocument {
  if (previous?.text === text) return previous;
  const lines = indexLines(text);
  const frontMatter = readFrontMatter(text, lines);
  const { fences, comments } = scanOpaqueBlocks(text, lines, frontMatter?.endLine ?? 0);
  const hidden = [
    ...(frontMatter ? [{ from: 0, to: lines.start(frontMatter.endLine) }] : []),
    ...fences.map((fence) => ({ from: lines.start(fence.line), to: lines.start(fence.endLine) })),
    ...comments,
  ];
  const visible = visibleText(text, lines, hidden);
  const unchanged = previous && commonEnds(previous.visible, visible);
  const tree = markdown.parse(visible, previous && unchanged && fragmentsOf(previous, visible, unchanged));
  const { headings, tables } = readBlocks(tree, visible, lines);
  const document: ParsedDocument = {
    text,
    visible,
    lines,
    tree,
    frontMatter,
    headings,
    fences,
    tables,
    visibleLine: (line) => visible.slice(lines.start(line), lines.end(line)),
  };
  if (previous && unchanged) {
    rememberSections(document, previous, unchangedLines(previous, document, unchanged));
  }
  return document;
}

/** The one changed range between two texts, so that the parts of the tree outside of it are used again. */
function fragmentsOf(previous: ParsedDocument, visible: string, { head, tail }: CommonEnds): readonly TreeFragment[] {
  const change = { fromA: head, toA: previous.visible.length - tail, fromB: head, toB: visible.length - tail };
  return TreeFragment.applyChanges(TreeFragment.addTree(previous.tree), [change]);
}

/** Lines count as unchanged only when neither they nor what is hidden in them changed. */
function unchangedLines(previous: ParsedDocument, document: ParsedDocument, visible: CommonEnds): UnchangedLines {
  const text = commonEnds(previous.text, document.text);
  const { lines } = document;
  return {
    head: lines.lineAt(Math.min(text.head, visible.head)),
    tail: lines.count - 1 - lines.lineAt(document.text.length - Math.min(text.tail, visible.tail)),
    shift: lines.count - previous.lines.count,
  };
}

function readBlocks(tree: Tree, visible: string, lines: LineIndex): { headings: Heading[]; tables: Table[] } {
  const headings: Heading[] = [];
  const tables: Table[] = [];
  tree.iterate({
    enter: (node) => {
      const heading = /^(ATX|Setext)Heading([1-6])$/.exec(node.name);
      if (heading) {
        const source = visible.slice(node.from, node.to);
        const content = heading[1] === 'ATX' ? source.replace(/^\s*#{1,6}/, '') : source.replace(/\n[^\n]*$/, '');
        // A paragraph with a rule right under it is a heading to CommonMark only, not to its author.
        if (heading[1] === 'Setext' && !/^[^\n]{1,100}[^\n.:;,]\s*$/.test(content)) return false;
        headings.push({ level: Number(heading[2]), text: plainText(content), line: lines.lineAt(node.from) });
        return false;
      }
      if (node.name === 'Table') {
        const table = readTable(node, visible, lines);
        if (table) tables.push(table);
        return false;
      }
      return node.name === 'Document' ? undefined : false;
    },
  });
  return { headings, tables };
}

function readTable(node: SyntaxNodeRef, visible: string, lines: LineIndex): Table | null {
  const first = lines.lineAt(node.from);
  const last = lines.lineAt(Math.max(node.from, node.to - 1));
  const rows: TableRow[] = [];
  for (let line = first; line <= last; line += 1) {
    // The second line is the row of dashes.
    if (line === first + 1) continue;
    rows.push({ line, cells: splitCells(visible.slice(lines.start(line), lines.end(line))) });
  }
  const [header, ...rest] = rows;
  return header ? { header, rows: rest, endLine: last + 1 } : null;
}

/** Cells of a table row as plain text; a `\|` does not end a cell. */
function splitCells(row: string): readonly string[] {
  const cells = row
    .trim()
    .replace(/^\|/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => plainText(cell.replaceAll('\\|', '|')));
  if (cells.length > 1 && cells.at(-1) === '') cells.pop();
  return cells;
}
