import { readEnvironmentCheck } from '../context-items.ts';
import type { Fence } from '../fences.ts';
import type { TextRange } from '../line-index.ts';
import { rangeOfLine } from '../line-index.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { insertBlock } from '../prd/insert-block.ts';
import type { ProjectView } from '../project-view.ts';
import { programsOf } from '../shell-programs.ts';
import type { TextEdit } from '../text-edit.ts';
import { endOfLevel, fencesOfLevel, isShell, readValidationLoop } from '../validation-levels.ts';
import type { ValidationLevel } from '../validation-levels.ts';
import type { Fix, Report, Rule, RuleContext } from './rule.ts';

const MAX_REPORTS = 50;
const MAX_LINES = 500;

export const validationLevel: Rule = {
  id: 'CL214',
  title: 'Validation level that cannot be run',
  rationale:
    'A phase is finished when the commands of its validation levels pass. A level without a command passes without anything being looked at, and a command whose program is not there fails however good the work is.',
  kinds: ['prp'],
  defaultSeverity: 'warning',
  check: (document, context) => {
    const levels = readValidationLoop(document);
    const empty = levels
      .filter((level) => isEmpty(document, level))
      .map((level) => reportEmpty(document, level, context.path));
    return [...empty, ...missingPrograms(document, levels, context)].slice(0, MAX_REPORTS);
  },
};

/** From level 4 on a level may be for a person: then words are enough. */
function isEmpty(document: ParsedDocument, level: ValidationLevel): boolean {
  if (level.commands.length > 0) return false;
  const end = endOfLevel(document, level);
  return (
    level.level < 4 || document.text.slice(document.lines.end(level.line), document.lines.start(end)).trim() === ''
  );
}

function reportEmpty(document: ParsedDocument, level: ValidationLevel, path: string): Report {
  const bare = fencesOfLevel(document, level).find((fence) => fence.language === '' && hasLines(document, fence));
  const advice = bare
    ? `The block on line ${bare.line + 1} does not say that it is shell code: write bash behind its opening marks.`
    : 'Write its commands in a block that begins with ```bash.';
  return {
    range: rangeOfLine(document.lines, level.line),
    message: `Level ${level.level} has no command, so nothing is checked there. ${advice}`,
    fixes: [
      ...(bare ? [fixOf('Mark the block as bash', path, () => markAsBash(document, bare))] : []),
      ...insertions(),
    ],
  };

  function insertions(): readonly Fix[] {
    const known = commandsFor(document, level.level);
    const title =
      known.length > 0 ? `Add ${known.map((one) => `"${one}"`).join(' and ')}` : 'Add a block for its commands';
    const lines = known.length > 0 ? known : [unwritten(level.level)];
    const block = ['```bash', ...lines, '```'].join('\n');
    return [fixOf(title, path, () => insertBlock(document, endOfLevel(document, level), block))];
  }
}

function fixOf(title: string, path: string, edit: () => TextEdit): Fix {
  return { title, safe: false, changes: () => [{ kind: 'edit', path, edits: [edit()] }] };
}

function hasLines(document: ParsedDocument, fence: Fence): boolean {
  const last = fence.closed ? fence.endLine - 1 : fence.endLine;
  return document.text.slice(document.lines.start(fence.line + 1), document.lines.start(last)).trim() !== '';
}

function markAsBash(document: ParsedDocument, fence: Fence): TextEdit {
  const character = document.lines.text(fence.line).trimEnd().length;
  const at = { line: fence.line, character };
  return { range: { start: at, end: at }, newText: 'bash' };
}

/** What "Environment Check" names for the level. */
function commandsFor(document: ParsedDocument, level: number): readonly string[] {
  const keys = level === 1 ? ['lint_command', 'type_check'] : level === 2 ? ['test_command'] : ['build_command'];
  const known = readEnvironmentCheck(document);
  return keys
    .map((key) => known.get(key)?.text ?? '')
    .filter((command) => /^[\w./]/.test(command) && !/^(?:none|n\/a|tbd|todo|unknown)\b|[<>{}[\]]/i.test(command));
}

/** A level that was not written yet must not pass. */
function unwritten(level: number): string {
  return `echo "Level ${level} of the validation has no command yet"; exit 1`;
}

function missingPrograms(
  document: ParsedDocument,
  levels: readonly ValidationLevel[],
  { path, project }: RuleContext,
): readonly Report[] {
  const asked = new Set<string>();
  return levels.flatMap((level) =>
    level.commands.flatMap(programsOf).flatMap((program) => {
      if (asked.has(program) || asked.size >= MAX_REPORTS) return [];
      asked.add(program);
      if (project.program(program) !== false || isInstalledBy(levels, program)) return [];
      const range = rangeOfProgram(document, level, program);
      return [reportMissing(program, level, range, path, project)];
    }),
  );
}

function reportMissing(
  program: string,
  { level }: ValidationLevel,
  range: TextRange,
  path: string,
  project: ProjectView,
): Report {
  const missing = `"${program}" was not found on this machine, so level ${level} cannot pass here.`;
  if (project.entry(`node_modules/.bin/${program}`) !== 'file') {
    return { range, message: `${missing} Install it, or change the command.` };
  }
  const edit = { range: { start: range.start, end: range.start }, newText: 'npx ' };
  return {
    range,
    message: `${missing} The project has it in node_modules: write "npx ${program}".`,
    fixes: [fixOf(`Write "npx ${program}"`, path, () => edit)],
  };
}

/** A command such as `pip install ruff` brings what later ones need. */
function isInstalledBy(levels: readonly ValidationLevel[], program: string): boolean {
  const name = program.replace(/[.+]/g, '\\$&');
  const installs = new RegExp(`\\b(?:install|add|get)\\b[^\\n;&|]{0,300}(?<![\\w-])${name}(?![\\w-])`);
  return levels.some(({ commands }) => commands.some((command) => installs.test(command.slice(0, 20_000))));
}

function rangeOfProgram(document: ParsedDocument, level: ValidationLevel, program: string): TextRange {
  for (const fence of fencesOfLevel(document, level).filter(isShell)) {
    const end = Math.min(fence.endLine, fence.line + MAX_LINES);
    for (let line = fence.line + 1; line < end; line += 1) {
      const text = document.lines.text(line).slice(0, 2000);
      if (text.trimStart().startsWith('#')) continue;
      const character = indexOfProgram(text, program);
      if (character < 0) continue;
      return { start: { line, character }, end: { line, character: character + program.length } };
    }
  }
  return rangeOfLine(document.lines, level.line);
}

function indexOfProgram(text: string, program: string): number {
  let at = text.indexOf(program);
  while (at >= 0) {
    const behind = text.slice(at + program.length, at + program.length + 1);
    if (!/[\w./=$-]/.test(text.slice(Math.max(0, at - 1), at)) && !/[\w./=+-]/.test(behind)) return at;
    at = text.indexOf(program, at + 1);
  }
  return -1;
}
