import { TreeFragment } from '@lezer/common';
import type { Tree } from '@lezer/common';
import { Table as TableExtension, TaskList, parser } from '@lezer/markdown';
import { commonEnds } from './common-ends.ts';
import type { CommonEnds } from './common-ends.ts';
import { scanOpaqueBlocks } from './fences.ts';
import type { Fence } from './fences.ts';
import { readFrontMatter } from './front-matter.ts';
import type { FrontMatter } from './front-matter.ts';
import { indexLines } from './line-index.ts';
import type { LineIndex } from './line-index.ts';
import { rememberSections } from './per-section.ts';
import type { UnchangedLines } from './per-section.ts';
import { readBlocks, reusableBlocks } from './read-blocks.ts';
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
  const lineChange = previous && unchanged && unchangedLines(previous, { text, lines }, unchanged);
  const { headings, tables } = readBlocks(
    tree,
    visible,
    lines,
    previous && lineChange && reusableBlocks(previous, lineChange, lines),
  );
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
  if (previous && lineChange) rememberSections(document, previous, lineChange);
  return document;
}

/** The one changed range between two texts, so that the parts of the tree outside of it are used again. */
function fragmentsOf(previous: ParsedDocument, visible: string, { head, tail }: CommonEnds): readonly TreeFragment[] {
  const change = { fromA: head, toA: previous.visible.length - tail, fromB: head, toB: visible.length - tail };
  return TreeFragment.applyChanges(TreeFragment.addTree(previous.tree), [change]);
}

/** Lines count as unchanged only when neither they nor what is hidden in them changed. */
function unchangedLines(
  previous: ParsedDocument,
  { text, lines }: Pick<ParsedDocument, 'text' | 'lines'>,
  visible: CommonEnds,
): UnchangedLines {
  const ends = commonEnds(previous.text, text);
  return {
    head: lines.lineAt(Math.min(ends.head, visible.head)),
    tail: lines.count - 1 - lines.lineAt(text.length - Math.min(ends.tail, visible.tail)),
    shift: lines.count - previous.lines.count,
  };
}
