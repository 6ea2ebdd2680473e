import type { Fence } from './fences.ts';
import { sectionKey } from './known-sections.ts';
import type { ParsedDocument } from './parse-document.ts';
import { perDocument } from './per-document.ts';
import { fencesBetween, headingBehind, sectionEnd } from './sections.ts';
import { shellCommands } from './shell-commands.ts';

/** A level of a PRP's validation loop. The line is zero-based. */
export interface ValidationLevel {
  readonly level: number;
  readonly title: string;
  /** One shell script each, in order. */
  readonly commands: readonly string[];
  readonly line: number;
}

const LEVEL =
  /^[^\p{L}\p{N}]*(?:\d+(?:\.\d+)*[.)]?\s+)?(?:validation\s+)?level\s*(\d{1,2})(?!\d)\s*[:：.)—–-]*\s*(.*)$/iu;
const SHELL = new Set(['bash', 'sh', 'shell', 'zsh', 'console', 'shellsession', 'shell-session', 'terminal']);

/** The levels in document order. Only fences that say they are shell code are commands; code samples are not. */
export const readValidationLevels = perDocument((document): readonly ValidationLevel[] =>
  document.headings.flatMap((heading) => {
    const match = heading.text.length < 300 ? LEVEL.exec(heading.text) : null;
    const level = Number(match?.[1] ?? 0);
    if (!match || level < 1) return [];
    const commands = fencesOfLevel(document, heading)
      .filter(isShell)
      .flatMap((fence) => {
        const last = fence.closed ? fence.endLine - 1 : fence.endLine;
        const from = document.lines.start(fence.line + 1);
        return shellCommands(dedent(document.text.slice(from, Math.max(from, document.lines.start(last)))));
      });
    return [{ level, title: match[2] ?? '', commands, line: heading.line }];
  }),
);

/** The same without headings that only speak of levels: those of the validation section where there is one. */
export const readValidationLoop = perDocument((document): readonly ValidationLevel[] => {
  const levels = readValidationLevels(document);
  if (levels.length === 0) return levels;
  const section = document.headings.find(({ text }) => {
    return /validation/i.test(text) && /^validation(?: (?:loop|gates?|levels?|commands?)\b|$)/.test(sectionKey(text));
  });
  const end = section ? sectionEnd(document, section) : 0;
  const inside = section ? levels.filter(({ line }) => line > section.line && line < end) : [];
  return inside.length > 0 ? inside : levels;
});

/** All fences below the heading of a level, whatever they hold. */
export function fencesOfLevel(document: ParsedDocument, { line }: { readonly line: number }): readonly Fence[] {
  return fencesBetween(document, line, endOfLevel(document, { line }));
}

/** First line behind a level. */
export function endOfLevel(document: ParsedDocument, { line }: { readonly line: number }): number {
  const heading = headingBehind(document, line - 1);
  return heading?.line === line ? sectionEnd(document, heading) : line + 1;
}

/** Whether a fence says that it holds shell code. */
export function isShell({ language }: Fence): boolean {
  return SHELL.has(language);
}

/** Takes off the indentation that a fence inside a list has on every line. */
function dedent(source: string): string {
  const lines = source.split(/\r\n|\r|\n/);
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0);
  const common = indents.reduce((least, indent) => Math.min(least, indent), Number.POSITIVE_INFINITY);
  return Number.isFinite(common) && common > 0 ? lines.map((line) => line.slice(common)).join('\n') : source;
}
