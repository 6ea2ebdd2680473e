import type { ValidationCommand } from '#schemas/protocol/validations.ts';
import type { ParsedDocument } from './parse-document.ts';
import { endOfLevel, readValidationLevels } from './validation-levels.ts';

/** The validation commands of a PRP in their order, each with the line on which it begins. */
export function validationCommands(document: ParsedDocument): ValidationCommand[] {
  return readValidationLevels(document).flatMap(({ level, title, commands, line }) => {
    const end = Math.min(endOfLevel(document, { line }), document.lines.count);
    let at = line;
    return commands.map((command) => {
      const found = beginningOf(document, command, at + 1, end);
      if (found !== null) at = found;
      return { level, title, command, line: found ?? line };
    });
  });
}

/** A command that goes on over several lines begins with the words of its first one. */
function beginningOf({ lines }: ParsedDocument, command: string, from: number, end: number): number | null {
  for (let line = from; line < end; line += 1) {
    const words = lines
      .text(line)
      .trim()
      .replace(/^\$\s+/, '')
      .replace(/\\$/, '')
      .trimEnd();
    if (words !== '' && command.trimStart().startsWith(words)) return line;
  }
  return null;
}
