import type { ParsedDocument } from '../parse-document.ts';
import { newlineOf } from '../text-edit.ts';
import { completePhases } from './complete-phase.ts';
import type { HiddenPhase, HiddenPhases } from './hidden-phases.ts';

/** A title that is longer is a sentence. */
const MAX_TITLE = 100;
const MAX_WORDS = 2000;

/** The document's text with its hidden phases as headings, each with goal, deliverables and validation. */
export function revealPhases(document: ParsedDocument, { fence, phases }: HiddenPhases): string {
  const newline = newlineOf(document.text);
  const hidden = new Map(phases.map((phase) => [phase.range.start.line, phase]));
  const marks = '#'.repeat(levelOf(document, phases[0]?.range.start.line ?? 0));
  const first = fence ? fence.line : (phases[0]?.range.start.line ?? 0);
  const last = fence ? fence.endLine : (phases.at(-1)?.range.start.line ?? first) + 1;
  const indent = fence ? /^[ \t]*/.exec(document.lines.text(fence.line))?.[0].length : 0;
  const lines: string[] = [];
  for (let line = first; line < last; line += 1) {
    if (fence && (line === fence.line || (fence.closed && line === fence.endLine - 1))) continue;
    const text = document.lines.text(line);
    const phase = hidden.get(line);
    const followed = document.lines.text(line + 1).trim() !== '';
    if (phase && !/^[ \t]*#/.test(text)) lines.push(...asHeading(text, phase, marks, lines.at(-1), followed));
    else lines.push(dedent(text, indent ?? 0));
  }
  const before = document.text.slice(0, document.lines.start(first));
  const behind = document.text.slice(document.lines.end(last - 1));
  return completePhases(before + lines.join(newline) + behind);
}

function asHeading(
  text: string,
  { range, title }: HiddenPhase,
  marks: string,
  previous: string | undefined,
  followed: boolean,
): readonly string[] {
  const words = text
    .slice(range.start.character, MAX_WORDS)
    .replace(/\*\*|__/g, '')
    .trim();
  const tail = text.slice(MAX_WORDS);
  const at = Math.max(0, words.indexOf(title.slice(0, 20)));
  const sentence = /^.{1,100}?(?=[.!?](?:\s|$))/u.exec(words.slice(at))?.[0] ?? words.slice(at);
  const fits = sentence.length <= MAX_TITLE;
  const heading = fits ? words.slice(0, at) + sentence : words.slice(0, at);
  const rest = (fits ? words.slice(at + sentence.length).replace(/^[.!?]\s*/, '') : words.slice(at)) + tail;
  return [
    ...(previous === undefined || previous.trim() === '' ? [] : ['']),
    `${marks} ${heading.replace(/[\s:：;,—–-]+$/u, '')}`,
    ...(rest === '' ? [] : ['', rest]),
    ...(followed && rest === '' ? [''] : []),
  ];
}

/** One below the heading that the phases stand under. */
function levelOf(document: ParsedDocument, line: number): number {
  const above = document.headings.findLast((heading) => heading.line < line);
  return Math.min(6, Math.max(2, (above?.level ?? 1) + 1));
}

function dedent(text: string, indent: number): string {
  const own = /^[ \t]*/.exec(text)?.[0].length ?? 0;
  return text.slice(Math.min(own, indent));
}
