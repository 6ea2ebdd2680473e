import type { AwaySection, AwayText } from '#schemas/document/away-plan.ts';
import { plainText } from '../inline-text.ts';
import { rangeOfLine } from '../line-index.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { fencesBetween } from '../sections.ts';
import { shellCommands } from '../shell-commands.ts';
import { rangeAt } from '../tracker/places.ts';
import { saysNothing } from './says-nothing.ts';

const MAX_FENCES = 20;
const MAX_LINES = 100;

/** The commands of a verification section: what its code blocks hold, then the code words of its points. */
export function verificationCommands(document: ParsedDocument, section: AwaySection): readonly AwayText[] {
  const fences = fencesBetween(document, section.range.start.line, section.endLine).slice(0, MAX_FENCES);
  const blocks = fences.flatMap((fence) => {
    const last = Math.min(fence.endLine, fence.line + 1 + MAX_LINES);
    const lines = Array.from({ length: Math.max(0, last - fence.line - 1) }, (_, index) => fence.line + 1 + index)
      .map((line) => ({ line, text: document.lines.text(line).slice(0, 4000) }))
      .filter(({ text }) => !/^\s*(?:`{3,}|~{3,})\s*$/.test(text));
    let at = 0;
    return shellCommands(lines.map(({ text }) => text).join('\n')).map((command) => {
      const first = (command.trimStart().split('\n')[0] ?? '').slice(0, 20);
      const found = lines.findIndex(({ text }, index) => index >= at && text.includes(first));
      at = Math.max(at, found + 1);
      const line = lines[Math.max(0, found)]?.line ?? fence.line;
      return { text: command, range: rangeOfLine(document.lines, line) };
    });
  });
  return [...blocks, ...section.entries.flatMap(({ text, range }) => commandsIn(text, range))];
}

/** Words that begin a sentence in lower case, and no command. */
const ENGLISH =
  /^(?:a|all|an|and|check|confirm|each|ensure|every|execute|if|it|look|make sure|no|open|review|run|see|start|that|the|then|verify|when)\b/;

function commandsIn(text: string, range: AwayText['range']): readonly AwayText[] {
  const { line, character } = range.start;
  const quoted = [...text.slice(0, range.end.character - character).matchAll(/`([^`]+)`/g)].map((match) => ({
    text: (match[1] ?? '').trim(),
    range: rangeAt(line, { from: character + match.index + 1, to: character + match.index + match[0].length - 1 }),
  }));
  if (quoted.length > 0) return quoted.filter((one) => one.text !== '');
  const plain = plainText(text);
  if (saysNothing(plain) || ENGLISH.test(plain) || !/^[a-z./~][\w./@:+-]*(?:\s|$)/.test(plain)) return [];
  return [{ text: plain, range }];
}
