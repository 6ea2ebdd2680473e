import {
  DocumentSymbolRequest,
  FoldingRangeRequest,
  SymbolKind,
  type DocumentSymbol,
  type FoldingRange,
  type SymbolInformation,
} from 'vscode-languageserver';
import type { ParsedDocument } from '../../../language/parse-document.ts';
import { answerForDocument } from './border.ts';
import type { LanguageFeature, OpenPlan } from './context.ts';

/** More than a person can look at, and enough for every plan. */
const MAX_SYMBOLS = 5000;
/** Editors indent by depth and recurse into it. */
const MAX_NAME = 200;

/** Outline and folding, for editors that have none of their own for markdown. VS Code has, and shows one outline only. */
export const outline: LanguageFeature = {
  capabilities: ({ extension }) => (extension ? {} : { documentSymbolProvider: true, foldingRangeProvider: true }),
  register(connection, context) {
    answerForDocument(connection, context, DocumentSymbolRequest.type, null, (plan, _params, { client }) =>
      client.nestedSymbols ? nestedSymbols(plan.document) : flatSymbols(plan),
    );
    answerForDocument(connection, context, FoldingRangeRequest.type, null, ({ document }) => foldingRanges(document));
  },
};

interface Section {
  readonly text: string;
  readonly level: number;
  readonly line: number;
  /** Its last line that is not empty. */
  readonly endLine: number;
}

/** All sections in document order, each with its end. Linear: every heading is put on the stack and taken off once. */
function sectionsOf({ headings, lines }: ParsedDocument): readonly Section[] {
  const ends = new Map<number, number>();
  const open: number[] = [];
  const closeDownTo = (level: number, end: number): void => {
    for (let top = open.at(-1); top !== undefined && (headings[top]?.level ?? 0) >= level; top = open.at(-1)) {
      ends.set(top, end);
      open.pop();
    }
  };
  headings.forEach((heading, index) => {
    closeDownTo(heading.level, heading.line);
    open.push(index);
  });
  closeDownTo(0, lines.count);
  return headings.map(({ text, level, line }, index) => {
    let endLine = (ends.get(index) ?? lines.count) - 1;
    while (endLine > line && lines.start(endLine) === lines.end(endLine)) endLine -= 1;
    return { text: text.slice(0, MAX_NAME) || '(no title)', level, line, endLine };
  });
}

function nestedSymbols(document: ParsedDocument): DocumentSymbol[] {
  const roots: DocumentSymbol[] = [];
  const open: { readonly level: number; readonly children: DocumentSymbol[] }[] = [{ level: 0, children: roots }];
  for (const section of sectionsOf(document).slice(0, MAX_SYMBOLS)) {
    while ((open.at(-1)?.level ?? 0) >= section.level) open.pop();
    const children: DocumentSymbol[] = [];
    const range = rangeOf(document, section.line, section.endLine);
    const selectionRange = rangeOf(document, section.line, section.line);
    open.at(-1)?.children.push({ name: section.text, kind: SymbolKind.String, range, selectionRange, children });
    open.push({ level: section.level, children });
  }
  return roots;
}

function flatSymbols({ uri, document }: OpenPlan): SymbolInformation[] {
  return sectionsOf(document)
    .slice(0, MAX_SYMBOLS)
    .map(({ text, line, endLine }) => {
      return { name: text, kind: SymbolKind.String, location: { uri, range: rangeOf(document, line, endLine) } };
    });
}

function foldingRanges(document: ParsedDocument): FoldingRange[] {
  const fences = document.fences.map(({ line, endLine }) => ({ line, endLine: endLine - 1 }));
  return [...sectionsOf(document), ...fences]
    .filter(({ line, endLine }) => endLine > line)
    .slice(0, MAX_SYMBOLS)
    .map(({ line, endLine }) => ({ startLine: line, endLine }));
}

const rangeOf = ({ lines }: ParsedDocument, line: number, endLine: number) => ({
  start: { line, character: 0 },
  end: { line: endLine, character: lines.end(endLine) - lines.start(endLine) },
});
