import type { ParsedDocument } from './parse-document.ts';
import { fencesBetween, sectionEnd } from './sections.ts';
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
export function readValidationLevels(document: ParsedDocument): readonly ValidationLevel[] {
  return document.headings.flatMap((heading) => {
    const match = LEVEL.exec(heading.text);
    const level = Number(match?.[1] ?? 0);
    if (!match || level < 1) return [];
    const end = sectionEnd(document, heading);
    const commands = fencesBetween(document, heading.line, end)
      .filter((fence) => SHELL.has(fence.language))
      .flatMap((fence) => {
        const last = fence.closed ? fence.endLine - 1 : fence.endLine;
        const from = document.lines.start(fence.line + 1);
        return shellCommands(dedent(document.text.slice(from, Math.max(from, document.lines.start(last)))));
      });
    return [{ level, title: match[2] ?? '', commands, line: heading.line }];
  });
}

/** Takes off the indentation that a fence inside a list has on every line. */
function dedent(source: string): string {
  const lines = source.split(/\r\n|\r|\n/);
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0);
  const common = indents.reduce((least, indent) => Math.min(least, indent), Number.POSITIVE_INFINITY);
  return Number.isFinite(common) && common > 0 ? lines.map((line) => line.slice(common)).join('\n') : source;
}
